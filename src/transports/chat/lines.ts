import type { View } from "../../action/view.js";
import { checkWords } from "../../action/words.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { State } from "../../approval/state.js";
import { said } from "./start.js";

/** The sentence of the action, and of how it ended. */
export function titleOf({ state, view }: RequestMessage): string {
  const ended = ENDED[state];
  return ended === undefined ? said(view.title) : `${ended}: ${said(view.title)}`;
}

const ENDED: Partial<Record<State, string>> = {
  approved: "Approved",
  denied: "Denied",
  expired: "Expired",
  cancelled: "Cancelled",
  executing: "Approved, running",
  succeeded: "Approved and run",
  failed: "Approved, run and failed",
  unknown: "Approved, result lost",
};

const KINDS: Partial<Record<RequestMessage["kind"], string>> = { reminder: "Reminder", escalation: "Escalated" };

/** For notifications, and for clients that show no card. */
export function summaryOf(message: RequestMessage): string {
  const { state, kind, url } = message;
  if (state !== "pending") return titleOf(message);
  const link = url === undefined ? "" : `. Open ${url}`;
  return `${KINDS[kind] ?? "Approval needed"}: ${titleOf(message)}${link}`;
}

/** What one looks at first: effect, place, deadline, how many agreed, which revision; or how it ended and by whom. */
export function factsOf(message: RequestMessage): readonly string[] {
  const { view, state, kind, expiresAt, openedAt, agreed, needed, revision, by, why } = message;
  const place = view.environment === undefined ? [] : [said(view.environment)];
  if (state !== "pending") {
    const people = by.map(({ name, id }) => said(name ?? id));
    return [...(people.length > 0 ? [`By ${people.join(", ")}`] : []), ...place, said(why)];
  }
  return [
    ...(KINDS[kind] ? [`${KINDS[kind]}`] : []),
    `${view.effect.slice(0, 1).toUpperCase()}${view.effect.slice(1)}`,
    ...place,
    `decide by ${minuteOf(expiresAt, openedAt)}`,
    `${agreed} of ${needed} agreed`,
    ...(revision > 1 ? [`revision ${revision}${changedBy(view)}`] : []),
  ];
}

const changedBy = ({ actors }: View): string => {
  const authors = actors.filter(({ role }) => role === "author").map(({ name }) => said(name));
  return authors.length > 0 ? `, changed by ${authors.join(", ")}` : "";
};

/** `14:34 UTC`, with its date where that is not the day on which the request was opened. */
function minuteOf(at: Date, opened: Date): string {
  const [iso, day] = [at.toISOString(), opened.toISOString().slice(0, 10)];
  return `${iso.startsWith(day) ? "" : `${iso.slice(0, 10)} `}${iso.slice(11, 16)} UTC`;
}

/** `chi, through support-triage (agent, owned by dov)`. */
export function askedBy({ actors }: View): string {
  const named = (role: View["actors"][number]["role"]) =>
    actors.filter((one) => one.role === role).map(({ name }) => said(name));
  const [users, agents, owners, delegators] = [named("user"), named("agent"), named("owner"), named("delegator")];
  const owned = owners.length > 0 ? `, owned by ${owners.join(", ")}` : "";
  const agent = agents.length > 0 ? `${agents.join(", ")} (agent${owned})` : owners.join(", ");
  const whole = [users.join(", "), agent].filter((part) => part !== "").join(", through ");
  return `${whole}${delegators.length > 0 ? `, on behalf of ${delegators.join(", ")}` : ""}`;
}

/** Who must still agree, and which rules ask. */
export const stillNeeded = ({ why }: RequestMessage): string => said(why);

export const wordsOf = ({ digest }: RequestMessage): string => `Check words: ${checkWords(digest)}`;

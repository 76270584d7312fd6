import type { RequestMessage } from "../../approval/request-message.js";
import type { State } from "../../approval/state.js";
import { readLine } from "../../audit/event.js";
import type { Shown } from "../../desk/look.js";
import { pathOf } from "./act-form.js";
import { marked } from "./chips.js";
import { html, type Part } from "./html.js";
import { type IconName, icon } from "./icons.js";
import type { Frame } from "./model.js";
import { listed, nameIn } from "./people.js";
import { minuteOf } from "./time.js";

interface Seal {
  readonly kind: "ok" | "no" | "warn" | "plain";
  readonly sign: IconName;
  readonly title: string;
  readonly text: string;
}

/** How a request ended: the result, whether it ran, and what the agent was told. */
export function stamp(frame: Frame, shown: Shown): Part {
  const { message } = shown;
  if (message.state === "pending") return "";
  const { kind, sign, title, text } = stamped(shown, message.state, frame.now);
  const reason = reasonIn(shown);
  return html`<section class="stamp stamp-${kind}" role="status" aria-labelledby="stamp-h">${icon(sign, 22)}<h2 id="stamp-h">${title}</h2><p>${text}</p>${reason ? html`<p class="stamp-why">Reason: “${marked(reason)}”</p>` : ""}<div class="actions"><a class="btn" href="${pathOf(frame, message, "log")}">See the log and its verification</a></div></section>`;
}

const told = (text: string): string => `The agent was told: “${text}”`;
const ONCE = "Nothing more can be decided here.";

function stamped(shown: Shown, state: Exclude<State, "pending">, now: number): Seal {
  const by = shown.message.by.map(({ id }) => nameIn(shown, id));
  const approved = by.length === 0 ? "Approved." : `Approved by ${listed(by)}.`;
  const deniers = shown.agreement
    .flatMap(({ people }) => (people === "unknown" ? [] : people))
    .flatMap((one) => (one.said === "deny" ? [nameIn(shown, one.id)] : []));
  const SEALS: Record<typeof state, Seal> = {
    approved: { kind: "ok", sign: "yes", title: approved, text: `It runs next. ${ONCE}` },
    executing: { kind: "ok", sign: "clock", title: `${approved} It is running.`, text: ONCE },
    succeeded: { kind: "ok", sign: "yes", title: `${approved} It ran once and succeeded.`, text: ONCE },
    failed: { kind: "no", sign: "no", ...failed(shown.message, approved) },
    unknown: {
      kind: "warn",
      sign: "warn",
      title: "It started and we lost its result.",
      text: "Do not run it again; someone named in the rule must settle it.",
    },
    denied: {
      kind: "no",
      sign: "no",
      title: `${deniers.length === 0 ? "Denied." : `Denied by ${listed([...new Set(deniers)])}.`} Nothing ran.`,
      text: told("Denied by a reviewer. It was not executed. Do not try again with the same arguments."),
    },
    expired: {
      kind: "plain",
      sign: "clock",
      title: `Expired at ${minuteOf(shown.message.expiresAt, now)}. Nothing ran.`,
      text: told("Nobody decided in time. It was not executed. You may ask again."),
    },
    cancelled: { kind: "plain", sign: "none", title: "Cancelled. Nothing ran.", text: ONCE },
  };
  return SEALS[state];
}

function failed({ executed }: RequestMessage, approved: string): Pick<Seal, "title" | "text"> {
  if (executed === "no") return { title: `${approved} It could not be started.`, text: `Nothing ran. ${ONCE}` };
  const text = `What it did before it failed, this page cannot say. ${ONCE}`;
  return { title: `${approved} It ran once and failed.`, text };
}

const ENDS: Partial<Record<State, string>> = {
  denied: "call.denied",
  cancelled: "call.cancelled",
  succeeded: "execution.reconciled",
  failed: "execution.reconciled",
};

/** What was given as the reason of the end, where this process recorded it. */
function reasonIn({ history, message }: Shown): string | undefined {
  const type = ENDS[message.state];
  const end = history.map(({ line }) => readLine(line)).findLast((event) => event && event.type === type);
  const reason = end?.data["reason"];
  return typeof reason === "string" && reason !== "" ? reason : undefined;
}

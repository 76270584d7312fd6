import { chain } from "../action/gather.js";
import type { Counts } from "../approval/eligible.js";
import { excludedNow, requirementOf } from "../approval/lifecycle.js";
import { messageOf } from "../approval/message.js";
import type { Request } from "../approval/request.js";
import type { Answer, ReviewOutcome } from "../approval/review.js";
import { standingOf } from "../approval/standing.js";
import { inTurn } from "../approval/turns.js";
import type { EventType } from "../audit/event.js";
import { authorsNow } from "../execution/evidence.js";
import { type Directory, resolve } from "../people/directory.js";
import { isProven } from "../people/identity.js";
import type { Person } from "../people/person.js";
import { withdrawGrant } from "./grants.js";
import type { DeskParts, Ending } from "./parts.js";
import { reviewerOf } from "./reviewer.js";
import { outcome, turned } from "./wording.js";

interface Asker {
  readonly person: Person;
  readonly standing: Counts;
  /** The call's own people, as the directory knows them now: an account that was merged is still theirs. */
  readonly own: ReadonlySet<string>;
}

/** Ends a request that nobody has claimed. For people of the call itself and for those who may decide it. */
export function cancel(parts: DeskParts, requestId: string, ending: Ending): Promise<ReviewOutcome> {
  return end(parts, requestId, ending, {
    may: ({ own, person, standing }) => (own.has(person.id) || standing.vetoes.length > 0 ? undefined : "not_eligible"),
    from: ["pending", "approved"],
    to: "cancelled",
    event: "call.cancelled",
  });
}

/** A person says what became of an execution whose outcome is unknown. Never one of the call's own people. */
export function reconcile(
  parts: DeskParts,
  requestId: string,
  ending: Ending & { outcome: "succeeded" | "failed" },
): Promise<ReviewOutcome> {
  if (ending.outcome !== "succeeded" && ending.outcome !== "failed")
    return Promise.resolve(
      outcome("forbidden", { more: "An unknown outcome becomes succeeded or failed; asking again is a new call." }),
    );
  return end(parts, requestId, ending, {
    may: ({ own, person, standing }) => {
      if (own.has(person.id)) return "excluded";
      return standing.vetoes.length > 0 ? undefined : "not_eligible";
    },
    from: ["unknown"],
    to: ending.outcome,
    event: "execution.reconciled",
  });
}

interface Rule {
  may(asker: Asker): Answer | undefined;
  readonly from: readonly Request["state"][];
  readonly to: Request["state"];
  readonly event: EventType;
}

async function end(parts: DeskParts, requestId: string, { by, reason }: Ending, rule: Rule): Promise<ReviewOutcome> {
  if (!isProven(by)) return outcome("invalid", { more: "The identity was not made by proven()." });
  if (typeof reason !== "string") return outcome("invalid", { more: "A reason is a text." });
  const person = await reviewerOf(parts.directory, by);
  if (typeof person === "string") return outcome(person);
  const done = await inTurn(parts.records, requestId, async ({ request, now }) => {
    const requirement = requirementOf(request.asked);
    const standing = await standingOf(parts.directory, person, by.proof, { request, now }, requirement);
    const own = await ownPeople(request, parts.directory);
    if (own === "unknown") return outcome(standing.vetoes.length > 0 ? "directory_unknown" : "not_eligible");
    const no = rule.may({ person, standing, own });
    if (no) return outcome(no);
    if (!rule.from.includes(request.state)) return outcome("too_late", { message: messageOf(request, parts.url) });
    const written = await parts.records.end(request, rule.to, said(reason));
    if (!written) return undefined;
    parts.records.note(rule.event, written, { outcome: rule.to, person: person.id, reason });
    if (rule.to === "cancelled") await withdrawGrant(parts, written, person.id);
    await parts.records.durable();
    return outcome("resolved", { message: messageOf(written, parts.url) });
  });
  return turned(done);
}

/** What a person says is never one of the codes that records end with. */
const said = (reason: string): string => (/^[a-z_]+$/.test(reason) ? `"${reason}"` : reason);

async function ownPeople(request: Request, directory: Directory): Promise<ReadonlySet<string> | "unknown"> {
  const actors = await Promise.all(chain(request.asked.context).map(({ who }) => resolve(directory, who)));
  const authors = await authorsNow(request, directory);
  if (authors === "unknown" || actors.includes("unknown")) return "unknown";
  const now = actors.flatMap((one) => (typeof one === "string" ? [] : one.id));
  return new Set([...excludedNow(request), ...now, ...authors]);
}

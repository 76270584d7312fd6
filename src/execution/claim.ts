import { bind, type Call } from "../action/capture.js";
import { cannotSay, peopleOf } from "../approval/actors.js";
import { requestedData, requirementsOf } from "../approval/asked.js";
import type { Combined } from "../approval/combine.js";
import { requirementOf } from "../approval/lifecycle.js";
import { approvers } from "../approval/message.js";
import type { Records } from "../approval/records.js";
import { countedKey, type Request } from "../approval/request.js";
import { approvedCall, isStill, type SameParts } from "../approval/same.js";
import { poolsOf, satisfiable } from "../approval/satisfiable.js";
import { distinct } from "../approval/slots.js";
import type { State } from "../approval/state.js";
import { tagsOf } from "../approval/tags.js";
import { tally } from "../approval/tally.js";
import type { EventType } from "../audit/event.js";
import type { Json } from "../canonical.js";
import { type About, failure, isCountersignError } from "../errors.js";
import type { Directory } from "../people/directory.js";
import type { Person } from "../people/person.js";
import type { Explained, Judging } from "../policy/verdict.js";
import { alsoFor, authorsNow, reviewersNow } from "./evidence.js";

export interface ClaimParts extends SameParts {
  readonly directory: Directory;
  /** The hash of the policy that judges. */
  readonly policy: string;
  /** Brings to people what waits for them. */
  opened(request: Request): void;
  readonly judging: Judging;
}

/** The right to start the body once: spent by whoever holds it. */
export interface Claim {
  readonly request: Request;
  /** As it was approved: what runs is its arguments. */
  readonly call: Call;
  readonly modified: boolean;
  readonly approvedBy: readonly Person[];
  readonly runKey: string;
}

/**
 * Spends an approval, in this order: the call is the approved one, its reviews are genuine, policy still agrees, the
 * reviewers still stand, one compare-and-swap. Undefined when it was refused or another was first: read the request again.
 */
export async function claim(
  call: Call,
  request: Request,
  now: number,
  runKey: string,
  parts: ClaimParts,
): Promise<Claim | undefined> {
  const about = { action: call.definition.name, callId: call.id };
  const approved = approvedCall(call, request, about);
  const refused = await refusal(approved, call, { request, now }, parts, about);
  if (refused && "judged" in refused) return askMore(approved, { request, now }, refused, parts);
  if (refused) return settle(request, refused, parts);
  await parts.judging.starting(approved);
  const written = await parts.records.start(request, now, request.due);
  return written && started(written, approved, runKey, "execution.started", parts.records);
}

/**
 * Starts a lost execution of an idempotent action again: same downstream key, one more fence. It passes all that a claim
 * passes; where it does not, what became of the run before stays unknown.
 */
export async function restart(
  call: Call,
  request: Request,
  now: number,
  runKey: string,
  parts: ClaimParts,
): Promise<Claim | undefined> {
  const about = { action: call.definition.name, callId: call.id };
  const approved = approvedCall(call, request, about);
  const refused = await refusal(approved, call, { request, now }, parts, about).catch(noLonger);
  if (refused || !call.definition.idempotent)
    // also where policy asks for more by now
    return settle(request, { state: "unknown", why: "not_restarted", event: "execution.unknown" }, parts);
  await parts.judging.starting(approved);
  const written = await parts.records.start(request, now);
  return written && started(written, approved, runKey, "execution.restarted", parts.records);
}

/** Who called is not known any more: then nothing starts again. */
function noLonger(error: unknown): Refusal {
  if (isCountersignError(error, "denied")) return invalid("not_restarted");
  throw error;
}

async function started(
  request: Request,
  call: Call,
  runKey: string,
  event: EventType,
  records: Records,
): Promise<Claim> {
  await start(request, runKey, event, records);
  const { asked, progress } = request;
  const payloads = (progress.grant ?? progress).reviews.map(({ payload }) => payload);
  return { request, call, modified: asked.revision > 1, approvedBy: approvers(payloads), runKey };
}

interface Refusal {
  readonly state: State;
  readonly why: string;
  readonly event: EventType;
}
const invalid = (why: string): Refusal => ({ state: "cancelled", why, event: "call.cancelled" });

async function refusal(
  approved: Call,
  call: Call,
  loaded: { readonly request: Request; readonly now: number },
  parts: ClaimParts,
  about: About,
): Promise<Refusal | Lacking | undefined> {
  const { request } = loaded;
  const { deployment, directory, judging } = parts;
  if (!(await isStill(call, request, approved.args, parts.clock))) return invalid("action_changed");
  const bound = bind(approved, deployment, request.asked);
  if (bound.digest !== request.asked.callDigest) return invalid("approval_invalid");
  const reviews = (request.progress.grant ?? request.progress).reviews.map(({ payload }) => payload);
  const counting = { how: "start", id: request.asked.callId, key: () => countedKey(request) } as const;
  const judged = await judging.judge(approved, bound.digest, counting);
  if (judged.verdict === "deny") return { state: "denied", why: "policy", event: "call.denied" };
  const requirements = [...requirementsOf(request.asked), ...judged.requirements];
  if (requirements.length === 0) return undefined; // an allowed call that is claimed asks nobody
  const requirement = requirementOf({ requirements });
  const own = await peopleOf(call, directory, about, judged.rules);
  const authors = await authorsNow(request, directory);
  if (authors === "unknown") throw cannotSay(about);
  const excluded = new Set([...own, ...request.asked.excluded, ...authors]);
  const reviewers = await reviewersNow(reviews, directory, excluded);
  if (reviewers === "unknown") throw cannotSay(about);
  const also = await alsoFor(requirement, loaded, reviews, reviewers.people, directory);
  const counted = tally(requirement, also, reviewers.dropped);
  if (counted.state === "denied") return { state: "denied", why: "people", event: "call.denied" };
  if (counted.state === "approved") return undefined;
  const before = tally(requirementOf(request.asked), reviews, reviewers.dropped);
  if (before.state !== "approved") return invalid("approval_invalid");
  const pools = await poolsOf(requirement, directory);
  if (pools === "unknown") throw cannotSay(about);
  const { missing } = satisfiable(requirement, pools, excluded);
  return missing.length > 0 ? invalid("approval_invalid") : { judged, requirement };
}

/** What was approved stands, and the policy of now asks for more. */
interface Lacking {
  readonly judged: Pick<Explained, "requirements" | "rules">;
  readonly requirement: Combined;
}

/** The request waits again, for whom it lacks; those who approved it count as before. */
async function askMore(
  call: Call,
  { request, now }: { readonly request: Request; readonly now: number },
  { judged, requirement }: Lacking,
  parts: ClaimParts,
): Promise<undefined> {
  const { records, policy } = parts;
  const { since } = request.asked;
  const requirements = distinct([...(since?.requirements ?? []), ...judged.requirements]);
  const rules = [...new Set([...(since?.rules ?? []), ...judged.rules])];
  const tags = [...new Set([...request.tags, ...tagsOf(call, requirement)])];
  const written = await records.askMore(request, { at: now, requirements, rules, policy }, tags);
  if (!written) return;
  records.note("approval.requested", written, { ...requestedData(written.asked), reopened: "policy" });
  await records.durable();
  parts.opened(written);
}

async function settle(request: Request, { state, why, event }: Refusal, parts: ClaimParts): Promise<undefined> {
  const { records, changed } = parts;
  const written = await records.end(request, state, why);
  if (!written) return;
  records.note(event, written, { reason: why });
  await records.durable();
  changed(written);
}

/**
 * @throws `unknown` where the log of this process holds that start already: the record was set back meanwhile, or removed
 * and opened again. People who are asked anew may let it start again; without them, a key starts a body once.
 */
function mustBeNew({ id: requestId, asked, progress }: Request, runKey: string, { remembered }: Records): void {
  const { fence, ended } = remembered.of(requestId);
  const openedAgain = progress.fence === 1 && progress.reviews.length === 0 && remembered.hasStarted(runKey);
  if (ended === undefined && fence < progress.fence && !openedAgain) return;
  const about = { action: asked.action, callId: asked.callId };
  throw failure("unknown", about, "the log holds its start already", { requestId });
}

/** On disk before the body, after what must be done `first`; what cannot be recorded is not started. */
export async function start(
  request: Request,
  runKey: string,
  event: EventType,
  records: Records,
  first: () => Promise<void> | undefined = () => undefined,
): Promise<void> {
  const { asked, progress } = request;
  const { reviews, ...grant } = progress.grant ?? { reviews: progress.reviews };
  const evidence = {
    fence: progress.fence,
    key: runKey,
    reviews: reviews as unknown as Json,
    ...(progress.grant && { grant: grant as unknown as Json }),
  };
  try {
    await first();
    mustBeNew(request, runKey, records);
    records.note(event, request, { ...requestedData(asked), ...evidence });
    await records.durable();
  } catch (error) {
    if (progress.fence === 1 && !isCountersignError(error, "unknown"))
      await records.end(request, "failed", "not_started").catch(() => undefined);
    throw error; // of one that was started before, this says nothing
  }
}

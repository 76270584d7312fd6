import type { Definition } from "../action/action.js";
import type { Call } from "../action/capture.js";
import { LEASE } from "../approval/lifecycle.js";
import type { Records } from "../approval/records.js";
import type { Request } from "../approval/request.js";
import { asKnown } from "../approval/started.js";
import { persistently, type Wheel } from "../approval/wheel.js";
import { type About, failure } from "../errors.js";
import type { Claim } from "./claim.js";
import { entering } from "./inside.js";
import { holds, keepLease } from "./lease.js";
import { afterwards, logOutcome, outcomeData, recordOutcome, stateOf } from "./outcome.js";
import { type ReleaseParts, release } from "./release.js";
import type { Released } from "./released.js";
import { type Body, run } from "./run.js";

export interface ClaimedParts extends ReleaseParts {
  readonly records: Records;
  readonly wheel: Wheel;
  changed(request: Request): void;
}

/** The one run of a claimed call: a last look, the body, the outcome. @throws `cancelled`, `unknown`, `unavailable` */
export async function runClaimed<R>(
  body: Body<R>,
  call: Call,
  claim: Claim,
  signal: AbortSignal | undefined,
  parts: ClaimedParts,
): Promise<Released<R>> {
  const { request, call: approved, modified, approvedBy, runKey: key } = claim;
  const about = { action: call.definition.name, callId: call.id };
  const lost = new AbortController();
  const stop = await begin(request, about, lost, parts).catch((error: unknown) => {
    throw request.progress.fence > 1 ? asKnown(error, request, about) : error; // it may have run before
  });
  const since = performance.now();
  const facts = {
    callId: call.id,
    key,
    fence: request.progress.fence,
    modified,
    approvedBy,
    signal: signal ? AbortSignal.any([signal, lost.signal]) : lost.signal,
  };
  const ran = await entering(call, request.id, () => run(body, approved.args, facts));
  const ms = Math.round(performance.now() - since);
  return afterwards(about, async () => {
    const released = await release(ran, approved, { id: request.asked.callId }, parts);
    await record(request, call.definition, { released, ms, about }, parts);
    return released;
  }).finally(stop);
}

/** How long (ms) an outcome is tried to be recorded: by then others think that this process is gone. */
const PATIENCE = 2 * LEASE;

/**
 * What the run left: first in the store, where it is fenced, then in the log. @throws `unknown`, executed "yes", where the
 * store did not take it; `unavailable`
 */
async function record(
  request: Request,
  definition: Definition,
  { released, ms, about }: { readonly released: Released; readonly ms: number; readonly about: About },
  { records, wheel, changed }: ClaimedParts,
): Promise<void> {
  const [state, { id: requestId }] = [stateOf(released), request];
  const late = () => records.note("execution.unknown", request, { late: state });
  const recording = () => recordOutcome(request, definition, released, records);
  const settled = await persistently(wheel, PATIENCE, recording).catch(async () => {
    await logOutcome({ outcome: "soon" }, records, wheel, late);
    const why =
      "it was executed, and its outcome could not be recorded in the store: a person must say what became of it";
    throw failure("unknown", about, why, { requestId }, "yes"); // as if it had lost its turn: its lease will end
  });
  if (!settled) {
    await logOutcome(definition, records, wheel, late);
    const why = "it was executed, but had lost its turn: a person must say what became of it";
    throw failure("unknown", about, why, { requestId }, "yes");
  }
  const noted = () => records.note(`execution.${state}`, settled, outcomeData(released, ms));
  await logOutcome(definition, records, wheel, noted).finally(() => changed(settled));
}

/**
 * The last look before the body, asked of the store and of this process's own monotonic clock; from then on its lease is
 * kept. Returns how to stop. @throws `cancelled`
 */
async function begin(request: Request, about: About, lost: AbortController, parts: ClaimedParts): Promise<() => void> {
  const since = performance.now();
  const found = (await parts.records.load(request.id))?.request;
  if (holds(request, found) && performance.now() - since < LEASE) return keepLease(request, lost, parts);
  const startedSince = found !== undefined && found.progress.fence > request.progress.fence;
  const why = "its turn was over before it could start";
  throw failure("cancelled", about, why, { requestId: request.id }, startedSince ? "unknown" : "no");
}

import type { Call } from "../action/capture.js";
import { LEASE } from "../approval/lifecycle.js";
import type { Records } from "../approval/records.js";
import type { Request } from "../approval/request.js";
import type { Wheel } from "../approval/wheel.js";
import { failure } from "../errors.js";
import type { Claim } from "./claim.js";
import { holds, keepLease } from "./lease.js";
import { recordOutcome } from "./outcome.js";
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
  const { records } = parts;
  const { request, call: approved, modified, approvedBy, runKey: key } = claim;
  const about = { action: call.definition.name, callId: call.id };
  if (!(await begin(request, records)))
    throw failure("cancelled", about, "its turn was over before it could start", { requestId: request.id });
  const lost = new AbortController();
  const stop = keepLease(request, lost, parts);
  const since = performance.now();
  const facts = {
    callId: call.id,
    key,
    fence: request.progress.fence,
    modified,
    approvedBy,
    signal: signal ? AbortSignal.any([signal, lost.signal]) : lost.signal,
  };
  const ran = await run(body, approved.args, facts);
  const ms = Math.round(performance.now() - since);
  const released = await release(ran, approved, { id: request.asked.callId }, parts);
  stop();
  const settled = await recordOutcome(request, call.definition, released, ms, records);
  if (!settled)
    throw failure("unknown", about, "it ran, but had lost its turn: a person must say what became of it", {
      requestId: request.id,
    });
  if (call.definition.outcome === "durable") await records.durable();
  else records.soon();
  parts.changed(settled);
  return released;
}

/** The last look before the body: asked of the store, and of this process's own monotonic clock. */
async function begin(request: Request, records: Records): Promise<boolean> {
  const since = performance.now();
  const loaded = await records.load(request.id);
  return holds(request, loaded?.request) && performance.now() - since < LEASE;
}

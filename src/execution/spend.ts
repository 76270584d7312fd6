import type { Call } from "../action/capture.js";
import { heard } from "../approval/again.js";
import type { Keys } from "../approval/keys.js";
import { restartable } from "../approval/lifecycle.js";
import { isFoundOut, type Request } from "../approval/request.js";
import { approvedCall } from "../approval/same.js";
import { type Claim, type ClaimParts, claim, restart } from "./claim.js";
import { endingOf } from "./ending.js";
import { probed } from "./reconcile.js";

/** The right to run, or the result that an earlier run of this very call has left. */
export type Right =
  | Claim
  | { readonly stored: NonNullable<Request["progress"]["result"]>; readonly call: Call; readonly request: Request };

/**
 * What a caller may do with a request that is no longer pending. Undefined: it changed meanwhile, so wait and look again.
 * @throws the error of an end without a result
 */
export async function spend(
  call: Call,
  { request, now }: { request: Request; now: number },
  given: Keys,
  parts: ClaimParts,
): Promise<Right | undefined> {
  const { state, progress, asked } = request;
  const keys = { ...given, run: asked.runKey ?? given.run };
  if (state === "approved") return claim(call, request, now, keys.run, parts);
  if (state === "executing" && restartable(request)) return restart(call, request, now, keys.run, parts);
  if (state === "executing") return undefined;
  if (state === "unknown" && !isFoundOut(request) && (await probed(call, request, keys, parts.records)))
    return undefined;
  const about = { action: call.definition.name, callId: call.id };
  if (state === "succeeded" && progress.result)
    return { stored: progress.result, call: approvedCall(call, request, about), request };
  await heard(request, parts.records);
  throw endingOf(request, about);
}

import { bind, type Call, callOf, type Deployment, parse, parsedInTime } from "../action/capture.js";
import { filledIn, refilled } from "../action/filled.js";
import { freeze, same } from "../action/freeze.js";
import { OURS } from "../action/limits.js";
import { restore } from "../action/redaction.js";
import type { Json, JsonObject } from "../canonical.js";
import type { Clock } from "../clock.js";
import { type About, failure, isCountersignError } from "../errors.js";
import type { Kept, Records } from "./records.js";
import { type Asked, isFoundOut, type Request } from "./request.js";
import { inTurn } from "./turns.js";

export interface SameParts {
  readonly deployment: Deployment;
  readonly records: Records;
  readonly clock: Clock;
  /** Tells those who were asked what became of a request. */
  changed(request: Request): void;
}

/** The call under the definition that was asked about; whether this one still is that is asked apart. */
export const asAsked = (call: Call, { definition: digest }: Pick<Asked, "definition">): Call =>
  call.definition.digest === digest ? call : { ...call, definition: { ...call.definition, digest } };

/** What was approved: the stored arguments of the current revision, with this call's own secret values. */
export function approvedCall(call: Call, { asked }: Pick<Request, "asked">, about: About): Call {
  const { value, text } = freeze(restore(asked.args, call.args, call.definition.secret), OURS);
  return callOf(asAsked(call, asked).definition, value as JsonObject, text, call, about);
}

/**
 * Whether an action still is what people were asked about: its terms are, and its schema takes these arguments and leaves
 * them as they are.
 */
export async function isStill(
  { definition, id: callId }: Pick<Call, "definition" | "id">,
  { asked }: Pick<Request, "asked">,
  args: Json,
  clock: Clock,
): Promise<boolean> {
  if (asked.terms === undefined ? definition.digest !== asked.definition : definition.terms !== asked.terms)
    return false;
  const about = { action: definition.name, callId };
  try {
    const { value } = await parsedInTime(parse(definition, args, about), clock, about);
    return same(value, args);
  } catch (error) {
    if (isCountersignError(error, "input")) return false;
    throw error;
  }
}

/** Whether it is the call that was asked first, whatever its action has become. What the schema filled in both times may differ. */
function isSameCall(call: Call, asked: Asked, deployment: Deployment): boolean {
  const as = asAsked(call, asked);
  if (bind(as, deployment, asked).digest === asked.origin) return true;
  if (!asked.filled) return false;
  const { value, text } = freeze(refilled(call.args, filledIn(call), asked.filled), OURS);
  return bind({ ...as, args: value as JsonObject, argsText: text }, deployment, asked).digest === asked.origin;
}

/**
 * The same key must mean the same call; of another call nothing is told. One that was found out says nothing of either.
 * What waits for a run that its action no longer has is ended here.
 * @throws `conflict`; `cancelled`, for what is ended
 */
export async function mustBeSame(
  call: Call,
  request: Request,
  keys: { readonly given: string },
  parts: SameParts,
  about: About,
): Promise<void> {
  if (isFoundOut(request)) return;
  const isSame = isSameCall(call, request.asked, parts.deployment);
  const stored = restore(request.asked.args, call.args, call.definition.secret);
  if (await isStill(call, request, stored, parts.clock)) {
    if (isSame) return;
    throw failure("conflict", about, "this key was used for another call", { key: keys.given });
  }
  const ended = await closeChanged(request.id, parts, { heard: "yes" });
  if (ended) throw failure("cancelled", about, ACTION_CHANGED, { requestId: request.id, changed: "action" });
  if (!isSame) throw failure("conflict", about, KEY_OF_BEFORE, { key: keys.given });
}

export const ACTION_CHANGED = "the action was changed since people were asked; call again to ask them again";
const KEY_OF_BEFORE = "this key was used before the action was changed, for what it was then: use another key";

/** Ends a request that can no longer run, and tells people. Undefined: it was over, or is running. */
export async function closeChanged(
  id: string,
  { records, changed }: Pick<SameParts, "records" | "changed">,
  kept: Kept = {},
): Promise<Request | undefined> {
  const closed = await inTurn(records, id, async ({ request }) =>
    request.state === "pending" || request.state === "approved"
      ? records.end(request, "cancelled", "action_changed", kept)
      : ("over" as const),
  );
  if (typeof closed === "string") return undefined;
  records.note("call.cancelled", closed, { reason: "action_changed" });
  await records.durable();
  changed(closed);
  return closed;
}

import type { JsonObject } from "../canonical.js";
import type { Judging } from "../policy/verdict.js";
import { isDenied } from "./again.js";
import { countedKey, type Request } from "./request.js";

/**
 * Lets rules know of a call that people denied, with these arguments. The desk says it when it took the review, and the guard
 * before its caller hears: it is kept once. A store that fails then leaves it to the other one.
 */
export async function keepDenied(
  request: Request,
  args: JsonObject,
  { judging }: { readonly judging: Pick<Judging, "denied"> },
): Promise<void> {
  if (!isDenied(request)) return;
  const { callId: id, action, effect, datasets, context, secrets } = request.asked;
  const call = { id, key: countedKey(request), action, effect, datasets, args, context, secret: Object.keys(secrets) };
  await judging.denied(call)?.catch(() => undefined);
}

import type { Call } from "../../policy/verdict.js";
import { type Answer, jsonOf } from "../../wire/answer.js";
import { exchange } from "../../wire/exchange.js";

const HEADERS = { "content-type": "application/json", accept: "application/json" };

/**
 * The value of the rule for a call, by the Data API (`POST /v1/data/…`). A lost connection is tried again within the
 * time. @throws Error, which holds nothing of the call, for everything but a value
 */
export async function askOpa(href: string, call: Call, timeout: number): Promise<unknown> {
  const { action, effect, args, context, id, digest } = call;
  const body = JSON.stringify({ input: { action, effect, args, context, id, digest } });
  const signal = AbortSignal.timeout(timeout);
  const answer = await exchange(href, { headers: HEADERS, body, attempts: 2, signal, sort }).catch((error: unknown) => {
    throw signal.aborted ? new Error(`OPA gave no decision within ${timeout} ms`) : error;
  });
  return resultOf(jsonOf(answer));
}

/** A fault of OPA's is its answer to this call: asked again, it would say the same. */
const sort = ({ status }: Answer) => (status === 200 ? "answer" : "permanent");

/** OPA leaves `result` out where the rule is undefined. */
function resultOf(answer: unknown): unknown {
  if (typeof answer === "object" && answer !== null && Object.hasOwn(answer, "result"))
    return (answer as { result: unknown }).result;
  throw new Error("OPA has no decision: the package or rule is not there, or undefined for this call");
}

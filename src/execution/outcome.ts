import type { StandardSchemaV1 as Schema } from "@standard-schema/spec";
import type { Definition } from "../action/action.js";
import { freeze } from "../action/freeze.js";
import { ended, type Next } from "../approval/lifecycle.js";
import type { Records } from "../approval/records.js";
import type { Request } from "../approval/request.js";
import { inTurn } from "../approval/turns.js";
import type { Json, JsonObject } from "../canonical.js";
import type { Ran } from "./run.js";

/**
 * Writes what became of an execution, fenced: the request with it. Undefined for a late report of an execution that lost
 * its turn: it changes nothing.
 */
export async function recordOutcome(
  request: Request,
  definition: Definition,
  ran: Ran<unknown>,
  ms: number,
  records: Records,
): Promise<Request | undefined> {
  const result = ran.ok ? await storable(definition, ran.value) : undefined;
  const state = ran.ok ? "succeeded" : "failed";
  const settled = await inTurn(records, request.id, async ({ request: now }) => {
    if (now.state !== "executing" || now.progress.fence !== request.progress.fence) return "lost";
    return records.write(now, settledAs(now, state, result));
  });
  if (typeof settled === "string") records.note("execution.unknown", request, { late: state });
  else records.note(`execution.${state}`, settled, outcomeData(ran, ms));
  return typeof settled === "string" ? undefined : settled;
}

function settledAs(request: Request, state: "succeeded" | "failed", result: Json | undefined): Next {
  const next = ended(request, state, state);
  return result === undefined ? next : { ...next, progress: { ...next.progress, result: { value: result } } };
}

/** What events hold of an outcome: never the result, never the message of an error. */
export function outcomeData(ran: Ran<unknown>, ms: number): JsonObject {
  return { duration_ms: ms, ...(!ran.ok && { error_type: errorType(ran.cause) }) };
}

export function errorType(cause: unknown): string {
  const name = cause instanceof Error ? cause.constructor.name : typeof cause;
  return /^[A-Za-z_$][\w$]{0,63}$/.test(name) ? name : "Error";
}

/** The result to keep for those who re-attach: only of an action with an `output` schema, and only if it fits. */
async function storable({ output }: Definition, value: unknown): Promise<Json | undefined> {
  if (!output) return undefined;
  try {
    const checked: Schema.Result<unknown> = await output["~standard"].validate(value);
    return checked.issues ? undefined : freeze(checked.value).value;
  } catch {
    return undefined; // no JSON: the caller has it, nobody else will
  }
}

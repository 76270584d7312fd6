import type { StandardSchemaV1 as Schema } from "@standard-schema/spec";
import type { Definition } from "../action/action.js";
import { freeze } from "../action/freeze.js";
import { ended, type Next } from "../approval/lifecycle.js";
import type { Records } from "../approval/records.js";
import type { Request } from "../approval/request.js";
import type { Json, JsonObject } from "../canonical.js";
import type { Ran } from "./run.js";

const ATTEMPTS = 50;

/**
 * Writes what became of an execution, fenced: true when it stands. A late report of an execution that lost its turn
 * changes nothing.
 */
export async function recordOutcome(
  request: Request,
  definition: Definition,
  ran: Ran<unknown>,
  ms: number,
  records: Records,
): Promise<boolean> {
  const result = ran.ok ? await storable(definition, ran.value) : undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const now = (await records.load(request.id))?.request;
    if (now?.state !== "executing" || now.progress.fence !== request.progress.fence) break;
    const written = await records.write(now, settledAs(now, ran.ok ? "succeeded" : "failed", result));
    if (!written) continue;
    records.note(ran.ok ? "execution.succeeded" : "execution.failed", written, outcomeData(ran, ms));
    return true;
  }
  records.note("execution.unknown", request, { late: ran.ok ? "succeeded" : "failed" });
  return false;
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

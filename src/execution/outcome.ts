import type { StandardSchemaV1 as Schema } from "@standard-schema/spec";
import type { Definition } from "../action/action.js";
import { freeze } from "../action/freeze.js";
import type { Kept, Records } from "../approval/records.js";
import type { Request } from "../approval/request.js";
import { inTurn } from "../approval/turns.js";
import type { JsonObject } from "../canonical.js";
import { errorType } from "./error-type.js";
import type { Released } from "./released.js";

/**
 * Writes what became of an execution, fenced: the request with it. Undefined for a late report of an execution that lost
 * its turn: it changes nothing.
 */
export async function recordOutcome(
  request: Request,
  definition: Definition,
  released: Released,
  ms: number,
  records: Records,
): Promise<Request | undefined> {
  const kept = await keptOf(definition, released);
  const state = released.ok ? "succeeded" : "failed";
  const settled = await inTurn(records, request.id, async ({ request: now }) => {
    if (now.state !== "executing" || now.progress.fence !== request.progress.fence) return "lost";
    return records.end(now, state, state, kept);
  });
  if (typeof settled === "string") records.note("execution.unknown", request, { late: state });
  else records.note(`execution.${state}`, settled, outcomeData(released, ms));
  return typeof settled === "string" ? undefined : settled;
}

/** What events hold of an outcome: never the result, never the message of an error. */
function outcomeData(released: Released, ms: number): JsonObject {
  const { error, masked, withheld } = saidOf(released);
  return {
    duration_ms: ms,
    ...(error !== undefined && { error_type: error }),
    ...(masked && { masked }),
    ...(withheld && { withheld }),
  };
}

/** The class of an error, and the rules that masked or withheld. */
export function saidOf(released: Released): {
  readonly error?: string;
  readonly masked?: readonly string[];
  readonly withheld?: readonly string[];
} {
  if (!released.ok) return { error: "errorType" in released ? released.errorType : errorType(released.cause) };
  if ("withheld" in released) return { withheld: released.withheld };
  return "masked" in released ? { masked: released.masked } : NOTHING;
}
const NOTHING = {};

/** What to keep for those who re-attach. */
async function keptOf(definition: Definition, released: Released): Promise<Kept> {
  if (!released.ok) return {};
  return "withheld" in released ? { withheld: released.withheld } : storable(definition, released);
}

/** The result as it left: only of an action with an `output` schema, and only if it fits. */
async function storable(
  { output }: Definition,
  released: { readonly value: unknown; readonly hashed?: readonly string[] },
): Promise<Kept> {
  if (!output) return {};
  try {
    const checked: Schema.Result<unknown> = await output["~standard"].validate(released.value);
    if (checked.issues) return {};
    const { hashed = [] } = released;
    return { result: { value: freeze(checked.value).value, ...(hashed.length > 0 && { hashed }) } };
  } catch {
    return {}; // no JSON: the caller has it, nobody else will
  }
}

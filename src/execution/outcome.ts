import type { StandardSchemaV1 as Schema } from "@standard-schema/spec";
import type { Definition } from "../action/action.js";
import { freeze } from "../action/freeze.js";
import { LEASE } from "../approval/lifecycle.js";
import type { Kept, Records } from "../approval/records.js";
import type { Request } from "../approval/request.js";
import { inTurn } from "../approval/turns.js";
import { patiently, type Wheel } from "../approval/wheel.js";
import type { JsonObject } from "../canonical.js";
import { type About, failure, isCountersignError } from "../errors.js";
import { errorType } from "./error-type.js";
import { holds } from "./lease.js";
import type { Released } from "./released.js";

/** The state that a run leaves. */
export const stateOf = (released: Released): "succeeded" | "failed" | "unknown" => {
  if (released.ok) return "succeeded";
  return released.known === "no" ? "unknown" : "failed";
};

/**
 * Writes what became of an execution to the store, fenced: the request with it. Also after its lease, as long as nobody has
 * said that it is lost; undefined where somebody has: that changes nothing. The log is not needed for it. @throws `unavailable`
 */
export async function recordOutcome(
  request: Request,
  definition: Definition,
  released: Released,
  records: Records,
): Promise<Request | undefined> {
  const kept = await keptOf(definition, released);
  const state = stateOf(released);
  const settled = await inTurn({ load: (id) => records.look(id) }, request.id, async ({ request: found }) => {
    if (isRecorded(request, found, state)) return found;
    return holds(request, found) ? records.end(found, state, state, kept) : "lost";
  });
  return typeof settled === "string" ? undefined : settled;
}

/** Whether it was written before, and the answer was lost on the way. */
const isRecorded = (mine: Request, { state, progress }: Request, wanted: string): boolean =>
  state === wanted && progress.why === wanted && progress.fence === mine.progress.fence;

/**
 * Has the outcome of a run logged, before the caller hears of it only where the action says so: it has run, and a log
 * that fails refuses the next start. @throws `unavailable` (audit), for `outcome: "durable"`
 */
export async function logOutcome(
  { outcome }: Pick<Definition, "outcome">,
  log: Pick<Records, "durable" | "soon">,
  wheel: Wheel,
  append: () => void,
): Promise<void> {
  try {
    append();
    if (outcome === "durable") await patiently(wheel, LEASE, () => log.durable());
    else log.soon();
  } catch (cause) {
    if (outcome === "durable") throw cause;
  }
}

/** What follows the run of a body: however it fails, the body has run. @throws `unavailable`, executed "yes" */
export async function afterwards<T>(about: About, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isCountersignError(cause) && cause.executed !== "no") throw cause;
    const part = isCountersignError(cause, "unavailable") ? cause.part : "audit";
    const why = "it was executed, but its outcome could not be recorded";
    throw failure("unavailable", about, why, { part, cause }, "yes");
  }
}

/** What events hold of an outcome: never the result, never the message of an error. */
export function outcomeData(released: Released, ms: number): JsonObject {
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

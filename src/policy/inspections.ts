import type { Known } from "../action/context.js";
import type { Json } from "../canonical.js";
import { isCountersignError, misuse } from "../errors.js";
import type { Check } from "./guardrail/check.js";
import type { Inspector } from "./guardrail/inspect.js";
import type { Tools } from "./tools.js";

/** What is inspected, and the call that it belongs to. Secret arguments are marks. */
export interface Inspected {
  readonly value: Json;
  readonly args: Json;
  readonly context: Partial<Known>;
  readonly of: "arguments" | "result";
}

/** Why a value fails, without the value itself; undefined: it passes. A check that throws has failed. */
export type Inspect = (inspected: Inspected) => string | undefined | Promise<string | undefined>;

/** The checks of a guardrail as one. @throws code `input` for a check that this version does not know */
export function inspections(checks: readonly Check[], tools: Tools): Inspect {
  const inspects = checks.map((check) => failing(inspectOf(check, tools)));
  return (inspected) => first(inspects, inspected);
}

function inspectOf(check: Check, { predicates, inspectorOf }: Tools): Inspect {
  if (typeof check !== "object" || !("fn" in check)) {
    const inspector: Inspector = inspectorOf(check);
    return ({ value }) => {
      const found = inspector(value);
      return found instanceof Promise ? found.catch(unmade) : found;
    };
  }
  const predicate = Object.hasOwn(predicates, check.fn) ? predicates[check.fn] : undefined;
  if (!predicate) throw misuse("policy", `no predicate "${check.fn}" was given with it`);
  return ({ value, args, context, of }) =>
    predicate.test({ args, context, ...(of === "result" && { result: value }) }) === true
      ? undefined
      : `${check.fn} does not hold`;
}

const BROKEN = "a check could not be made";

/** Says what is missing, as the parser of SQL: else every call would be denied and nobody would know why. */
const unmade = (error: unknown): string =>
  isCountersignError(error, "input") ? `${BROKEN}: ${error.message}` : BROKEN;

function failing(inspect: Inspect): Inspect {
  return (inspected) => {
    try {
      const found = inspect(inspected);
      return found instanceof Promise ? found.catch(() => BROKEN) : found;
    } catch {
      return BROKEN;
    }
  };
}

/** The first that fails; at once where every answer is there at once. */
function first(inspects: readonly Inspect[], inspected: Inspected): string | undefined | Promise<string | undefined> {
  for (const [i, inspect] of inspects.entries()) {
    const found = inspect(inspected);
    if (found instanceof Promise) return found.then((why) => why ?? first(inspects.slice(i + 1), inspected));
    if (found !== undefined) return found;
  }
  return undefined;
}

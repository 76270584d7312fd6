import type { Json } from "../../../src/canonical.js";
import type { Check } from "../../../src/policy/guardrail/check.js";
import { inspectorOf } from "../../../src/policy/guardrail/inspect.js";

type Built = Exclude<Check, { readonly fn: string }>;

/** What a check says of a value, or "passes". */
export const said = async (check: Built, value: Json): Promise<string> => (await inspectorOf(check)(value)) ?? "passes";

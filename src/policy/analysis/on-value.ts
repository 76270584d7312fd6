import type { Definition } from "../../action/action.js";
import { argumentOf } from "../path.js";
import type { Comparison } from "../rule.js";
import type { Placed } from "./conditions.js";
import { type Draft, literalsOf } from "./draft.js";
import type { Examined } from "./examined.js";

/** A comparison with values of its own. */
export interface OnValue extends Placed {
  readonly data: Comparison;
}

/** What a schema makes of a condition that does not fit it. */
export type Unfit = "never true" | "never known";

/** A call that has the value, and on which the rule does what nobody can have meant. */
export function exampleOf(
  rule: Examined,
  { data, list, alone }: OnValue,
  fit: Unfit,
  actions: readonly Definition[],
): NonNullable<Draft["example"]> {
  const argument = argumentOf(data.path);
  const inDoubt = fit === "never known" && rule.rule.verdict !== "allow";
  const applied = (list === "unless" && rule.rule.verdict !== "allow") || inDoubt || alone !== "alone";
  return {
    actions,
    ways: literalsOf(rule).map((way) => way.filter((one) => one.key !== data.path)),
    ...(argument !== undefined && { given: [argument] }),
    shows: ({ applies }) => applies(rule) === applied,
    without: "say so",
  };
}

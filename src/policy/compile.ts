import { checkRule } from "./check-rule.js";
import { all, type Conditions, compileConditions, not, type Surroundings, type Test } from "./condition.js";
import { type Inspect, inspections } from "./inspections.js";
import type { Judged } from "./judged.js";
import { covers } from "./match.js";
import { type Tally, talliesOf } from "./past.js";
import type { Remember } from "./remember.js";
import type { Requirement } from "./requirement.js";
import type { RuleData } from "./rule.js";
import type { Subject } from "./subject.js";
import type { Tools } from "./tools.js";

/** A rule as functions. `layer` 0 is the organisation's: only its rules permit. */
export interface Compiled {
  readonly rule: RuleData;
  /** `policyId/ruleId`. */
  readonly id: string;
  /** The rule's id as people see it: with its policy's where there are several. */
  readonly label: string;
  readonly layer: number;
  /** What it says where it applies (a guardrail: where one of its checks has failed); none for what is about results. */
  readonly verdict: "allow" | "deny" | "ask" | undefined;
  readonly require: Requirement | undefined;
  readonly remember: Remember | undefined;
  readonly shadow: "shadow" | "enforced";
  /** Whether the call is the rule's concern, beyond action and effect. */
  readonly covers: Test;
  readonly when: Conditions;
  readonly unless: Conditions;
  /** Whether the call is one that the rule is about: `covers`, `when`, and not `unless`. */
  readonly concerns: Test;
  /** The same; of a check of arguments also that it has failed. */
  readonly holds: Test;
  /** What is judged where it decides alone. */
  readonly alone: Judged | undefined;
  readonly tallies: readonly Tally[];
  /** Of a guardrail: why a value fails its checks. */
  readonly inspect: Inspect | undefined;
}

const ALWAYS: Conditions = { test: () => true, parts: [] };
const NEVER: Conditions = { test: () => false, parts: [] };

/** @throws code `input` for a rule that this version cannot judge: nothing in a rule is ever passed over. */
export function compileRule(
  rule: RuleData,
  { policy, label, layer, tools }: { policy: string; label: string; layer: number; tools: Tools },
): Compiled {
  checkRule(rule, label, tools.predicates);
  const id = `${policy}/${rule.id}`;
  const around: Surroundings = { rule: id, predicates: tools.predicates };
  const when = rule.when ? compileConditions(rule.when, around) : ALWAYS;
  const unless = rule.unless ? compileConditions(rule.unless, around) : NEVER;
  const parts = { covers: covers(rule.on), when, unless };
  const concerns = concernsOf(rule, parts);
  const said = { label, ...sayingOf(rule), remember: rule.remember };
  return {
    rule,
    id,
    layer,
    ...said,
    shadow: rule.shadow ? "shadow" : "enforced",
    ...parts,
    concerns,
    holds: rule.guardrail?.input ? all([concerns, ({ tripped }) => tripped?.get(label) !== undefined]) : concerns,
    alone: alone(said),
    tallies: talliesOf(policy, rule),
    inspect: rule.guardrail && inspections(rule.guardrail.input ?? rule.guardrail.output, tools),
  };
}

/** What a rule says, and whom it asks. */
function sayingOf({ verdict, require, guardrail }: RuleData): Pick<Compiled, "verdict" | "require"> {
  if (!guardrail?.input) return { verdict, require };
  const { otherwise = "deny" } = guardrail;
  return otherwise === "deny" ? { verdict: "deny", require: undefined } : { verdict: "ask", require: otherwise.ask };
}

function concernsOf({ on, when, unless }: RuleData, parts: Pick<Compiled, "covers" | "when" | "unless">): Test {
  const tests: Test[] = [];
  if ("dataset" in on) tests.push(parts.covers);
  if (when) tests.push(parts.when.test);
  if (unless) tests.push((subject) => not(parts.unless.test(subject)));
  return all(tests);
}

/** Whether a rule takes part. Unknown never helps the caller: it makes a deny or ask apply and an allow not; only a sure exception lifts. */
export const applies = ({ holds, verdict }: Pick<Compiled, "holds" | "verdict">, subject: Subject): boolean =>
  holds(subject) ?? verdict !== "allow";

function alone({
  verdict,
  label,
  require,
  remember,
}: Pick<Compiled, "verdict" | "label" | "require" | "remember">): Judged | undefined {
  if (!verdict) return undefined;
  const requirements = Object.freeze(require ? [require] : []);
  return Object.freeze({ verdict, rules: Object.freeze([label]), requirements, ...(remember && { remember }) });
}

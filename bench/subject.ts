import type { JsonObject } from "../src/canonical.js";
import { compilePolicies, type Judged, type Subject } from "../src/policy/judge.js";
import type { Policy } from "../src/policy/rule.js";

type Given = Pick<Subject, "action" | "args"> & Partial<Subject>;

/** A subject of rules with nothing but an action and arguments, and what else is given. */
export const subjectOf = (given: Given): Subject => ({
  effect: "money",
  datasets: [],
  context: {},
  secret: [],
  critical: [],
  now: 0,
  ...given,
});

export function judgeOf(policy: Policy): (given: { action: string; args: JsonObject }) => Judged {
  const { judge } = compilePolicies([policy]);
  return (given) => judge(subjectOf(given));
}

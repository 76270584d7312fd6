export { allow, ask, deny, guardrail, mask } from "./policy/builders.js";
export { sensibleDefaults } from "./policy/defaults.js";
export type { Condition } from "./policy/facts.js";
export type { Check } from "./policy/guardrail/check.js";
export { loadPolicy, policy, type Rule } from "./policy/load.js";
export type { Predicate } from "./policy/tools.js";

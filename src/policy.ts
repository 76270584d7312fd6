export { allow, ask, deny } from "./policy/builders.js";
export type { Condition } from "./policy/facts.js";
export { loadPolicy, policy, type Rule } from "./policy/load.js";

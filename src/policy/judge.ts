import { misuse } from "../errors.js";
import { type Candidates, type Concerned, lookup } from "./candidates.js";
import { applies, type Compiled, compileRule } from "./compile.js";
import { explain } from "./explain.js";
import { type Explanation, explanationOf } from "./explanation.js";
import { policyHash } from "./hash.js";
import type { Judged } from "./judged.js";
import { checkLayers } from "./layers.js";
import { narrowest } from "./remember.js";
import type { Policy } from "./rule.js";
import { snapshot } from "./snapshot.js";
import type { Subject } from "./subject.js";
import { toolsOf, withTools } from "./tools.js";

export type { Judged } from "./judged.js";
export type { Subject } from "./subject.js";

export interface PolicyJudge {
  /** The rules that concern a call, and what they need to know before they judge. */
  concerned(subject: Pick<Subject, "action" | "effect">): Concerned;
  judge(subject: Subject): Judged;
  /** The verdict and all that led to it, as data. */
  explanation(subject: Subject): Explanation;
  /** The same in sentences, for the card and the terminal. */
  explain(subject: Subject): readonly string[];
}

const BY_DEFAULT: Judged = Object.freeze({
  verdict: "deny",
  rules: Object.freeze([]),
  requirements: Object.freeze([]),
});

/**
 * Policies as one judge. The first (the organisation's) permits; the deny and ask rules of a later one narrow, its allow
 * rules add nothing, and it is neutral where none of them applies.
 * @throws code `input`: no policy, two of one id, data that is no policy or was changed after it was made, a later policy
 * that would widen.
 */
export function compilePolicies(policies: readonly Policy[]): PolicyJudge {
  if (policies.length === 0) throw misuse("policy", "give at least one policy: without one nothing is allowed");
  const layers = policies.map(checked);
  checkLayers(layers);
  const find = lookup(layers.flatMap((policy, layer) => compilePolicy(policy, layer, layers.length)));
  const concerned: PolicyJudge["concerned"] = ({ action, effect }) => find(action, effect);
  const who = layers.length > 1 ? ` of ${layers[0]?.id}` : "";
  const explanation: PolicyJudge["explanation"] = (subject) => {
    const rules = concerned(subject);
    return explanationOf(rules, subject, judge(rules, subject));
  };
  return {
    concerned,
    judge: (subject) => judge(concerned(subject), subject),
    explanation,
    explain: (subject) => explain(explanation(subject), `no rule${who} allows it`),
  };
}

function judge({ enforced, shadow }: Concerned, subject: Subject): Judged {
  const judged = decide(enforced, subject);
  if (!shadow) return judged;
  const { verdict, rules } = decide(shadow, subject);
  return { ...judged, shadow: { verdict, rules } };
}

function decide({ deny, ask, allow, guards }: Candidates, subject: Subject): Judged {
  const denied = applying(deny, subject);
  const tripped = applying(guards, subject);
  const refused = saying("deny", tripped);
  if (denied.length > 0) return verdict("deny", both(denied, refused));
  if (refused.length > 0) return { ...verdict("deny", refused), by: "guardrail" };
  const asked = applying(ask, subject);
  const wanted = both(asked, saying("ask", tripped));
  if (asked.some(({ layer }) => layer === 0)) return verdict("ask", wanted);
  const allowed = applying(allow, subject);
  if (allowed.length === 0) return wanted.length > 0 ? { ...BY_DEFAULT, wanted: verdict("ask", wanted) } : BY_DEFAULT;
  return wanted.length > 0 ? verdict("ask", wanted) : verdict("allow", allowed);
}

const NONE: readonly Compiled[] = [];

function applying(rules: readonly Compiled[], subject: Subject): readonly Compiled[] {
  let found: Compiled[] | undefined;
  for (const rule of rules) {
    if (!applies(rule, subject)) continue;
    if (found) found.push(rule);
    else found = [rule];
  }
  return found ?? NONE;
}

const saying = (verdict: Judged["verdict"], rules: readonly Compiled[]): readonly Compiled[] =>
  rules.length === 0 ? NONE : rules.filter((rule) => rule.verdict === verdict);

const both = (one: readonly Compiled[], other: readonly Compiled[]): readonly Compiled[] =>
  other.length === 0 ? one : [...one, ...other];

function verdict(verdict: Judged["verdict"], by: readonly Compiled[]): Judged {
  const [first] = by;
  if (by.length === 1 && first?.alone) return first.alone;
  const rules = by.map(({ label }) => label);
  if (verdict !== "ask") return { verdict, rules, requirements: [] };
  const remember = narrowest(by.map((rule) => rule.remember));
  return { verdict, rules, requirements: by.flatMap(({ require }) => require ?? []), ...(remember && { remember }) };
}

function compilePolicy(policy: Policy, layer: number, layers: number): readonly Compiled[] {
  const { id, mode, rules } = policy;
  const tools = toolsOf(policy);
  return [...rules]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((rule) => (mode === "shadow" ? { ...rule, shadow: true as const } : rule))
    .map((rule) => compileRule(rule, { policy: id, label: layers > 1 ? `${id}/${rule.id}` : rule.id, layer, tools }));
}

const KEYS = new Set(["id", "version", "hash", "mode", "predicates", "rules"]);

/** Our own frozen copy of a policy, once it is what its hash says, with what goes along with it. */
function checked(given: Policy): Policy {
  const policy = snapshot(given) as unknown as Policy | undefined;
  if (!["enforce", "shadow"].includes(policy?.mode as string) || !Array.isArray(policy?.rules))
    throw misuse("policy", "this is not a policy: make it with policy() or loadPolicy()");
  for (const key of Object.keys(policy))
    if (!KEYS.has(key)) throw misuse(`policy ${policy.id}`, `no key "${key}" in this version`);
  if (policyHash(policy) !== policy.hash)
    throw misuse(
      `policy ${policy.id}`,
      "it is not what its hash says: make it with policy() or loadPolicy(), and do not change it",
    );
  return withTools({ ...policy }, checkedTools(policy, given));
}

/** Predicates of other versions would judge by something else than the hash says. */
function checkedTools({ id, predicates: stated = {} }: Policy, given: Policy) {
  const tools = toolsOf(given);
  for (const [name, version] of Object.entries(stated))
    if (tools.predicates[name]?.version !== version)
      throw misuse(`policy ${id}`, `the predicate "${name}" is not with it: make it with policy() or loadPolicy()`);
  return tools;
}

import type { Effect } from "../action/action.js";
import { misuse } from "../errors.js";
import { type Compiled, compileRule } from "./compile.js";
import { explain } from "./explain.js";
import { policyHash } from "./hash.js";
import type { Candidates, Judged } from "./judged.js";
import { concerns } from "./match.js";
import { narrowest } from "./remember.js";
import type { Policy } from "./rule.js";
import { snapshot } from "./snapshot.js";
import type { Subject } from "./subject.js";

export type { Judged } from "./judged.js";
export type { Subject } from "./subject.js";

export interface PolicyJudge {
  judge(subject: Subject): Judged;
  /** The verdict in sentences, for the card and the log. */
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
 * @throws code `input`: no policy, two of one id, data that is no policy or was changed after it was made.
 */
export function compilePolicies(policies: readonly Policy[]): PolicyJudge {
  if (policies.length === 0) throw misuse("policy", "give at least one policy: without one nothing is allowed");
  const layers = policies.map(checked);
  if (new Set(layers.map(({ id }) => id)).size < layers.length) throw misuse("policy", "two policies of one id");
  const candidates = lookup(layers.flatMap((policy, layer) => compilePolicy(policy, layer, layers.length)));
  const who = layers.length > 1 ? ` of ${layers[0]?.id}` : "";
  return {
    judge: (subject) => judge(candidates(subject.action, subject.effect), subject),
    explain(subject) {
      const concerned = candidates(subject.action, subject.effect);
      return explain(concerned, subject, judge(concerned, subject), `no rule${who} allows it`);
    },
  };
}

function judge({ deny, ask, allow }: Candidates, subject: Subject): Judged {
  const denied = applying(deny, subject);
  if (denied.length > 0) return verdict("deny", denied);
  const asked = applying(ask, subject);
  if (asked.some(({ layer }) => layer === 0)) return verdict("ask", asked);
  const allowed = applying(allow, subject);
  if (allowed.length === 0) return BY_DEFAULT;
  return asked.length > 0 ? verdict("ask", asked) : verdict("allow", allowed);
}

const NONE: readonly Compiled[] = [];

function applying(rules: readonly Compiled[], subject: Subject): readonly Compiled[] {
  let found: Compiled[] | undefined;
  for (const rule of rules) {
    if (!rule.applies(subject)) continue;
    if (found) found.push(rule);
    else found = [rule];
  }
  return found ?? NONE;
}

function verdict(verdict: Judged["verdict"], by: readonly Compiled[]): Judged {
  const rules = by.map(({ label }) => label);
  if (verdict !== "ask") return { verdict, rules, requirements: [] };
  const remember = narrowest(by.map((rule) => rule.remember));
  return { verdict, rules, requirements: by.flatMap(({ require }) => require ?? []), ...(remember && { remember }) };
}

const KEPT = 1000;

/** Rules by (action, effect), looked up once each; forgotten all at once when there are too many. */
function lookup(rules: readonly Compiled[]): (action: string, effect: Effect) => Candidates {
  const kept = new Map<string, Map<Effect, Candidates>>();
  return (action, effect) => {
    const known = kept.get(action)?.get(effect);
    if (known) return known;
    const found = candidatesFor(rules, action, effect);
    if (kept.size >= KEPT) kept.clear();
    kept.set(action, new Map(kept.get(action)).set(effect, found));
    return found;
  };
}

function candidatesFor(rules: readonly Compiled[], action: string, effect: Effect): Candidates {
  const concerned = rules.filter(({ rule }) => concerns(rule.on, action, effect));
  const of = (verdict: Judged["verdict"]) => concerned.filter(({ rule }) => rule.verdict === verdict);
  return { deny: of("deny"), ask: of("ask"), allow: of("allow").filter(({ layer }) => layer === 0) };
}

function compilePolicy({ id, rules }: Policy, layer: number, layers: number): readonly Compiled[] {
  return [...rules]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((rule) => compileRule(rule, layers > 1 ? `${id}/${rule.id}` : rule.id, layer));
}

const KEYS = new Set(["id", "version", "hash", "mode", "rules"]);

/** Our own frozen copy of a policy, once it is what its hash says. */
function checked(given: Policy): Policy {
  const policy = snapshot(given) as unknown as Policy | undefined;
  if (policy?.mode !== "enforce" || !Array.isArray(policy.rules))
    throw misuse("policy", "this is not a policy: make it with policy() or loadPolicy()");
  for (const key of Object.keys(policy))
    if (!KEYS.has(key)) throw misuse(`policy ${policy.id}`, `no key "${key}" in this version`);
  if (policyHash(policy) === policy.hash) return policy;
  throw misuse(
    `policy ${policy.id}`,
    "it is not what its hash says: make it with policy() or loadPolicy(), and do not change it",
  );
}

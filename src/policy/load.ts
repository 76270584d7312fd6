import type { Action } from "../action/action.js";
import { type CountersignError, failure, type Issue, misuse } from "../errors.js";
import { inspectorOf } from "./guardrail/inspect.js";
import { policyHash } from "./hash.js";
import { actionIssues, byName, namedBy } from "./known-actions.js";
import { predicateIssues } from "./predicates.js";
import type { Policy, RuleData } from "./rule.js";
import { actionsOf, withActions } from "./rule-actions.js";
import { policyIssues } from "./schema.js";
import { snapshot } from "./snapshot.js";
import { type Predicate, withTools } from "./tools.js";

/** A rule, made by `allow`, `deny`, `ask`, `mask` or `guardrail`: plain data. */
export interface Rule {
  readonly id: string;
}

type Data = Omit<Policy, "hash" | "mode"> & Partial<Pick<Policy, "hash" | "mode">>;
type Predicates = Readonly<Record<string, Predicate>>;

/**
 * A policy of rules, checked and hashed. Precedence is deny, ask, allow, in any order of the rules; what no rule allows
 * is denied. Unknown never helps the caller.
 * @throws code `input`, listing everything that is wrong: an argument that an action's schema lacks, two rules of one id,
 * a requirement that nobody can meet as it is written.
 */
export function policy(spec: {
  id: string;
  version?: string;
  rules: readonly Rule[];
  mode?: "enforce" | "shadow";
  predicates?: Predicates;
}): Policy {
  if (typeof spec !== "object" || spec === null) return make(spec, []);
  const { predicates, ...data } = spec;
  return make(data, Array.isArray(data.rules) ? data.rules.flatMap(actionsOf) : [], predicates);
}

/**
 * A policy from JSON or parsed YAML: the form that a policy has as JSON, `{ id, version?, mode?, rules }`, with the checks
 * of `policy`. Rules name actions; each must be among `actions` or a pattern as `crm.*`. A `hash`, where given, must fit.
 * @throws code `input`, listing everything that is wrong.
 */
export function loadPolicy(data: unknown, actions: readonly Action[], predicates?: Predicates): Policy {
  if (!Array.isArray(actions)) throw misuse("loadPolicy", "give the list of actions that the policy may name");
  return make(data, actions, predicates);
}

function make(given: unknown, actions: readonly Action[], predicates: Predicates = {}): Policy {
  const data = snapshot(given);
  const about = `policy${nameOf(data)}`;
  refuse(
    about,
    data === undefined
      ? [{ path: "", message: "is not JSON (a cycle, a BigInt, nesting without end)" }]
      : policyIssues(data),
  );
  const { id, version, hash, mode = "enforce", predicates: stated, rules } = data as unknown as Data;
  const { known, issues } = byName(actions);
  const versions = versionsOf(predicates);
  refuse(about, [
    ...issues,
    ...predicateIssues(rules, predicates, stated),
    ...rules.flatMap((rule, i) => actionIssues(rule, `rules[${i}]`, known)),
  ]);
  const content = { id, ...(version === undefined ? {} : { version }), mode, ...versions, rules };
  const own = policyHash(content);
  if (hash !== undefined && hash !== own)
    refuse(about, [
      { path: "hash", message: `the content has the hash ${own}: restore the content, or leave the hash out` },
    ]);
  const made = {
    ...content,
    hash: own,
    rules: Object.freeze(rules.map((rule) => withActions(rule, named(rule, known)))),
  };
  return Object.freeze(withTools(made, { predicates, inspectorOf }));
}

const versionsOf = (predicates: Predicates): Pick<Policy, "predicates"> =>
  Object.keys(predicates).length === 0
    ? {}
    : { predicates: Object.fromEntries(Object.entries(predicates).map(([name, { version }]) => [name, version])) };

const named = (rule: RuleData, known: ReadonlyMap<string, Action>): readonly Action[] =>
  namedBy(rule).flatMap((name) => known.get(name) ?? []);

function nameOf(data: unknown): string {
  const id = (data as { id?: unknown } | null | undefined)?.id;
  return typeof id === "string" ? ` ${JSON.stringify(id.slice(0, 128))}` : "";
}

const TOLD = 20;

function refuse(about: string, issues: readonly Issue[]): void {
  if (issues.length === 0) return;
  const lines = issues.slice(0, TOLD).map(({ path, message }) => `\n  ${path === "" ? "" : `${path}: `}${message}`);
  const more = issues.length > TOLD ? `\n  and ${issues.length - TOLD} more` : "";
  throw inputError(`${about} is refused:${lines.join("")}${more}`, issues);
}

const inputError = (reason: string, issues: readonly Issue[]): CountersignError<"input"> =>
  failure("input", { action: "", callId: "" }, reason, { issues });

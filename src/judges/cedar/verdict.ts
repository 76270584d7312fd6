import type { Response } from "@cedar-policy/cedar-wasm";
import type { Requirement } from "../../policy/requirement.js";
import type { Verdict } from "../../policy/verdict.js";
import { allOf } from "./all-of.js";
import { BY_DEFAULT, type Parsed } from "./policies.js";

/** What Cedar's decision means. Cedar skips a policy that fails, so that a forbid would not hold: here it denies. */
export function verdictOf(
  { decision, diagnostics }: Response,
  policies: readonly Parsed[],
  ask: ReadonlyMap<string, Requirement>,
): Verdict {
  const of = (ids: readonly string[]) => policies.filter(({ id }) => ids.includes(id));
  const failed = of(diagnostics.errors.map(({ policyId }) => policyId));
  const determining = of(diagnostics.reason);
  if (diagnostics.errors.length > 0 || decision !== "allow")
    return denied([...failed, ...(decision === "deny" ? determining : [])]);
  const asking = determining.flatMap(({ ask: name }) => (name === undefined ? [] : [name]));
  if (asking.length === 0) return { verdict: "allow", rules: rulesOf(determining) };
  return {
    verdict: "ask",
    rules: rulesOf(determining.filter((policy) => policy.ask !== undefined)),
    require: allOf(new Map(asking.map((name) => [name, ask.get(name) as Requirement]))),
  };
}

const denied = (by: readonly Parsed[]): Verdict => ({
  verdict: "deny",
  rules: by.length > 0 ? rulesOf(by) : [`cedar/${BY_DEFAULT}`],
});

const rulesOf = (policies: readonly Parsed[]): readonly string[] => policies.map(({ id }) => `cedar/${id}`);

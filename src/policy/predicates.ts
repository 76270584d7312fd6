import type { Issue } from "../errors.js";
import { singles } from "./past.js";
import type { Policy, RuleData } from "./rule.js";
import type { Predicate } from "./tools.js";

type Predicates = Readonly<Record<string, Predicate>>;

/** Predicates that are none, that rules name and nobody gave, and versions that are not those that the data states. */
export function predicateIssues(
  rules: readonly RuleData[],
  given: Predicates,
  stated: Policy["predicates"],
): readonly Issue[] {
  return [
    ...Object.entries(given).flatMap(([name, predicate]) => faults(name, predicate)),
    ...rules.flatMap((rule, i) =>
      namesIn(rule, `rules[${i}]`)
        .filter(({ name }) => !Object.hasOwn(given, name))
        .map(({ name, at }) => ({ path: at, message: `no predicate "${name}" was given: pass it as \`predicates\`` })),
    ),
    ...Object.entries(stated ?? {})
      .filter(([name, version]) => !Object.hasOwn(given, name) || given[name]?.version !== version)
      .map(([name, version]) => ({
        path: `predicates.${name}`,
        message: `the policy was made with version "${version}", and ${Object.hasOwn(given, name) ? `"${given[name]?.version}"` : "none"} was given`,
      })),
  ];
}

function faults(name: string, predicate: Predicate): readonly Issue[] {
  const fits =
    typeof predicate?.test === "function" && typeof predicate.version === "string" && predicate.version !== "";
  return fits ? [] : [{ path: `predicates.${name}`, message: "is { version, test }: a text and a function" }];
}

function namesIn({ when = [], unless = [], guardrail }: RuleData, where: string) {
  const conditions = Object.entries({ when, unless }).flatMap(([list, all]) =>
    all.flatMap((one, i) =>
      singles(one).flatMap((single, k) =>
        "fn" in single ? [{ name: single.fn, at: `${where}.${list}[${i}]${"any" in one ? `.any[${k}]` : ""}.fn` }] : [],
      ),
    ),
  );
  const checks = Object.entries({ input: guardrail?.input, output: guardrail?.output }).flatMap(([side, all = []]) =>
    all.flatMap((check, i) =>
      typeof check === "object" && "fn" in check ? [{ name: check.fn, at: `${where}.guardrail.${side}[${i}].fn` }] : [],
    ),
  );
  return [...conditions, ...checks];
}

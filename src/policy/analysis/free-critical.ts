import type { Definition } from "../../action/action.js";
import { argumentOf } from "../path.js";
import type { Comparison } from "../rule.js";
import type { Literal } from "./conjunction.js";
import type { Draft } from "./draft.js";
import { concernedBy, type Examined } from "./examined.js";
import { finding } from "./finding.js";
import type { Matter } from "./matter.js";
import { some } from "./words.js";

/** Allows of effectful actions in which nothing limits where the effect lands. */
export const freeCritical = ({ rules, actions = [] }: Matter): readonly Draft[] =>
  rules
    .filter(({ rule, layer, force }) => rule.verdict === "allow" && layer === 0 && force === "enforced")
    .flatMap((rule) => freeIn(rule, actions));

/** One for each argument, with all the actions that it is free in. */
function freeIn(rule: Examined, actions: readonly Definition[]): readonly Draft[] {
  const { applies } = rule;
  if (applies === "too many") return [];
  const isFree = (path: string) => applies.some(({ literals }) => !literals.some((one) => limits(one, path)));
  const effectful = concernedBy(rule.rule, actions).filter(({ effect }) => effect !== "read");
  const paths = [...new Set(effectful.flatMap(({ critical }) => critical))].filter(isFree);
  return paths.map((path) =>
    draft(
      rule,
      path,
      effectful.filter(({ critical }) => critical.includes(path)),
    ),
  );
}

function limits({ data, mode }: Literal, critical: string): boolean {
  if ("dataset" in data || "time" in data || "history" in data) return false;
  if ("fn" in data) return true; // it may read every argument
  if (data.op === "absent") return mode === "true" && reads(data, critical);
  return (data.path === "critical" && data.op === "grounded") || reads(data, critical);
}

const reads = ({ path, ref }: Comparison, critical: string): boolean =>
  [path, ref].some((one) => {
    const argument = one === undefined ? undefined : argumentOf(one);
    return argument !== undefined && (isIn(argument, critical) || isIn(critical, argument));
  });

const isIn = (path: string, above: string): boolean => path === above || path.startsWith(`${above}.`);

function draft(rule: Examined, critical: string, actions: readonly Definition[]): Draft {
  const { policy, path, label, applies } = rule;
  const free =
    typeof applies === "string" ? [] : applies.filter(({ literals }) => !literals.some((one) => limits(one, critical)));
  const message = `it allows ${some(actions.map(({ name }) => name))} with any "${critical}": no condition limits this critical argument`;
  return {
    finding: finding("free-critical", { policy, path, rules: [label], message }),
    example: {
      actions,
      ways: free.map(({ literals }) => literals),
      given: [critical],
      shows: ({ judged, applies }) => applies(rule) && judged.verdict === "allow" && judged.rules.includes(label),
      without: "drop it",
    },
  };
}

import { isPattern, listOf, matchesName } from "../match.js";
import type { Draft } from "./draft.js";
import { concernedBy, type Examined } from "./examined.js";
import { finding, type Severity } from "./finding.js";
import type { Matter } from "./matter.js";
import { does, some } from "./words.js";

type Actions = NonNullable<Matter["actions"]>;

/** Rules on what no given action is, and masks of what no result has. */
export const noEffect = ({ rules, actions }: Matter): readonly Draft[] =>
  actions ? rules.flatMap((rule) => [...unmatched(rule, actions), ...unmasked(rule, actions)]) : [];

function unmatched(examined: Examined, actions: Actions): readonly Draft[] {
  const { rule, policy, path, label } = examined;
  const say = (severity: Severity, key: string, what: string): Draft => ({
    finding: finding("no-effect", {
      policy,
      path: `${path}.on.${key}`,
      rules: [label],
      message: `${what}, so it ${does(rule)} nothing`,
      severity: rule.verdict === "allow" ? "warning" : severity,
    }),
  });
  const { on } = rule;
  if ("dataset" in on) return isTouched(on.dataset, actions) ? [] : [say("warning", "dataset", UNTOUCHED)];
  if ("effect" in on)
    return concernedBy(rule, actions).length > 0
      ? []
      : [say("warning", "effect", `no given action has the effect ${listOf(on.effect).join(" or ")}`)];
  return listOf(on.action)
    .filter((name) => isPattern(name) && !actions.some((action) => matchesName(name, action.name)))
    .map((name) => say("error", "action", `no given action has a name as ${name}`));
}

const UNTOUCHED = "no given action touches this dataset, and only a context could add it";

const isTouched = (dataset: string, actions: Actions): boolean =>
  actions.some(({ datasets }) => typeof datasets === "function" || datasets.includes(dataset));

function unmasked(examined: Examined, actions: Actions): readonly Draft[] {
  const { rule, policy, path, label } = examined;
  const concerned = concernedBy(rule, actions);
  if (concerned.length === 0) return [];
  return Object.keys(rule.mask ?? {})
    .filter((member) => concerned.every((one) => one.hasResult(member) === false))
    .map((member) => ({
      finding: finding("no-effect", {
        policy,
        path: `${path}.mask[${JSON.stringify(member)}]`,
        rules: [label],
        message: `no result of ${some(concerned.map(({ name }) => name))} has "${member}", so nothing of it is masked`,
      }),
    }));
}

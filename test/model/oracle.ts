import { milliseconds } from "../../src/clock.js";
import type { Requirement, Threshold } from "../../src/index.js";
import type { Groups } from "../approval/replay.js";
import { isIn } from "./people.js";

/** An approval as it was given: by whom (as they are known now, and as they were then), how proven, when. */
export interface Yes {
  readonly who: string;
  readonly knownAs: string;
  readonly proof: string;
  /** Milliseconds after the opening. */
  readonly at: number;
}

/** The thresholds of each stage, as they were written. */
export const stagesOf = (rule: Requirement): readonly (readonly Threshold[])[] =>
  rule.stages?.map(({ anyOf }) => anyOf) ?? [[rule as Threshold]];

/** Whether somebody of these groups is asked by a threshold, so long after the opening. */
export const isAsked = (groups: Groups, id: string, { approvers, escalate = [] }: Threshold, at: number): boolean =>
  [approvers, ...escalate.filter(({ after }) => at >= milliseconds(after, "after")).map(({ to }) => to)]
    .flat()
    .some((one) => isIn(groups, id, one));

/** The proof that an approval for a threshold of a rule needs. */
export const proofOf = (rule: Requirement, threshold: Threshold): string =>
  [rule.proof ?? "L1", threshold.proof ?? "L1"].toSorted().at(-1) as string;

/** By trying all: whether different people can be found for every stage of the rule, without slots and matching. */
export function isEnough(rule: Requirement, groups: Groups, said: readonly Yes[]): boolean {
  const stages = stagesOf(rule);
  const may = (who: string, threshold: Threshold) =>
    said.some(
      (yes) =>
        yes.who === who &&
        yes.proof >= proofOf(rule, threshold) &&
        [yes.knownAs, yes.who].some((id) => isAsked(groups, id, threshold, yes.at)),
    );
  const people = [...new Set(said.map(({ who }) => who))];
  const from = (stage: number, used: readonly string[]): boolean => {
    const thresholds = stages[stage];
    if (!thresholds) return true;
    return thresholds.some((threshold) => {
      const able = people.filter((who) => !used.includes(who) && may(who, threshold));
      return subsets(able, threshold.approve ?? 1).some((some) => from(stage + 1, [...used, ...some]));
    });
  };
  return from(0, []);
}

const subsets = (from: readonly string[], size: number): readonly (readonly string[])[] =>
  size === 0 ? [[]] : from.flatMap((one, i) => subsets(from.slice(i + 1), size - 1).map((rest) => [one, ...rest]));

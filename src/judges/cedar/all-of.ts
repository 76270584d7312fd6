import { type Duration, milliseconds } from "../../clock.js";
import { LEVELS, type Proof } from "../../people/person.js";
import { type Requirement, type Stage, type Threshold, useWithinOf } from "../../policy/requirement.js";

const STRICTNESS = ["approve", "author", "forbid"] as const;

/** One requirement that is met when each of them is, by name: their stages side by side, the shortest times. */
export function allOf(named: ReadonlyMap<string, Requirement>): Requirement {
  const all = [...named.values()];
  const [first, ...others] = all;
  if (first && others.length === 0) return first;
  const modify = STRICTNESS.findLast((mode) => all.some((one) => one.modify === mode));
  return {
    stages: [...named].flatMap(([name, one]) => stagesOf(name, one)) as [Stage, ...Stage[]],
    order: all.some((one) => one.stages && one.order === "sequential") ? "sequential" : "parallel",
    within: shortest(all.map(({ within }) => within)),
    useWithin: Math.min(...all.map(useWithinOf)),
    ...(all.some(({ reason }) => reason !== undefined) && { reason: "required" as const }),
    ...(modify && { modify }),
  };
}

const shortest = (durations: readonly Duration[]): Duration =>
  Math.min(...durations.map((one) => milliseconds(one, "requirement")));

function stagesOf(name: string, one: Requirement): readonly Stage[] {
  if (one.stages)
    return one.stages.map((stage) => ({
      name: `${name}/${stage.name}`,
      anyOf: stage.anyOf.map((threshold) => provenBy(threshold, one.proof)) as [Threshold, ...Threshold[]],
    }));
  const { within: _, useWithin: __, reason: ___, modify: ____, ...threshold } = one;
  return [{ name, anyOf: [threshold] }];
}

/** The proof that a requirement wants of all its stages, said in each of their thresholds. */
function provenBy(threshold: Threshold, least: Proof | undefined): Threshold {
  const { proof = "L1" } = threshold;
  return least !== undefined && LEVELS[least] > LEVELS[proof] ? { ...threshold, proof: least } : threshold;
}

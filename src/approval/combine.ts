import { canonical, type Json } from "../canonical.js";
import { milliseconds } from "../clock.js";
import { type Approvers, LEVELS, type Proof, type Selector } from "../people/person.js";
import type { Requirement, Threshold } from "../policy/requirement.js";

export interface Escalation {
  /** Milliseconds after the request was opened. */
  readonly after: number;
  readonly to: readonly Selector[];
}

/** The requirement that a request must meet, in plain numbers. */
export interface Combined {
  /** Names what a review counts for; the same content has the same name. */
  readonly slot: string;
  readonly approvers: readonly Selector[];
  readonly approve: number;
  readonly deny: number;
  readonly proof: Proof;
  readonly escalate: readonly Escalation[];
  readonly within: number;
  readonly useWithin: number;
  readonly reason: boolean;
  readonly modify: "approve" | "author" | "forbid";
}

const USE_WITHIN = 15 * 60_000;

/**
 * One requirement that is never looser than any of them; order-free and idempotent. Requirements that cannot be
 * joined answer `"unsatisfiable"`: the first never wins.
 */
export function combine(requirements: readonly Requirement[]): Combined | "unsatisfiable" {
  const all = requirements.map(single);
  const [first, ...others] = all;
  if (!first || first === "several") return "unsatisfiable";
  const text = canonical(first as unknown as Json);
  return others.every((one) => one !== "several" && canonical(one as unknown as Json) === text)
    ? first
    : "unsatisfiable";
}

/** A requirement of one stage and one threshold, else `"several"`. */
export function single(requirement: Requirement): Combined | "several" {
  const threshold = thresholdOf(requirement);
  if (!threshold) return "several";
  const proof = highest(requirement.proof ?? "L1", threshold.proof ?? "L1");
  const approvers = selectors(threshold.approvers);
  const escalate = (threshold.escalate ?? []).map(({ after, to }) => ({
    after: milliseconds(after, "escalate.after"),
    to: selectors(to),
  }));
  const approve = threshold.approve ?? 1;
  const asked = requirement.modify ?? "approve";
  return {
    slot: canonical({ approvers, escalate, proof } as unknown as Json),
    approvers,
    approve,
    deny: threshold.deny ?? 1,
    proof,
    escalate,
    within: milliseconds(requirement.within, "within"),
    useWithin: requirement.useWithin === undefined ? USE_WITHIN : milliseconds(requirement.useWithin, "useWithin"),
    reason: requirement.reason === "required",
    modify: asked === "approve" && approve > 1 ? "author" : asked,
  };
}

function thresholdOf(requirement: Requirement): Threshold | undefined {
  if (!requirement.stages) return requirement;
  const [stage, ...moreStages] = requirement.stages;
  const [threshold, ...moreThresholds] = stage?.anyOf ?? [];
  return moreStages.length === 0 && moreThresholds.length === 0 ? threshold : undefined;
}

const highest = (a: Proof, b: Proof): Proof => (LEVELS[a] >= LEVELS[b] ? a : b);
const selectors = (approvers: Approvers): readonly Selector[] => ([] as readonly Selector[]).concat(approvers);

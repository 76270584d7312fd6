import { LEVELS, type Proof, type Selector } from "../people/person.js";
import type { Combined } from "./combine.js";
import type { ReviewPayload } from "./review.js";

/** Whether the person in question is among those a selector names. */
export type Membership = (selector: Selector) => boolean | "unknown";

/** What a review of this person would count for now. Escalation adds people; it takes nobody away. */
export function countsFor(
  requirement: Combined,
  isOne: Membership,
  proof: Proof,
  elapsed: number,
): { slots: readonly string[]; vetoes: readonly string[]; unknown: boolean } {
  const asked = [
    ...requirement.approvers,
    ...requirement.escalate.filter((step) => elapsed >= step.after).flatMap((step) => step.to),
  ];
  const answers = asked.map(isOne);
  const member = answers.includes(true);
  const strong = LEVELS[proof] >= LEVELS[requirement.proof];
  return {
    slots: member && strong ? [requirement.slot] : [],
    vetoes: member ? [requirement.slot] : [],
    unknown: !member && answers.includes("unknown"),
  };
}

export type Tally =
  | { state: "approved"; by: readonly string[] }
  | { state: "denied" }
  | { state: "open"; missing: number };

/** A person's newest review counts, once. Denies come first and are never dropped. */
export function tally(
  requirement: Combined,
  reviews: readonly ReviewPayload[],
  dropped: ReadonlySet<string> = new Set(),
): Tally {
  const newest = [...new Map(reviews.map((review) => [review.person, review])).values()];
  const denies = newest.filter((review) => review.decision === "deny" && review.vetoes.includes(requirement.slot));
  if (denies.length >= requirement.deny) return { state: "denied" };
  const by = newest
    .filter((review) => review.approves && review.slots.includes(requirement.slot) && !dropped.has(review.person))
    .map((review) => review.person);
  return by.length >= requirement.approve
    ? { state: "approved", by }
    : { state: "open", missing: requirement.approve - by.length };
}

import { LEVELS, type Proof, type Selector } from "../people/person.js";
import type { Right } from "../people/right.js";
import type { Combined } from "./combine.js";
import type { ReviewPayload } from "./review.js";
import { distinct, type Slot } from "./slots.js";
import { met } from "./tally.js";

/** What a review would count for now. */
export interface Counts {
  readonly slots: readonly string[];
  readonly vetoes: readonly string[];
  /** Of the slots, those filled only in the stead of people who are away. */
  readonly standsIn: Readonly<Record<string, readonly string[]>>;
  /** The weakest proof with which an approval would count for a slot that it does not count for now. */
  readonly stepUp?: Proof;
  /** Whether a slot of theirs opens only when earlier stages are met. */
  readonly early: boolean;
  readonly unknown: boolean;
}

/**
 * Which slots a person may fill at this proof and time, after these reviews, and which vetoes they have. Escalation adds
 * people to its own threshold; it takes nobody away. A deny needs no more than L1 and no stage to be open.
 */
export function countsFor(
  requirement: Pick<Combined, "needs" | "vetoes">,
  rightOn: (selector: Selector) => Right,
  proof: Proof,
  elapsed: number,
  reviews: readonly ReviewPayload[] = [],
): Counts {
  const right = (pool: Pick<Slot, "approvers" | "escalate">) => best(named(pool, elapsed).map(rightOn));
  const mine = slotsOf(requirement).flatMap((slot) => {
    const as = right(slot);
    return as === "none" || as === "unknown" ? [] : [{ slot, as }];
  });
  const open = mine.filter(({ slot }) => met(slot.after, reviews));
  const strong = open.filter(({ slot }) => LEVELS[proof] >= LEVELS[slot.proof]);
  const stepUp = weakest(open.filter((one) => !strong.includes(one)).map(({ slot }) => slot.proof));
  const vetoes = requirement.vetoes.map((veto) => ({ name: veto.name, as: right(veto) }));
  return {
    slots: strong.map(({ slot }) => slot.name),
    vetoes: vetoes.filter(({ as }) => as !== "none" && as !== "unknown").map(({ name }) => name),
    standsIn: Object.fromEntries(strong.flatMap(({ slot, as }) => (typeof as === "string" ? [] : [[slot.name, as]]))),
    ...(stepUp && { stepUp }),
    early: open.length < mine.length,
    unknown: vetoes.some(({ as }) => as === "unknown"),
  };
}

/** Every kind of slot, once. */
export const slotsOf = ({ needs }: Pick<Combined, "needs">): readonly Slot[] => [
  ...new Map(needs.flatMap(({ options }) => options.map(({ slot }) => [slot.name, slot] as const))).values(),
];

/** Who may fill a slot, or deny, so long after the opening. */
export const named = ({ approvers, escalate }: Pick<Slot, "approvers" | "escalate">, elapsed: number) => [
  ...approvers,
  ...escalate.filter(({ after }) => elapsed >= after).map(({ to }) => to),
];

/** Everybody whom a requirement names, at whatever time. */
export const everybody = ({ vetoes }: Pick<Combined, "vetoes">): readonly Selector[] =>
  distinct(vetoes.flatMap((veto) => named(veto, Number.POSITIVE_INFINITY)));

function best(rights: readonly Right[]): Right {
  if (rights.includes("own")) return "own";
  const lenders = rights.flatMap((right) => (typeof right === "string" ? [] : right));
  if (lenders.length > 0) return lenders;
  return rights.includes("unknown") ? "unknown" : "none";
}

const weakest = (proofs: readonly Proof[]): Proof | undefined => [...proofs].sort((a, b) => LEVELS[a] - LEVELS[b])[0];

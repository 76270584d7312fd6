import type { ReviewPayload } from "./review.js";

/** What one person says now: their newest review. */
export interface Voice {
  readonly person: string;
  readonly approves: boolean;
  readonly denies: boolean;
  readonly vetoes: readonly string[];
  /** Slots they may fill, each with those in whose stead; none: in their own right. */
  readonly slots: ReadonlyMap<string, readonly string[]>;
}

/** The newest review of each person. Saying the same again keeps what it counted for before. */
export function voicesOf(reviews: readonly ReviewPayload[]): readonly Voice[] {
  const voices = new Map<string, Voice>();
  for (const review of reviews) {
    const { person, approves } = review;
    const denies = review.decision === "deny";
    const before = voices.get(person);
    const kept = approves && before?.approves ? before.slots : [];
    const given = review.slots.map((slot) => [slot, review.stands_in?.[slot] ?? []] as const);
    const own = [...kept, ...given].filter(([, lenders]) => lenders.length === 0);
    const slots = new Map([...kept, ...given, ...own]);
    const vetoes = [...(denies && before?.denies ? before.vetoes : []), ...review.vetoes];
    voices.set(person, { person, approves, denies, vetoes, slots });
  }
  return [...voices.values()];
}

/** Who may fill which slot: by slot, the people who approve and are not dropped. */
export function seatsOf(
  voices: readonly Voice[],
  dropped: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const seats = new Map<string, string[]>();
  const taken = new Set([...dropped, ...voices.map(({ person }) => person)]);
  for (const { person, approves, slots } of voices) {
    if (!approves || dropped.has(person)) continue;
    const lent = [...slots.values()].flat().filter((lender) => !taken.has(lender));
    for (const [slot, lenders] of slots)
      if (lenders.length === 0 || lenders.some((one) => lent.includes(one)))
        seats.set(slot, [...(seats.get(slot) ?? []), person]);
    for (const lender of lent) taken.add(lender);
  }
  return seats;
}

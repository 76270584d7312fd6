import { MOST_CHOICES } from "../policy/requirement.js";
import type { Combined } from "./combine.js";
import { seat } from "./matching.js";
import type { ReviewPayload } from "./review.js";
import type { Need, Option } from "./slots.js";
import { seatsOf, voicesOf } from "./voices.js";

/** A need that is not met: how many are missing in the option that is nearest to being met. */
export interface Lack {
  readonly need: Need;
  readonly nearest: Option;
  readonly missing: number;
}
export type Tally =
  | { readonly state: "approved"; readonly by: readonly (readonly [person: string, slot: string])[] }
  | { readonly state: "denied"; readonly veto: string }
  | { readonly state: "open"; readonly lacks: readonly Lack[] };

/** What reviews make of a requirement. Denies come first and are never dropped; every slot needs a person of its own. */
export function tally(
  { needs, vetoes }: Pick<Combined, "needs" | "vetoes">,
  reviews: readonly ReviewPayload[],
  dropped: ReadonlySet<string> = new Set(),
): Tally {
  const voices = voicesOf(reviews);
  for (const { name, deny } of vetoes)
    if (voices.filter((voice) => voice.denies && voice.vetoes.includes(name)).length >= deny)
      return { state: "denied", veto: name };
  const { lacks, by } = filled(needs, seatsOf(voices, dropped));
  return lacks.length === 0 ? { state: "approved", by } : { state: "open", lacks };
}

/** Whether these needs are met by what people said, looked at by themselves. */
export const met = (needs: readonly Need[], reviews: readonly ReviewPayload[]): boolean =>
  needs.length === 0 || filled(needs, seatsOf(voicesOf(reviews), new Set())).lacks.length === 0;

interface Filled {
  readonly lacks: readonly Lack[];
  readonly by: readonly (readonly [person: string, slot: string])[];
}

/** The choice of options that leaves the fewest slots empty; the first one that leaves none. */
function filled(needs: readonly Need[], seats: ReadonlyMap<string, readonly string[]>): Filled {
  let best: Filled | undefined;
  let empty = Number.POSITIVE_INFINITY;
  for (const choice of choices(needs)) {
    const found = fill(needs, choice, seats);
    const missing = found.lacks.reduce((sum, lack) => sum + lack.missing, 0);
    if (missing >= empty) continue;
    [best, empty] = [found, missing];
    if (empty === 0) break;
  }
  return best ?? { lacks: needs.map(nothingOf), by: [] };
}

const nothingOf = (need: Need): Lack => {
  const nearest = need.options[0] as Option;
  return { need, nearest, missing: nearest.approve };
};

function fill(
  needs: readonly Need[],
  choice: readonly Option[],
  seats: ReadonlyMap<string, readonly string[]>,
): Filled {
  const places = choice.flatMap(({ slot, approve }, need) =>
    Array.from({ length: approve }, () => ({ need, slot: slot.name })),
  );
  const seated = seat(places.map(({ slot }) => seats.get(slot) ?? []));
  const lacks = needs.flatMap((need, i): Lack[] => {
    const missing = places.filter((place, at) => place.need === i && seated[at] === undefined).length;
    return missing > 0 ? [{ need, nearest: choice[i] as Option, missing }] : [];
  });
  const by = seated.flatMap((person, at) => (person === undefined ? [] : [[person, places[at]?.slot ?? ""] as const]));
  return { lacks, by };
}

export const choicesOf = (needs: readonly Need[]): number =>
  needs.reduce((product, { options }) => product * options.length, 1);

function* choices(needs: readonly Need[], chosen: readonly Option[] = []): Generator<readonly Option[]> {
  if (chosen.length === 0 && choicesOf(needs) > MOST_CHOICES) return;
  const next = needs[chosen.length];
  if (!next) yield chosen;
  else for (const option of next.options) yield* choices(needs, [...chosen, option]);
}

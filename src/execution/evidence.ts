import type { Combined } from "../approval/combine.js";
import { slotsOf } from "../approval/eligible.js";
import type { Reviewed } from "../approval/genuine.js";
import { requirementOf } from "../approval/lifecycle.js";
import type { Request } from "../approval/request.js";
import type { ReviewPayload } from "../approval/review.js";
import { standingOf } from "../approval/standing.js";
import { type Directory, resolve } from "../people/directory.js";
import type { Person } from "../people/person.js";

/** Who reviewed, as the directory knows them now. */
export interface Reviewers {
  /** Their approvals no longer stand, and nobody stands in for them; their denies do. */
  readonly dropped: ReadonlySet<string>;
  /** The others, by the id that they reviewed under. */
  readonly people: ReadonlyMap<string, Person>;
}

/**
 * Drops who is gone, inactive, no human, one of the call's own people, or the same person as somebody who reviewed later:
 * of one person, the newest word counts. `"unknown"` when the directory cannot say.
 */
export async function reviewersNow(
  reviews: readonly ReviewPayload[],
  directory: Directory,
  excluded: ReadonlySet<string>,
): Promise<Reviewers | "unknown"> {
  const dropped = new Set(excluded);
  const people = new Map<string, Person>();
  const seen = new Set<string>();
  const newest = new Map(reviews.map((one) => [one.person, one]));
  for (const review of reviews.filter((one) => newest.get(one.person) === one).toReversed()) {
    const who = await resolve(directory, review);
    if (who === "unknown") return "unknown";
    const stands =
      typeof who !== "string" && who.active && who.kind === "human" && !excluded.has(who.id) && !seen.has(who.id);
    if (!stands) dropped.add(review.person);
    else {
      seen.add(who.id);
      people.set(review.person, who);
    }
  }
  return { dropped, people };
}

/** Who wrote a revision that others approved, under every id that they had or have: nobody becomes free by a merged account. */
export async function authorsNow({ progress }: Reviewed, directory: Directory): Promise<readonly string[] | "unknown"> {
  const authors = progress.modifications.map(({ payload }) => payload).filter(({ approves }) => !approves);
  const people = await Promise.all(authors.map((author) => resolve(directory, author)));
  if (people.includes("unknown")) return "unknown";
  return [...authors.map(({ person }) => person), ...people.flatMap((one) => (typeof one === "string" ? [] : one.id))];
}

/**
 * The reviews with what they count for in slots and vetoes that policy asks for only now, by today's memberships; what
 * they were recorded for stays.
 */
export async function alsoFor(
  requirement: Combined,
  loaded: { readonly request: Request; readonly now: number },
  reviews: readonly ReviewPayload[],
  people: Reviewers["people"],
  directory: Directory,
): Promise<readonly ReviewPayload[]> {
  const before = requirementOf(loaded.request.asked);
  const known = new Set([...slotsOf(before), ...before.vetoes].map(({ name }) => name));
  if ([...slotsOf(requirement), ...requirement.vetoes].every(({ name }) => known.has(name))) return reviews;
  return Promise.all(
    reviews.map(async (review) => {
      const person = people.get(review.person);
      if (!person) return review;
      const counts = await standingOf(directory, person, review.proof, loaded, requirement);
      const added = (names: readonly string[]) => names.filter((name) => !known.has(name));
      const standsIn = Object.entries(counts.standsIn).filter(([name]) => !known.has(name));
      return {
        ...review,
        slots: review.approves ? [...review.slots, ...added(counts.slots)] : review.slots,
        vetoes: [...review.vetoes, ...added(counts.vetoes)],
        stands_in: { ...review.stands_in, ...Object.fromEntries(standsIn) },
      };
    }),
  );
}

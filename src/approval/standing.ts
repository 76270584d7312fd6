import { canonical } from "../canonical.js";
import type { Directory } from "../people/directory.js";
import type { Person, Proof, Selector } from "../people/person.js";
import { type Right, rightOf } from "../people/right.js";
import type { Combined } from "./combine.js";
import { type Counts, countsFor, everybody } from "./eligible.js";
import { excludedNow } from "./lifecycle.js";
import type { Request } from "./request.js";

/** What this person's review would count for, by the directory and the store's clock as they are now. */
export async function standingOf(
  directory: Directory,
  person: Person,
  proof: Proof,
  { request, now }: { readonly request: Request; readonly now: number },
  requirement: Combined,
): Promise<Counts> {
  const at = { now, excluded: excludedNow(request) };
  const selectors = everybody(requirement);
  const answers = await Promise.all(selectors.map((one) => rightOf(directory, person, one, at)));
  const rights = new Map(selectors.map((one, i) => [canonical(one), answers[i] as Right]));
  const right = (selector: Selector): Right => rights.get(canonical(selector)) ?? "unknown";
  const reviews = request.progress.reviews.map(({ payload }) => payload);
  return countsFor(requirement, right, proof, now - request.asked.askedAt, reviews);
}

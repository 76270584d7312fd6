import { requirementOf } from "../approval/lifecycle.js";
import type { Request } from "../approval/request.js";
import type { Answer } from "../approval/review.js";
import { countsFor } from "../approval/tally.js";
import { canonical } from "../canonical.js";
import { belongs, type Directory, resolve } from "../people/directory.js";
import type { Identity } from "../people/identity.js";
import { LEVELS, type Person } from "../people/person.js";

/** What a person's review of a request would count for. */
export interface Standing {
  readonly slots: readonly string[];
  readonly vetoes: readonly string[];
  /** Whether a stronger proof would count for more. */
  readonly stepUp: boolean;
  readonly unknown: boolean;
}

/** One active human, or the answer that refuses. Always of the directory, at the time of the click. */
export async function reviewerOf(directory: Directory, by: Identity): Promise<Person | Answer> {
  const who = await resolve(directory, by);
  if (who === "unknown") return "directory_unknown";
  if (typeof who === "string" || !who.active || who.kind !== "human") return "not_a_person";
  return who;
}

export async function standingOf(
  directory: Directory,
  person: Person,
  request: Request,
  by: Identity,
  now: number,
): Promise<Standing> {
  const requirement = requirementOf(request.asked);
  const selectors = [...requirement.approvers, ...requirement.escalate.flatMap(({ to }) => to)];
  const answers = await Promise.all(
    selectors.map(async (one) => [canonical(one), await belongs(directory, person, one)] as const),
  );
  const members = new Map(answers);
  const elapsed = now - request.openedAt;
  const counts = countsFor(requirement, (one) => members.get(canonical(one)) ?? "unknown", by.proof, elapsed);
  return { ...counts, stepUp: counts.vetoes.length > 0 && LEVELS[by.proof] < LEVELS[requirement.proof] };
}

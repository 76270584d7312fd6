import type { Answer } from "../approval/review.js";
import { type Directory, resolve } from "../people/directory.js";
import type { Identity } from "../people/identity.js";
import type { Person } from "../people/person.js";

/** One active human, or the answer that refuses. Always of the directory, at the time of the click. */
export async function reviewerOf(directory: Directory, by: Identity): Promise<Person | Answer> {
  const who = await resolve(directory, by);
  if (who === "unknown") return "directory_unknown";
  if (typeof who === "string" || !who.active || who.kind !== "human") return "not_a_person";
  return who;
}

import { type Directory, membersOf } from "../people/directory.js";
import type { Person } from "../people/person.js";
import type { Combined } from "./combine.js";

export type Satisfiable = { eligible: number; needed: number; missing: readonly string[] };

/** Everyone who could ever review under this requirement; `"unknown"` when the directory cannot say. */
export function poolOf(requirement: Combined, directory: Directory): Promise<readonly Person[] | "unknown"> {
  const later = requirement.escalate.filter((step) => step.after < requirement.within).flatMap((step) => step.to);
  return membersOf(directory, [...requirement.approvers, ...later]);
}

/** Who of the pool may decide, how many must, and what is missing if that is too few (also too few to deny). */
export function satisfiable(
  requirement: Combined,
  pool: readonly Person[],
  excluded: ReadonlySet<string>,
): Satisfiable {
  const able = pool.filter((person) => person.active && person.kind === "human" && !excluded.has(person.id));
  const needed = Math.max(requirement.approve, requirement.deny);
  const names = requirement.approvers.map((selector) => Object.entries(selector).flat().join(" ")).join(" or ");
  const missing =
    able.length >= needed ? [] : [`${needed - able.length} more of ${names}, other than the people of the call itself`];
  return { eligible: able.length, needed, missing };
}

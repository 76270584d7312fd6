import { belongs, type Directory, membersOf } from "./directory.js";
import type { Person, Selector } from "./person.js";

/**
 * How a person belongs to those whom a selector names: in their own right, or in that of people who are away and named
 * them (their ids). Standing in is never handed on: who stands in lends nothing that they were lent.
 */
export type Right = "own" | "none" | "unknown" | readonly string[];

export async function rightOf(directory: Directory, person: Person, selector: Selector, at: Moment): Promise<Right> {
  const own = await belongs(directory, person, selector);
  if (own === true) return "own";
  const members = await membersOf(directory, [selector]);
  if (members === "unknown") return "unknown";
  const lenders = members.filter((member) => delegateOf(member, at) === person.id);
  if (lenders.length > 0) return lenders.map(({ id }) => id);
  return own === "unknown" ? "unknown" : "none";
}

interface Moment {
  readonly now: number;
  readonly excluded: ReadonlySet<string>;
}

/** Who stands in for a person now, by id. Nobody for who is not there or may not decide this call. */
export const delegateOf = ({ id, active, kind, away }: Person, { now, excluded }: Moment): string | undefined =>
  active && kind === "human" && !excluded.has(id) && away && now < Date.parse(away.until) ? away.delegate : undefined;

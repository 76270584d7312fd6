import { type CountersignError, failure, type Issue } from "../errors.js";
import type { Person } from "../people/person.js";
import { readPeople } from "./people-schema.js";

/** A person of a list: an active human in no group and no role unless it says otherwise. */
export type Listed = Pick<Person, "id" | "identities"> & Partial<Person>;

/** Checks a list and copies it, frozen. @throws code `input`, naming every place that is wrong. */
export function parsePeople(list: unknown, where: string): readonly Person[] {
  const read = readPeople(list);
  if ("people" in read) return Object.freeze(read.people.map(personOf));
  throw refused(
    where,
    read.issues.map(({ path, message }) => ({ path: `${where}${path}`, message })),
  );
}

const TOLD = 20;

function refused(where: string, issues: readonly Issue[]): CountersignError<"input"> {
  const lines = issues.slice(0, TOLD).map(({ path, message }) => `\n  ${path}: ${message}`);
  const more = issues.length > TOLD ? `\n  and ${issues.length - TOLD} more` : "";
  const reason = `${where}: the list of people is refused:${lines.join("")}${more}`;
  return failure("input", { action: "", callId: "" }, reason, { issues });
}

function personOf({ id, name, kind = "human", active = true, identities, groups, roles, away }: Listed): Person {
  return Object.freeze({
    id,
    ...(name !== undefined && { name }),
    kind,
    active,
    identities: Object.freeze(identities.map((who) => Object.freeze({ ...who }))),
    groups: names(groups),
    roles: names(roles),
    ...(away !== undefined && { away: Object.freeze({ ...away }) }),
  });
}

const names = (list: Person["groups"] = []): Person["groups"] => (list === "unknown" ? list : Object.freeze([...list]));

import { misuse } from "../errors.js";
import type { Directory } from "../people/directory.js";
import { type Person, type Principal, type Selector, samePrincipal } from "../people/person.js";
import { person } from "./answers.js";

/** What is said of a person by id: a human, active, in no group and no role unless said. */
export type People = Record<
  string,
  { groups?: readonly string[]; roles?: readonly string[]; kind?: "human" | "service"; active?: boolean }
>;

const KEYS: ReadonlySet<string> = new Set(["groups", "roles", "kind", "active"]);

/** The people as persons, "owner" always among them. @throws code `input` for an unknown key or an empty id. */
export function listPeople(people: People): readonly Person[] {
  return Object.entries({ owner: {}, ...people }).map(([id, said]) => {
    if (!id) throw misuse("memoryApprover", "a person needs an id");
    for (const key of Object.keys(said))
      if (!KEYS.has(key)) throw misuse(`memoryApprover.${id}`, `unknown key "${key}": use ${[...KEYS].join(", ")}`);
    return { id, kind: "human", active: true, identities: [person(id)], groups: [], roles: [], ...said };
  });
}

/** A directory of these people; on-call schedules it does not know. */
export function directoryOf(persons: readonly Person[]): Directory {
  return {
    people: async (who: Principal) =>
      persons.filter(({ identities }) => identities.some((one) => samePrincipal(one, who))),
    members: async (of: Selector) => {
      if ("onCall" in of) return "unknown";
      return persons.filter((one) => isMember(one, of));
    },
  };
}

function isMember({ id, groups, roles }: Person, of: Selector): boolean {
  if ("person" in of) return id === of.person;
  if ("group" in of) return groups.includes(of.group);
  return "role" in of && roles.includes(of.role);
}

import type { Directory } from "../people/directory.js";
import type { Person, Principal, Selector } from "../people/person.js";
import { type Listed, parsePeople } from "./listed.js";
import { checkFile, readFile } from "./people-file.js";

export type { Listed };

/** A directory of a fixed list. `reload` reads a file again; it does nothing for a list given in code. */
export interface StaticDirectory extends Directory {
  /** @throws code `input` for a file that cannot be read or is not a list of people; until a good one is read, every answer is `"unknown"`. */
  reload(): Promise<void>;
}

interface People {
  readonly persons: readonly Person[];
  readonly byIdentity: ReadonlyMap<string, Person>;
}

/**
 * People from a list, or from a file that holds one: `.json`, or `.yaml` and `.yml` where the package `yaml` is installed.
 * A listed person is an active human in no group and no role unless it says otherwise. A file is read at the first
 * question; `await reload()` at the start shows what is wrong with it.
 * @throws code `input`, naming every place: a person or an identity without a name, an identity of two people, two people
 * of one id, a key that is unknown or named twice.
 */
export function staticDirectory(people: readonly Listed[] | { file: string }): StaticDirectory {
  if (Array.isArray(people)) {
    const known = index(parsePeople(people, "staticDirectory"));
    return directory(
      async () => known,
      async () => {},
    );
  }
  return fromFile(checkFile(people as { file: string }));
}

function fromFile(file: string): StaticDirectory {
  let current: Promise<People> | undefined;
  const load = () => {
    current = read(file);
    return current;
  };
  const known = () => (current ?? load()).catch(() => undefined);
  return directory(known, async () => {
    await load();
  });
}

function directory(known: () => Promise<People | undefined>, reload: () => Promise<void>): StaticDirectory {
  return {
    reload,
    async people(who) {
      const people = await known();
      if (!people) return "unknown";
      const person = people.byIdentity.get(identityKey(who));
      return person ? [person] : [];
    },
    async members(of) {
      const people = await known();
      return people ? membersOf(people.persons, of) : "unknown";
    },
  };
}

function membersOf(persons: readonly Person[], of: Selector): readonly Person[] | "unknown" {
  if ("person" in of) return persons.filter((person) => person.id === of.person);
  if ("group" in of) return having(persons, "groups", of.group);
  if ("role" in of) return having(persons, "roles", of.role);
  return "unknown";
}

// One eligible person of unknown groups may be a member: then nobody can say who all the members are.
function having(persons: readonly Person[], list: "groups" | "roles", name: string): readonly Person[] | "unknown" {
  const vague = persons.some((person) => person[list] === "unknown" && person.active && person.kind === "human");
  return vague ? "unknown" : persons.filter((person) => person[list] !== "unknown" && person[list].includes(name));
}

const identityKey = ({ issuer, subject }: Principal): string => JSON.stringify([issuer, subject]);

function index(persons: readonly Person[]): People {
  const byIdentity = new Map(persons.flatMap((person) => person.identities.map((who) => [identityKey(who), person])));
  return { persons, byIdentity };
}

const read = async (file: string): Promise<People> => index(parsePeople(await readFile(file), file));

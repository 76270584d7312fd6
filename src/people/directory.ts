import { type Clock, inTime } from "../clock.js";
import type { Person, Principal, Resolved, Selector } from "./person.js";

/** Maps identities to people. Core demands exactly one active human from `people`. Either answer may be `"unknown"`: it cannot say, which is never "none". */
export interface Directory {
  people(who: Principal): Promise<readonly Person[] | "unknown">;
  members(of: Selector): Promise<readonly Person[] | "unknown">;
  /**
   * What the ids of its people are, in words ("employee numbers"): `combineDirectories` refuses directories that say
   * different things, as it could not know one human in both. Left out where ids are chosen to fit another directory's.
   */
  readonly ids?: string;
}

/** A directory that is waited for as every part that is not ours: what it does not say in time it cannot say. */
export const patient = (directory: Directory, clock: Clock): Directory => ({
  people: (who) => asked(() => inTime(directory.people(who), clock, "the directory")),
  members: (of) => asked(() => inTime(directory.members(of), clock, "the directory")),
});

/** Exactly one person, or why not. A directory that throws cannot say. */
export async function resolve(directory: Directory, { issuer, subject }: Principal): Promise<Resolved> {
  const people = await asked(() => directory.people({ issuer, subject }));
  if (people === "unknown") return "unknown";
  const [first, ...others] = distinct(people);
  if (!first) return "none";
  return others.length > 0 ? "ambiguous" : first;
}

/** Everyone whom any of the selectors names. */
export async function membersOf(
  directory: Directory,
  selectors: readonly Selector[],
): Promise<readonly Person[] | "unknown"> {
  const answers = await Promise.all(selectors.map((selector) => asked(() => directory.members(selector))));
  return answers.includes("unknown")
    ? "unknown"
    : distinct(answers.flatMap((answer) => (answer === "unknown" ? [] : answer)));
}

/** Whether a person is among those a selector names. On-call lists are asked of the directory, the rest is the person's own. */
export async function belongs(directory: Directory, person: Person, selector: Selector): Promise<boolean | "unknown"> {
  if ("person" in selector) return person.id === selector.person;
  if ("group" in selector) return person.groups === "unknown" ? "unknown" : person.groups.includes(selector.group);
  if ("role" in selector) return person.roles === "unknown" ? "unknown" : person.roles.includes(selector.role);
  const members = await membersOf(directory, [selector]);
  return members === "unknown" ? "unknown" : members.some((member) => member.id === person.id);
}

/** The directory for one question about many requests: lists of members are asked for once. */
export function listedOnce(directory: Directory): Directory {
  const lists = new Map<string, ReturnType<Directory["members"]>>();
  return {
    people: (who) => directory.people(who),
    members(of) {
      const name = JSON.stringify(of);
      const list = lists.get(name) ?? asked(() => directory.members(of));
      lists.set(name, list);
      return list;
    },
  };
}

const distinct = (people: readonly Person[]): Person[] => [
  ...new Map(people.map((person) => [person.id, person])).values(),
];

async function asked(question: () => Promise<readonly Person[] | "unknown">): Promise<readonly Person[] | "unknown"> {
  try {
    return await question();
  } catch {
    return "unknown";
  }
}

import { misuse } from "../errors.js";
import { type Directory, membersOf } from "../people/directory.js";
import type { Person, Principal, Selector } from "../people/person.js";
import { telling } from "./accounts.js";
import { mergePeople } from "./merge.js";

type Found = readonly Person[] | "unknown";

/**
 * Several directories as one. A person is one by `id`: what several directories say of the same id is put together, all
 * identities, groups and roles, and the strictest of the rest (inactive or a service anywhere is so here). So links
 * between identities come from the directories alone: give `oktaDirectory` and `entraDirectory` their `link`, which makes
 * the employee number the id, and list a person's chat account in a `staticDirectory` under the id that the others give.
 * An identity that leads to two ids is ambiguous, and so is everyone who has such an identity. Whatever one directory
 * cannot say is `"unknown"`: nobody of the others is taken for all there are.
 * @throws code `input` without a directory, and for directories whose `ids` say different things: one human in both would
 * be two people, who could approve each other's calls.
 */
export function combineDirectories(...directories: readonly [Directory, ...Directory[]]): Directory {
  const all: readonly Directory[] = directories;
  if (all.length === 0 || all.some((one) => typeof one?.people !== "function" || typeof one.members !== "function"))
    throw misuse("combineDirectories", "give at least one directory, and directories only");
  const [ids, ...others] = new Set(all.flatMap((one) => one.ids ?? []));
  if (others.length > 0) throw misuse("combineDirectories", unlinked([ids as string, ...others]));
  const combined: Directory = {
    people: (who) => claimants(all, who),
    members: (of) => whole(all, (directory) => directory.members(of)),
    ...(ids !== undefined && { ids }),
  };
  return telling(combined, { directories: all });
}

const unlinked = (kinds: readonly string[]): string =>
  `these directories name people by different things (${kinds.join("; ")}), so one human who is in two of them would be ` +
  'two people, who could approve each other\'s calls. Give each `link`: oktaDirectory({ link: "employeeNumber" }), ' +
  'entraDirectory({ link: "employeeId" }); or use one of them, and list further accounts in a staticDirectory under its ids';

/** A directory whose on-call schedules are resolved by `onCall`: to people, groups or roles of the directory. Nobody on call is an empty list; a failure is `"unknown"`. */
export function withOnCall(
  directory: Directory,
  onCall: (schedule: string) => Promise<readonly Selector[] | "unknown">,
): Directory {
  if (typeof onCall !== "function") throw misuse("withOnCall", "give a function that says who is on call");
  const called: Directory = {
    people: (who) => directory.people(who),
    ...(directory.ids !== undefined && { ids: directory.ids }),
    members: async (of) => {
      if (!("onCall" in of)) return directory.members(of);
      const selectors = await orUnknown(() => onCall(of.onCall));
      return Array.isArray(selectors) && selectors.every(isSelector) ? membersOf(directory, selectors) : "unknown";
    },
  };
  return telling(called, { directories: [directory] });
}

/** Everyone who has the identity, with whom one of them shares another identity: two are ambiguous. */
async function claimants(all: readonly Directory[], who: Principal): Promise<Found> {
  const found = await having(all, who);
  if (found === "unknown") return found;
  const others = found.flatMap(({ identities }) => identities);
  const sharing = await Promise.all(others.map((identity) => having(all, identity)));
  return sharing.includes("unknown")
    ? "unknown"
    : distinct([...found, ...sharing.flatMap((some) => (some === "unknown" ? [] : some))]);
}

const having = (all: readonly Directory[], { issuer, subject }: Principal): Promise<Found> =>
  whole(all, (directory) => directory.people({ issuer, subject }));

/** Everyone whom any of the directories answers, as what all of them know of that person. */
async function whole(all: readonly Directory[], ask: (directory: Directory) => Promise<Found>): Promise<Found> {
  const answers = await Promise.all(all.map((directory) => orUnknown(() => ask(directory))));
  if (answers.includes("unknown")) return "unknown";
  const found = answers as readonly (readonly Person[])[];
  const ids = [...new Set(found.flat().map(({ id }) => id))];
  const people = await Promise.all(ids.map((id) => allOf(all, found, id)));
  return people.includes("unknown") ? "unknown" : people.filter((person) => person !== "unknown");
}

/** A person as those directories say that answered them, and the others when asked by id. */
async function allOf(
  all: readonly Directory[],
  found: readonly (readonly Person[])[],
  id: string,
): Promise<Person | "unknown"> {
  const said = await Promise.all(
    all.map(async (directory, at) => {
      const known = found[at]?.filter((one) => one.id === id) ?? [];
      return known.length > 0 ? known : orUnknown(() => directory.members({ person: id }));
    }),
  );
  if (said.includes("unknown")) return "unknown";
  const people = said.flatMap((some) => (some === "unknown" ? [] : some));
  return mergePeople(
    id,
    people.filter((one) => one.id === id),
  );
}

/** Each person once: what was said of them by way of another identity makes nobody active who is not by this one. */
const distinct = (people: readonly Person[]): Person[] =>
  [...new Set(people.map(({ id }) => id))].map((id) =>
    mergePeople(
      id,
      people.filter((one) => one.id === id),
    ),
  );

const isSelector = (value: Selector): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).length === 1 &&
  Object.entries(value).every(([key, name]) => ["group", "role", "person"].includes(key) && typeof name === "string");

async function orUnknown<T>(question: () => Promise<T>): Promise<T | "unknown"> {
  try {
    return await question();
  } catch {
    return "unknown";
  }
}

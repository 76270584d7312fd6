import type { Directory, Person, Selector } from "../../src/index.js";
import { person } from "../../src/testing/testing.js";
import type { Groups } from "../approval/replay.js";

export const isIn = (groups: Groups, id: string, selector: Selector): boolean =>
  "group" in selector && (groups[id] ?? []).includes(selector.group);

/** Who somebody is now, by the id under which they were known. Undefined: nobody. */
export type Snapshot = (id: string) => Person | undefined;

/** People who leave, and whose accounts turn out to be one person's. */
export function changingPeople(groups: Groups) {
  const gone = new Set<string>();
  const same = new Map<string, string>();
  let changes = 0;
  let answers: "all" | "none" = "all";
  const people = Object.keys(groups);
  const canonical = (id: string): string => same.get(id) ?? id;
  const now = (id: string): Person => ({
    id,
    kind: "human",
    active: !gone.has(id),
    identities: people.filter((one) => canonical(one) === id).map(person),
    groups: groups[id] ?? [],
    roles: [],
  });
  const directory: Directory = {
    people: async ({ subject }) =>
      answers === "none" ? "unknown" : people.includes(subject) ? [now(canonical(subject))] : [],
    members: async (selector) =>
      answers === "none"
        ? "unknown"
        : people.filter((id) => canonical(id) === id && isIn(groups, id, selector)).map(now),
  };
  return {
    directory,
    groupsOf: (id: string) => groups[id] ?? [],
    /** Grows whenever something changes. */
    changes: () => changes,
    leave(id: string) {
      changes++;
      gone.add(id);
    },
    merge(id: string, into: string) {
      changes++;
      same.set(id, canonical(into));
    },
    fail() {
      changes++;
      answers = answers === "all" ? "none" : "all";
    },
    snapshot(): Snapshot {
      const then = new Map(people.map((id) => [id, now(canonical(id))]));
      return (id) => then.get(id);
    },
  };
}

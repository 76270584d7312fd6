import { expect, test } from "vitest";
import { staticDirectory } from "../../src/directories/static.js";
import { resolve } from "../../src/people/directory.js";
import type { Person, Selector } from "../../src/people/person.js";
import { type Right, rightOf } from "../../src/people/right.js";

const now = Date.parse("2026-01-01T00:00:00Z");
const until = "2026-01-02T00:00:00Z";
const listed = (id: string, more: Partial<Person> = {}) => ({
  id,
  identities: [{ issuer: "i", subject: id }],
  ...more,
});
const away = (delegate: string, end = until) => ({ away: { delegate, until: end } });

/** How `who` belongs to finance, or to what `of` names, in a directory of these people. */
async function right(
  who: string,
  people: readonly ReturnType<typeof listed>[],
  more: { of?: Selector; at?: number; excluded?: string[] } = {},
): Promise<Right> {
  const directory = staticDirectory(people);
  const person = (await resolve(directory, { issuer: "i", subject: who })) as Person;
  const at = { now: more.at ?? now, excluded: new Set(more.excluded ?? []) };
  return rightOf(directory, person, more.of ?? { group: "finance" }, at);
}
const finance = { groups: ["finance"] };

test("a delegate stands in while the other is away, by the time that is given, and no longer", async () => {
  const people = [listed("ana", { ...finance, ...away("bo") }), listed("bo")];
  expect(await right("bo", people)).toEqual(["ana"]);
  expect(await right("bo", people, { at: Date.parse(until) - 1 })).toEqual(["ana"]);
  expect(await right("bo", people, { at: Date.parse(until) })).toBe("none");
});

test("whoever is a member is so in their own right, away or not, delegate or not", async () => {
  const people = [listed("ana", { ...finance, ...away("bo") }), listed("bo", finance)];
  expect([await right("ana", people), await right("bo", people)]).toEqual(["own", "own"]);
});

test("standing in is never handed on", async () => {
  const people = [listed("ana", { ...finance, ...away("bo") }), listed("bo", away("cy")), listed("cy")];
  expect(await right("cy", people)).toBe("none");
});

test.each<[string, Partial<Person>, string[]]>([
  ["is excluded from the call", {}, ["ana"]],
  ["is inactive", { active: false }, []],
  ["is a service", { kind: "service" }, []],
])("one who %s lends nothing", async (_, more, excluded) => {
  const people = [listed("ana", { ...finance, ...away("bo"), ...more }), listed("bo")];
  expect(await right("bo", people, { excluded })).toBe("none");
});

test("a person who is named, and a role, are stood in for alike", async () => {
  const people = [listed("ana", { roles: ["cfo"], ...away("bo") }), listed("bo")];
  expect(await right("bo", people, { of: { person: "ana" } })).toEqual(["ana"]);
  expect(await right("bo", people, { of: { role: "cfo" } })).toEqual(["ana"]);
});

test("a directory that cannot list the members does not say no", async () => {
  const people = [listed("ana", { groups: "unknown" }), listed("bo")];
  expect(await right("bo", people)).toBe("unknown");
});

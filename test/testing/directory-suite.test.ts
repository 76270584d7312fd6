import { describe, expect, test } from "vitest";
import type { Directory } from "../../src/people/directory.js";
import { type Person, samePrincipal } from "../../src/people/person.js";
import { directorySuite } from "../../src/testing/directory-suite.js";
import { failuresOf } from "./run-suite.js";

const who = (subject: string, issuer = "https://idp") => ({ issuer, subject });
const ana = (): Person => ({
  id: "ana",
  kind: "human",
  active: true,
  identities: [who("ana"), who("U1", "slack:T1")],
  groups: ["finance"],
  roles: ["lead"],
});
const shared = who("shared");
const OTHERS: Person[] = ["bo", "cy"].map((id) => ({
  ...ana(),
  id,
  identities: [who(id), shared],
  groups: [],
  roles: [],
}));
const known = { one: who("ana"), two: shared, nobody: who("nobody") };

/** A directory that does what it must; `change` breaks it. */
function directory(change: Partial<Directory> = {}, persons: readonly Person[] = [ana(), ...OTHERS]): Directory {
  return {
    people: async (one) => persons.filter(({ identities }) => identities.some((own) => samePrincipal(own, one))),
    members: async (of) => {
      if ("person" in of) return persons.filter(({ id }) => id === of.person);
      if ("group" in of) return persons.filter(({ groups }) => groups.includes(of.group));
      return "role" in of ? persons.filter(({ roles }) => roles.includes(of.role)) : "unknown";
    },
    ...change,
  };
}
const knowing = (person: Partial<Person>) => directory({}, [{ ...ana(), ...person }, ...OTHERS]);
const matching = (same: (a: string, b: string) => boolean) =>
  directory({
    people: async (one) =>
      [ana(), ...OTHERS].filter(({ identities }) =>
        identities.some((own) => same(own.subject, one.subject) && own.issuer === one.issuer),
      ),
  });
const run = (make: () => Directory) => failuresOf((register) => directorySuite(register, make, known));

const KNOWN = "a known identity is exactly one active human, who has it";
const SIMILAR = "an identity that is only similar is not that person";
const HOSTILE = "hostile identities are nobody, or unknown";
const BACK = "every identity of a person leads back to that person";
const GROUPS = "the groups and roles of a person have that person as a member, or are unknown";
const NOBODY = "an identity of nobody is nobody: an empty list";
const SPOILT = "what a caller does to an answer changes no later answer";

test("a directory that does what it must passes", async () => {
  expect([...(await run(() => directory()))]).toEqual([]);
});

test("a directory that cannot say who its members are passes", async () => {
  expect([...(await run(() => directory({ members: async () => "unknown" })))]).toEqual([]);
});

test("without an identity of two people, that is not asked", async () => {
  const { one, nobody } = known;
  expect([
    ...(await failuresOf((register) => directorySuite(register, () => directory({}, [ana()]), { one, nobody }))),
  ]).toEqual([]);
});

function spoilable(): Directory {
  const answer = [ana()];
  return directory({ people: async (one) => (samePrincipal(one, known.one) ? answer : directory().people(one)) });
}
let turn = 0;

describe("the suite finds", () => {
  test.each<[string, () => Directory, string]>([
    ["nobody where somebody is known", () => directory({ people: async () => [] }), KNOWN],
    ["unknown where somebody is known", () => directory({ people: async () => "unknown" }), KNOWN],
    ["an inactive person", () => knowing({ active: false }), KNOWN],
    ["a service", () => knowing({ kind: "service" }), KNOWN],
    [
      "a person without that identity",
      () => directory({ people: async () => [{ ...ana(), identities: [who("U1")] }] }),
      KNOWN,
    ],
    ["a person without an id", () => knowing({ id: "" }), KNOWN],
    ["groups that are one text", () => knowing({ groups: "finance" as never }), KNOWN],
    ["identities without an issuer", () => knowing({ identities: [who("ana"), who("x", "")] }), KNOWN],
    [
      "a person who is another one every time",
      () => directory({ people: async () => [{ ...ana(), id: `ana-${turn++}` }] }),
      "an identity is the same person every time, whatever name it carries",
    ],
    [
      "a display name that counts",
      () => directory({ people: async (one) => (one.name ? [] : directory().people(one)) }),
      "an identity is the same person every time, whatever name it carries",
    ],
    [
      "an identity that leads nowhere",
      () => directory({ people: async (one) => (one.issuer === "slack:T1" ? [] : directory().people(one)) }),
      BACK,
    ],
    ["everybody is somebody", () => directory({ people: async () => [ana()] }), NOBODY],
    [
      "nobody is unknown",
      () => directory({ people: async (one) => (one.subject === "nobody" ? "unknown" : directory().people(one)) }),
      NOBODY,
    ],
    ["subjects compared without case", () => matching((a, b) => a.toLowerCase() === b.toLowerCase()), SIMILAR],
    ["subjects that are trimmed", () => matching((a, b) => a === b.trim()), SIMILAR],
    ["subjects compared by their start", () => matching((a, b) => b.startsWith(a)), SIMILAR],
    [
      "issuers that do not count",
      () => directory({ people: async (one) => directory().people({ ...one, issuer: "https://idp" }) }),
      SIMILAR,
    ],
    ["a wildcard", () => matching((a, b) => a === b || b === "*"), HOSTILE],
    [
      "a lookup in an object",
      () =>
        directory({
          people: async (one) =>
            (({ ana: [ana()], shared: OTHERS, U1: [ana()] }) as Record<string, Person[]>)[one.subject] ?? [],
        }),
      HOSTILE,
    ],
    [
      "a hostile identity that throws",
      () =>
        directory({
          people: async (one) => {
            encodeURIComponent(one.subject);
            return directory().people(one);
          },
        }),
      HOSTILE,
    ],
    [
      "one of two, chosen",
      () => directory({ people: async (one) => (await directory().people(one)).slice(0, 1) as Person[] }),
      "an identity that two people claim is both of them",
    ],
    [
      "a person who is not found by id",
      () => directory({ members: async () => [] }),
      "a person is found by id, and an unknown id is nobody or unknown",
    ],
    [
      "an unknown person who is somebody",
      () => directory({ members: async () => [ana()] }),
      "a person is found by id, and an unknown id is nobody or unknown",
    ],
    [
      "a group that lacks its member",
      () => directory({ members: async (of) => ("group" in of ? [] : directory().members(of)) }),
      GROUPS,
    ],
    [
      "a role that lacks its member",
      () => directory({ members: async (of) => ("role" in of ? [] : directory().members(of)) }),
      GROUPS,
    ],
    [
      "everybody in every group",
      () => directory({ members: async (of) => ("group" in of ? [ana()] : directory().members(of)) }),
      "groups and roles that nobody has are empty or unknown, whatever their name",
    ],
    [
      "everybody on call",
      () => directory({ members: async (of) => ("onCall" in of ? [ana()] : directory().members(of)) }),
      "groups and roles that nobody has are empty or unknown, whatever their name",
    ],
    ["its own list given away", spoilable, SPOILT],
  ])("%s", async (_, make, name) => {
    expect([...(await run(make)).keys()]).toContain(name);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { combineDirectories, withOnCall } from "../../src/directories/combine.js";
import { type Listed, staticDirectory } from "../../src/directories/static.js";
import { isCountersignError } from "../../src/errors.js";
import { type Directory, resolve } from "../../src/people/directory.js";
import type { Person, Selector } from "../../src/people/person.js";
import { directorySuite } from "../../src/testing/directory-suite.js";

const who = (subject: string, issuer = "https://idp") => ({ issuer, subject });
const chat = (subject: string) => who(subject, "slack:T1");
const listed = (id: string, change: Partial<Listed> = {}): Listed => ({ id, identities: [who(id)], ...change });
const of = (...people: Listed[]) => staticDirectory(people);
const ids = (found: readonly Person[] | "unknown") => (found === "unknown" ? found : found.map(({ id }) => id));

const dark: Directory = { people: async () => "unknown", members: async () => "unknown" };
const broken: Directory = {
  people: () => Promise.reject(new Error("down")),
  members: () => Promise.reject(new Error("down")),
};

const idp = of(listed("ana", { groups: ["finance"], roles: ["lead"] }), listed("bo", { groups: ["ops"] }));
const chats = of(
  listed("ana", { identities: [chat("U1")], groups: ["oncall"] }),
  listed("x", { identities: [chat("U9"), who("bo")] }),
);

describe("conformance", () => {
  const make = () => combineDirectories(idp, chats);
  directorySuite(test, make, { one: who("ana"), two: who("bo"), nobody: who("nobody") });
  describe("of one directory", () => {
    directorySuite(test, () => combineDirectories(idp), { one: who("ana"), nobody: who("nobody") });
  });
  describe("with an on-call list", () => {
    const onCall = async () => [{ person: "ana" }];
    const hostile = async (name: string) => (name === "primary" ? onCall() : []);
    directorySuite(test, () => withOnCall(idp, hostile), { one: who("ana"), nobody: who("nobody") });
  });
});

describe("one person in two directories", () => {
  test("has all identities, groups and roles, whichever identity is asked", async () => {
    const both = combineDirectories(idp, chats);
    const ana = {
      id: "ana",
      kind: "human",
      active: true,
      identities: [who("ana"), chat("U1")],
      groups: ["finance", "oncall"],
      roles: ["lead"],
    };
    expect(await both.people(who("ana"))).toEqual([ana]);
    expect(await both.members({ person: "ana" })).toEqual([ana]);
    expect(await both.members({ group: "finance" })).toEqual([ana]);
    expect(await both.people(chat("U1"))).toMatchObject([{ id: "ana", groups: expect.arrayContaining(["finance"]) }]);
  });
  test("is inactive where either says so, also when asked by an identity of the other", async () => {
    const left = of(listed("ana", { active: false }));
    expect(await combineDirectories(left, chats).people(chat("U1"))).toMatchObject([{ active: false }]);
    expect(await combineDirectories(chats, left).people(chat("U1"))).toMatchObject([{ active: false }]);
    expect(await combineDirectories(chats, left).members({ group: "oncall" })).toMatchObject([{ active: false }]);
  });
  test("is a service where either says so", async () => {
    const machine = of(listed("ana", { kind: "service" }));
    expect(await combineDirectories(chats, machine).people(chat("U1"))).toMatchObject([{ kind: "service" }]);
  });
  test.each(["groups", "roles"] as const)("whose %s one cannot say has them unknown", async (list) => {
    const vague = of(listed("ana", { [list]: "unknown" }));
    for (const both of [combineDirectories(idp, vague), combineDirectories(vague, idp)])
      expect(await both.people(who("ana"))).toMatchObject([{ [list]: "unknown" }]);
  });
  test("has the name and the stand-in that the first directory gives", async () => {
    const away = { delegate: "bo", until: "2026-02-01T00:00:00Z" };
    const named = of(listed("ana", { name: "Ana", away }), listed("bo"));
    const later = of(listed("ana", { name: "A. Other", identities: [chat("U1")] }));
    expect(await combineDirectories(named, later).people(chat("U1"))).toMatchObject([{ name: "Ana", away }]);
  });
});

describe("an identity that two people claim", () => {
  test("is ambiguous, never the first one's", async () => {
    const both = combineDirectories(idp, chats);
    expect(new Set(ids(await both.people(who("bo"))))).toEqual(new Set(["bo", "x"]));
    expect(await resolve(both, who("bo"))).toBe("ambiguous");
  });
  test("makes its people's other identities ambiguous too", async () => {
    expect(await resolve(combineDirectories(idp, chats), chat("U9"))).toBe("ambiguous");
    expect(await resolve(combineDirectories(chats, idp), chat("U9"))).toBe("ambiguous");
  });
  test("leaves other people one person", async () => {
    expect(await resolve(combineDirectories(idp, chats), chat("U1"))).toMatchObject({ id: "ana" });
  });
});

describe("what one directory cannot say", () => {
  test.each([
    ["unknown", dark],
    ["an error", broken],
  ])("(%s) the combination cannot say either", async (_, other) => {
    for (const both of [combineDirectories(idp, other), combineDirectories(other, idp)]) {
      expect(await both.people(who("ana"))).toBe("unknown");
      expect(await both.people(who("nobody"))).toBe("unknown");
      expect(await both.members({ group: "finance" })).toBe("unknown");
    }
  });
  test("of a person whom the others found is unknown", async () => {
    const forgetful = { ...chats, members: async () => "unknown" as const };
    expect(await combineDirectories(idp, forgetful).people(who("ana"))).toBe("unknown");
  });
  test("of a person's other identities is unknown", async () => {
    const unsure: Directory = {
      ...idp,
      people: async (one) => (one.issuer === "slack:T1" ? [] : "unknown"),
    };
    const linked = of(listed("ana", { identities: [chat("U1"), who("ana")] }));
    expect(await combineDirectories(linked, unsure).people(chat("U1"))).toBe("unknown");
  });
});

test("an answer about another person than was asked for is not merged", async () => {
  const careless: Directory = { ...chats, members: async () => [(await idp.people(who("bo")))[0] as Person] };
  expect(await combineDirectories(idp, careless).people(who("ana"))).toMatchObject([{ groups: ["finance"] }]);
});

test("whatever the directories say, a combination is no laxer than any of them, in either order", async () => {
  const subjects = ["s1", "s2", "s3"];
  const groups = fc.oneof(
    fc.constant("unknown" as const),
    fc.uniqueArray(fc.constantFrom("g1", "g2"), { maxLength: 2 }),
  );
  const world = fc.record({
    owners: fc.tuple(...subjects.map(() => fc.constantFrom("p", "q", ""))),
    p: groups,
    q: groups,
    active: fc.boolean(),
  });
  const make = ({ owners, p, q, active }: typeof world extends fc.Arbitrary<infer T> ? T : never) =>
    of(
      ...[
        { id: "p", groups: p },
        { id: "q", groups: q },
      ].flatMap(({ id, groups }) => {
        const identities = subjects.filter((_, at) => owners[at] === id).map((subject) => who(subject));
        return identities.length > 0 ? [{ id, identities, groups, active }] : [];
      }),
    );
  await fc.assert(
    fc.asyncProperty(world, world, fc.constantFrom(...subjects), async (first, second, subject) => {
      const single = [make(first), make(second)] as const;
      const owners = (await Promise.all(single.map((one) => one.people(who(subject))))).flatMap((found) => ids(found));
      const answers = await Promise.all(
        [combineDirectories(single[0], single[1]), combineDirectories(single[1], single[0])].map((both) =>
          resolve(both, who(subject)),
        ),
      );
      for (const answer of answers) {
        if (owners.length === 0) expect(answer).toBe("none");
        if (new Set(owners).size > 1) expect(answer).toBe("ambiguous");
        if (typeof answer === "string") continue;
        for (const one of single) {
          const [known] = (await one.members({ person: answer.id })) as Person[];
          if (known?.groups === "unknown") expect(answer.groups).toBe("unknown");
          if (known && !known.active) expect(answer.active).toBe(false);
        }
      }
      const [one, two] = answers;
      expect(typeof one === "string" ? one : one?.id).toBe(typeof two === "string" ? two : two?.id);
    }),
  );
});

describe("on call", () => {
  const onCall = (answer: readonly Selector[] | "unknown") => withOnCall(idp, async () => answer);
  test("are the people, groups and roles that the schedule names", async () => {
    const named = onCall([{ person: "bo" }, { role: "lead" }, { group: "finance" }]);
    expect(ids(await named.members({ onCall: "primary" }))).toEqual(["bo", "ana"]);
  });
  test("the schedule's name is what is asked", async () => {
    const asked: string[] = [];
    const directory = withOnCall(idp, async (schedule) => {
      asked.push(schedule);
      return [];
    });
    expect(await directory.members({ onCall: "primary" })).toEqual([]);
    expect(asked).toEqual(["primary"]);
  });
  test("everything else is the directory's own answer", async () => {
    const named = onCall("unknown");
    expect(ids(await named.people(who("ana")))).toEqual(["ana"]);
    expect(ids(await named.members({ group: "ops" }))).toEqual(["bo"]);
  });
  test.each<[string, unknown]>([
    ["unknown", "unknown"],
    ["nothing", undefined],
    ["another schedule", [{ onCall: "secondary" }]],
    ["names that are no selectors", ["ana"]],
    ["a selector of two", [{ person: "ana", group: "ops" }]],
    ["a selector without a name", [{ person: 1 }]],
  ])("a schedule that answers %s is unknown", async (_, answer) => {
    expect(await onCall(answer as Selector[]).members({ onCall: "primary" })).toBe("unknown");
  });
  test("a schedule that fails is unknown", async () => {
    const failing = withOnCall(idp, () => Promise.reject(new Error("down")));
    expect(await failing.members({ onCall: "primary" })).toBe("unknown");
  });
  test("a group that the directory cannot list makes it unknown", async () => {
    expect(await withOnCall(dark, async () => [{ group: "ops" }]).members({ onCall: "primary" })).toBe("unknown");
  });
});

test.each([
  ["no directory", () => combineDirectories(...([] as unknown as [Directory]))],
  ["what is no directory", () => combineDirectories(idp, {} as Directory)],
  ["no function for on-call", () => withOnCall(idp, undefined as never)],
])("%s is refused", (_, making) => {
  let error: unknown;
  try {
    making();
  } catch (thrown) {
    error = thrown;
  }
  expect(isCountersignError(error, "input")).toBe(true);
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { type Listed, staticDirectory } from "../../src/directories/static.js";
import { isCountersignError } from "../../src/errors.js";
import { directorySuite } from "../../src/testing/directory-suite.js";

const who = (subject: string, issuer = "https://idp") => ({ issuer, subject });
const ANA: Listed = {
  id: "ana",
  identities: [who("ana"), who("U1", "slack:T1")],
  groups: ["finance"],
  roles: ["lead"],
};
const BO: Listed = { id: "bo", identities: [who("bo")] };
const ids = (found: readonly { id: string }[] | "unknown") => (found === "unknown" ? found : found.map(({ id }) => id));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-static-"));
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await rm(folder, { recursive: true });
});
const fileOf = async (content: unknown, name = "people.json") => {
  const file = join(folder, name);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
};

/** Ten levels of ten aliases each. */
function bomb(): string {
  const levels = Array.from(
    { length: 9 },
    (_, at) => `b${at + 1}: &b${at + 1} [${Array(10).fill(`*b${at}`).join(", ")}]`,
  );
  return ["b0: &b0 [x]", ...levels].join("\n");
}

describe("conformance", () => {
  directorySuite(test, () => staticDirectory([ANA, BO]), { one: who("ana"), nobody: who("nobody") });
  describe("of a YAML file", () => {
    const make = async () => staticDirectory({ file: await fileOf(stringify([ANA, BO]), "people.yml") });
    directorySuite(test, make, { one: who("ana"), nobody: who("nobody") });
  });
});

describe("answers", () => {
  test("a listed person is an active human in no group and no role unless it says otherwise", async () => {
    const [bo] = (await staticDirectory([BO]).people(who("bo"))) as Listed[];
    expect(bo).toEqual({ id: "bo", kind: "human", active: true, identities: [who("bo")], groups: [], roles: [] });
  });
  test("what a person says of itself is kept", async () => {
    const away = { delegate: "bo", until: "2026-02-01T00:00:00Z" };
    const said = { ...ANA, name: "Ana", kind: "service" as const, active: false, roles: "unknown" as const, away };
    expect(await staticDirectory([said, BO]).people(who("ana"))).toEqual([said]);
  });
  test("each identity of a person is that person, by issuer and subject", async () => {
    const directory = staticDirectory([ANA, BO]);
    expect(ids(await directory.people(who("U1", "slack:T1")))).toEqual(["ana"]);
    expect(await directory.people(who("U1", "slack:T2"))).toEqual([]);
  });
  test.each([",", '","', " ", "/", "\u0000"])("issuer and subject are not one text, joined by %j", async (by) => {
    const directory = staticDirectory([{ id: "x", identities: [who(`b${by}c`, "a")] }]);
    expect(await directory.people(who("c", `a${by}b`))).toEqual([]);
  });
  test("members are found by group, role and person", async () => {
    const directory = staticDirectory([ANA, { ...BO, groups: ["finance", "ops"] }]);
    expect(ids(await directory.members({ group: "finance" }))).toEqual(["ana", "bo"]);
    expect(ids(await directory.members({ role: "lead" }))).toEqual(["ana"]);
    expect(ids(await directory.members({ person: "bo" }))).toEqual(["bo"]);
    expect(await directory.members({ group: "lead" })).toEqual([]);
  });
  test("on-call schedules are unknown", async () => {
    expect(await staticDirectory([ANA]).members({ onCall: "primary" })).toBe("unknown");
  });
  test("one person of unknown groups makes every group unknown, and no role", async () => {
    const directory = staticDirectory([ANA, { ...BO, groups: "unknown" }]);
    expect(await directory.members({ group: "finance" })).toBe("unknown");
    expect(ids(await directory.members({ role: "lead" }))).toEqual(["ana"]);
    expect(ids(await directory.members({ person: "ana" }))).toEqual(["ana"]);
  });
  test.each([{ active: false }, { kind: "service" as const }])(
    "unknown groups of who cannot decide leave the others known: %o",
    async (who) => {
      const directory = staticDirectory([ANA, { ...BO, ...who, groups: "unknown" }]);
      expect(ids(await directory.members({ group: "finance" }))).toEqual(["ana"]);
    },
  );
  test("the list is copied: changing it later changes nothing", async () => {
    const groups = ["finance"];
    const list = [{ ...BO, groups }];
    const directory = staticDirectory(list);
    groups.push("security");
    list.length = 0;
    expect(await directory.members({ group: "security" })).toEqual([]);
    expect(ids(await directory.people(who("bo")))).toEqual(["bo"]);
  });
  test("an empty list is nobody", async () => {
    expect(await staticDirectory([]).people(who("ana"))).toEqual([]);
  });
});

const BAD: [string, unknown, RegExp][] = [
  ["two people of one id", [ANA, { ...BO, id: "ana" }], /two people have the id "ana"/],
  ["one identity of two people", [ANA, { ...BO, identities: [who("U1", "slack:T1")] }], /"U1".*"ana" and "bo"/],
  ["an empty id", [ANA, { ...BO, id: "" }], /\[1\]\.id/],
  ["a blank id", [{ ...BO, id: "  " }], /\[0\]\.id/],
  ["an empty issuer", [{ ...BO, identities: [who("bo", "")] }], /\[0\]\.identities\[0\]\.issuer/],
  ["an empty subject", [{ ...BO, identities: [who("bo"), who("")] }], /\[0\]\.identities\[1\]\.subject/],
  ["no identity", [{ ...BO, identities: [] }], /\[0\]\.identities/],
  ["no identities", [{ id: "bo" }], /\[0\]\.identities/],
  ["an unknown key", [{ ...BO, group: ["finance"] }], /\[0\]: unknown key "group"/],
  [
    "an unknown key of an identity",
    [{ ...BO, identities: [{ ...who("bo"), proof: "L4" }] }],
    /\[0\]\.identities\[0\]: unknown key "proof"/,
  ],
  ["a kind that there is not", [{ ...BO, kind: "robot" }], /\[0\]\.kind/],
  ["an active that is a text", [{ ...BO, active: "no" }], /\[0\]\.active/],
  ["groups that are one text", [{ ...BO, groups: "finance" }], /\[0\]\.groups/],
  ["a group that is not a text", [{ ...BO, groups: [1] }], /\[0\]\.groups\[0\]/],
  ["an away without an end", [{ ...BO, away: { delegate: "ana", until: "soon" } }, ANA], /\[0\]\.away\.until/],
  ["a stand-in who is not listed", [{ ...BO, away: { delegate: "anna", until: "2026-02-01" } }, ANA], /"bo".*"anna"/],
  ["a stand-in for oneself", [{ ...BO, away: { delegate: "bo", until: "2026-02-01" } }], /"bo".*another/],
  ["an entry that is no person", [ANA, null], /\[1\]: must be an object/],
];

describe("refusals", () => {
  test.each(BAD)("%s is refused, with the place", async (_, list, place) => {
    const error = attempt(() => staticDirectory(list as Listed[]));
    expect(isCountersignError(error, "input")).toBe(true);
    expect(String(error)).toMatch(place);
  });
  test.each(BAD)("%s in a file is refused at reload, with the file's name", async (_, list, place) => {
    const file = await fileOf(list);
    const error = await staticDirectory({ file })
      .reload()
      .catch((thrown: unknown) => thrown);
    expect(isCountersignError(error, "input")).toBe(true);
    expect(String(error)).toContain(file);
    expect(String(error)).toMatch(place);
  });
  test.each(BAD)("%s in YAML is refused at reload, with the file's name", async (_, list, place) => {
    const file = await fileOf(stringify(list), "people.yaml");
    const error = await staticDirectory({ file })
      .reload()
      .catch((thrown: unknown) => thrown);
    expect(isCountersignError(error, "input")).toBe(true);
    expect(String(error)).toContain(file);
    expect(String(error)).toMatch(place);
  });
  test("everything that is wrong is told at once, each with its place", () => {
    const bad = [{ ...BO, id: "", kind: "robot" }, null];
    const error = attempt(() => staticDirectory(bad as unknown as Listed[]));
    expect(isCountersignError(error, "input") && error.issues).toEqual([
      { path: "staticDirectory[0].id", message: "must be a text that is not empty" },
      { path: "staticDirectory[0].kind", message: 'must be "human" or "service"' },
      { path: "staticDirectory[1]", message: "must be an object" },
    ]);
  });
  test("of very many wrong places the first twenty are told", () => {
    const error = attempt(() => staticDirectory(Array.from({ length: 30 }, () => null) as never));
    expect(String(error)).toMatch(/\[19\]: must be an object\n {2}and 10 more$/);
  });
  test.each(["people.toml", "people.json.bak", "people", ""])("a file %j is refused at once by its name", (file) => {
    expect(String(attempt(() => staticDirectory({ file })))).toMatch(/\.json, \.yaml or \.yml/);
  });
  test.each([undefined, null, {}, "people.json", { file: 1 }, { file: "p.json", watch: true }])(
    "%j is neither a list nor a file",
    (source) => {
      expect(
        isCountersignError(
          attempt(() => staticDirectory(source as never)),
          "input",
        ),
      ).toBe(true);
    },
  );
});

describe("a file", () => {
  test("is read at the first question", async () => {
    const directory = staticDirectory({ file: join(folder, "people.json") });
    await fileOf([ANA]);
    expect(ids(await directory.people(who("ana")))).toEqual(["ana"]);
  });
  test("is read again by reload, and only by it", async () => {
    const file = await fileOf([ANA]);
    const directory = staticDirectory({ file });
    await directory.people(who("ana"));
    await fileOf([BO]);
    expect(ids(await directory.people(who("ana")))).toEqual(["ana"]);
    await directory.reload();
    expect(await directory.people(who("ana"))).toEqual([]);
    expect(ids(await directory.people(who("bo")))).toEqual(["bo"]);
  });
  test.each(["{", "{}", ""])(
    "that is broken (%j) makes every answer unknown until a good one is read",
    async (content) => {
      const file = await fileOf([ANA]);
      const directory = staticDirectory({ file });
      await directory.reload();
      await fileOf(content);
      const error = await directory.reload().catch((thrown: unknown) => thrown);
      expect(isCountersignError(error, "input")).toBe(true);
      expect(await directory.people(who("ana"))).toBe("unknown");
      expect(await directory.members({ person: "ana" })).toBe("unknown");
      await fileOf([ANA]);
      await directory.reload();
      expect(ids(await directory.people(who("ana")))).toEqual(["ana"]);
    },
  );
  test.each(["people.yaml", "people.yml"])("may be YAML: %s", async (name) => {
    const file = await fileOf(
      `# who may approve
- id: ana
  identities: [{ issuer: "https://idp", subject: ana }]
  groups: &teams [finance, "on"]
  away: { delegate: bo, until: 2026-02-01T00:00:00Z }
- id: bo
  identities: [{ issuer: "https://idp", subject: bo }]
  groups: *teams
`,
      name,
    );
    const directory = staticDirectory({ file });
    await directory.reload();
    expect(ids(await directory.members({ group: "on" }))).toEqual(["ana", "bo"]);
    const away = { delegate: "bo", until: "2026-02-01T00:00:00Z" };
    expect(await directory.people(who("ana"))).toMatchObject([{ id: "ana", away }]);
  });
  test.each([
    ["what is none", "- id: [ana", /is not YAML at line 1, column \d+/],
    ["a key named twice", "- id: ana\n  id: bo\n", /line 2, column 3 \(DUPLICATE_KEY\)/],
    ["an unknown tag", "- !!js/function ana\n", /\(TAG_RESOLVE_FAILED\)/],
    ["two documents", "--- []\n--- []\n", /\(MULTIPLE_DOCS\)/],
    ["a flood of aliases", bomb(), /aliases/],
    ["a key with a meaning in JavaScript", "- __proto__: { id: ana }\n", /\[0\]/],
  ])("of YAML with %s is refused, and every answer is unknown", async (_, text, says) => {
    const directory = staticDirectory({ file: await fileOf(text, "people.yaml") });
    await expect(directory.reload()).rejects.toThrow(says);
    expect(await directory.people(who("ana"))).toBe("unknown");
  });
  test("of JSON with a name twice is refused", async () => {
    const text = `[{ "id": "ana", "groups": [], "groups": ["finance"], "identities": [${JSON.stringify(who("ana"))}] }]`;
    const directory = staticDirectory({ file: await fileOf(text) });
    await expect(directory.reload()).rejects.toThrow(/"groups" twice/);
  });
  test("of YAML without the package says what to install", async () => {
    vi.doMock("yaml", () => {
      throw new Error("Cannot find package 'yaml'");
    });
    try {
      const directory = staticDirectory({ file: await fileOf("[]", "people.yaml") });
      await expect(directory.reload()).rejects.toThrow(/npm install yaml/);
      expect(await directory.people(who("ana"))).toBe("unknown");
    } finally {
      vi.doUnmock("yaml");
    }
  });
  test("that is missing makes answers unknown, and reload says why", async () => {
    const directory = staticDirectory({ file: join(folder, "people.json") });
    expect(await directory.people(who("ana"))).toBe("unknown");
    await expect(directory.reload()).rejects.toThrow(/people\.json: cannot be read \(ENOENT\)/);
  });
  test("cannot be read where the runtime has no files, and reload says so", async () => {
    const file = await fileOf([ANA]);
    vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
    const directory = staticDirectory({ file });
    expect(await directory.people(who("ana"))).toBe("unknown");
    await expect(directory.reload()).rejects.toThrow(/reads no files/);
  });
});

test("reloading a list changes nothing", async () => {
  const directory = staticDirectory([ANA]);
  await directory.reload();
  expect(ids(await directory.people(who("ana")))).toEqual(["ana"]);
});

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Json } from "../../src/canonical.js";
import { oidcDirectory } from "../../src/directories/oidc.js";
import { isCountersignError } from "../../src/errors.js";
import { type Identity, proven } from "../../src/people/identity.js";
import type { Person } from "../../src/people/person.js";
import { directorySuite } from "../../src/testing/directory-suite.js";

const ISSUER = "https://idp.example";
const who = (subject: string, issuer = ISSUER) => ({ issuer, subject });
const signedIn = (subject: string, issuer = ISSUER) => proven({ ...who(subject, issuer), proof: "L2", evidence: {} });
const options = { issuer: ISSUER, groups: "groups", roles: "roles", expire: "12h" as const };
const CLAIMS = { iss: ISSUER, sub: "ana", name: "Ana", groups: ["finance"], roles: ["lead"] };
const ids = (found: readonly Person[] | "unknown") => (found === "unknown" ? found : found.map(({ id }) => id));

async function seeing(claims: Json = CLAIMS, change: Partial<typeof options> = {}) {
  const directory = oidcDirectory({ ...options, ...change });
  await directory.seen(signedIn("ana"), claims);
  return directory;
}
const ana = async (claims: Json) => ((await (await seeing(claims)).people(who("ana"))) as Person[])[0];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(new Date("2026-01-01T00:00:00Z"));
});
afterEach(() => {
  vi.useRealTimers();
});

describe("conformance", () => {
  directorySuite(test, () => seeing(), { one: who("ana"), nobody: who("nobody") });
});

describe("a sign-in", () => {
  test("makes an active human with the groups and roles of the claims", async () => {
    expect(await (await seeing()).people(who("ana"))).toEqual([
      {
        id: `${ISSUER}#ana`,
        name: "Ana",
        kind: "human",
        active: true,
        identities: [who("ana")],
        groups: ["finance"],
        roles: ["lead"],
      },
    ]);
  });
  test("is replaced by a later one", async () => {
    const directory = await seeing();
    await directory.seen(signedIn("ana"), { ...CLAIMS, groups: [] });
    expect(await directory.members({ group: "finance" })).toEqual([]);
    expect(await directory.people(who("ana"))).toHaveLength(1);
  });
  test("makes nobody else known", async () => {
    expect(await (await seeing()).people(who("bo"))).toEqual([]);
  });
  test("finds members by group, role and id", async () => {
    const directory = await seeing();
    await directory.seen(signedIn("bo"), { groups: ["finance", "ops"], roles: [] });
    expect(ids(await directory.members({ group: "finance" }))).toEqual([`${ISSUER}#ana`, `${ISSUER}#bo`]);
    expect(ids(await directory.members({ role: "lead" }))).toEqual([`${ISSUER}#ana`]);
    expect(ids(await directory.members({ person: `${ISSUER}#bo` }))).toEqual([`${ISSUER}#bo`]);
    expect(await directory.members({ person: "bo" })).toEqual([]);
    expect(await directory.members({ onCall: "primary" })).toBe("unknown");
  });
  test("with no claim asked for has no groups and no roles", async () => {
    const directory = oidcDirectory({ issuer: ISSUER, expire: "12h" });
    await directory.seen(signedIn("ana"), CLAIMS);
    expect(await directory.people(who("ana"))).toMatchObject([{ groups: [], roles: [] }]);
    vi.setSystemTime(new Date("2026-02-01T00:00:00Z"));
    expect(await directory.members({ group: "finance" })).toEqual([]);
  });
});

describe("claims", () => {
  test.each<[string, Json]>([
    ["a missing claim", { roles: [] }],
    [
      "group overage",
      { roles: [], _claim_names: { groups: "src1" }, _claim_sources: { src1: { endpoint: "https://x" } } },
    ],
    ["group overage beside a list", { groups: ["finance"], roles: [], _claim_names: { groups: "src1" } }],
    ["overage of the implicit flow", { roles: [], hasgroups: true }],
    ["overage of the implicit flow as a text", { groups: ["finance"], roles: [], hasgroups: "true" }],
    ["an object", { groups: { finance: true }, roles: [] }],
    ["a list that is not of texts", { groups: ["finance", 7], roles: [] }],
    ["an empty name", { groups: ["finance", ""], roles: [] }],
    ["null", { groups: null, roles: [] }],
  ])("%s: groups are unknown, never none, and so are the members of a group", async (_, claims) => {
    expect(await ana(claims)).toMatchObject({ groups: "unknown", roles: [] });
    expect(await (await seeing(claims)).members({ group: "finance" })).toBe("unknown");
    expect(await (await seeing(claims)).members({ role: "lead" })).toEqual([]);
  });
  test("roles that are elsewhere are unknown too", async () => {
    expect(await ana({ groups: [], _claim_names: { roles: "src1" } })).toMatchObject({ groups: [], roles: "unknown" });
  });
  test("one text is one group, and an empty list is no group", async () => {
    expect(await ana({ groups: "finance", roles: [] })).toMatchObject({ groups: ["finance"], roles: [] });
    expect(await ana({ groups: [], roles: [], hasgroups: false })).toMatchObject({ groups: [] });
  });
  test("a claim may have any name, but is never what a prototype has", async () => {
    const url = "https://acme.example/groups";
    const named = await seeing({ [url]: ["finance"], roles: [] }, { groups: url });
    expect(await named.people(who("ana"))).toMatchObject([{ groups: ["finance"] }]);
    const inherited = await seeing({ roles: [] }, { groups: "constructor" });
    expect(await inherited.people(who("ana"))).toMatchObject([{ groups: "unknown" }]);
  });
});

describe("after the sign-in has expired", () => {
  const late = () => vi.setSystemTime(new Date("2026-01-01T12:00:00Z"));
  test("a person is unknown, never nobody, until the next one", async () => {
    const directory = await seeing();
    vi.setSystemTime(new Date("2026-01-01T11:59:59.999Z"));
    expect(ids(await directory.people(who("ana")))).toEqual([`${ISSUER}#ana`]);
    late();
    expect(await directory.people(who("ana"))).toBe("unknown");
    expect(await directory.members({ person: `${ISSUER}#ana` })).toBe("unknown");
    await directory.seen(signedIn("ana"), CLAIMS);
    expect(ids(await directory.people(who("ana")))).toEqual([`${ISSUER}#ana`]);
  });
  test("the members of every group and role are unknown, of others' too", async () => {
    const directory = await seeing();
    late();
    await directory.seen(signedIn("bo"), { groups: ["ops"], roles: [] });
    expect(await directory.members({ group: "finance" })).toBe("unknown");
    expect(await directory.members({ group: "ops" })).toBe("unknown");
    expect(await directory.members({ role: "lead" })).toBe("unknown");
    expect(ids(await directory.people(who("bo")))).toEqual([`${ISSUER}#bo`]);
  });
  test("also by a clock that was set back", async () => {
    const directory = await seeing();
    vi.setSystemTime(new Date("2025-12-31T00:00:00Z"));
    expect(await directory.people(who("ana"))).toBe("unknown");
  });
});

test("of more than 100,000 people the first are forgotten, and then nobody is known to be nobody", async () => {
  const directory = oidcDirectory(options);
  for (let at = 0; at <= 100_000; at++) await directory.seen(signedIn(`p${at}`), { groups: [], roles: [] });
  expect(await directory.people(who("p0"))).toBe("unknown");
  expect(await directory.people(who("nobody"))).toBe("unknown");
  expect(await directory.members({ group: "finance" })).toBe("unknown");
  expect(await directory.people(who("p1"))).toHaveLength(1);
});

describe("refusals", () => {
  test.each<[string, () => Promise<void>]>([
    ["an identity made by hand", () => oidcDirectory(options).seen({ ...signedIn("ana") } as Identity, CLAIMS)],
    ["an identity of another issuer", () => oidcDirectory(options).seen(signedIn("ana", "https://evil"), CLAIMS)],
    [
      "claims of another issuer",
      () => oidcDirectory(options).seen(signedIn("ana"), { ...CLAIMS, iss: "https://evil" }),
    ],
    ["claims that are a list", () => oidcDirectory(options).seen(signedIn("ana"), [])],
    ["claims that are null", () => oidcDirectory(options).seen(signedIn("ana"), null)],
  ])("%s are no sign-in", async (_, seeing) => {
    const error = await seeing().catch((thrown: unknown) => thrown);
    expect(isCountersignError(error, "input")).toBe(true);
  });
  test.each([
    ["no issuer", { issuer: "" }],
    ["an issuer with a fragment", { issuer: "https://idp#x" }],
    ["an empty claim", { groups: "" }],
    ["an expiry of zero", { expire: 0 }],
    ["no expiry", { expire: undefined }],
  ])("%s is refused", (_, change) => {
    let error: unknown;
    try {
      oidcDirectory({ ...options, ...change } as typeof options);
    } catch (thrown) {
      error = thrown;
    }
    expect(isCountersignError(error, "input")).toBe(true);
  });
});

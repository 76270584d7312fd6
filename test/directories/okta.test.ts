import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { oktaDirectory } from "../../src/directories/okta.js";
import { isCountersignError } from "../../src/errors.js";
import type { Person } from "../../src/people/person.js";
import { directorySuite } from "../../src/testing/directory-suite.js";
import { DOMAIN, group, groupId, type Org, oktaError, oktaHandlers, TOKEN, user, userId } from "./okta-server.js";

const ISSUER = `https://${DOMAIN}`;
const who = (name: string) => ({ issuer: ISSUER, subject: userId(name) });
const directory = (cache?: "60s" | 0) =>
  oktaDirectory({ domain: DOMAIN, token: TOKEN, ...(cache !== undefined && { cache }) });
const ids = (found: readonly Person[] | "unknown") => (found === "unknown" ? found : found.map(({ id }) => id));

const server = setupServer();
let org: Org;
let asked: string[];
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => {
  org = {
    page: 200,
    users: [user("ana"), user("bo"), user("cy")],
    groups: [group("finance", ["ana", "bo"]), group("ops", ["bo"])],
  };
  asked = [];
  server.events.on("request:start", ({ request }) => {
    asked.push(request.url.replace(`${ISSUER}/api/v1`, ""));
  });
  server.use(...oktaHandlers(org));
});
afterEach(() => {
  vi.useRealTimers();
  server.events.removeAllListeners();
  server.resetHandlers();
});
afterAll(() => server.close());

/** The next answers of a path come from here; `undefined` leaves it to the organisation. */
function answers(path: string, ...responses: (() => Response | undefined)[]) {
  server.use(http.get(`${ISSUER}/api/v1${path}`, () => (responses.length > 1 ? responses.shift() : responses[0])?.()));
}

describe("conformance", () => {
  directorySuite(test, () => directory(), { one: who("ana"), nobody: who("nobody") });
});

describe("a person", () => {
  test("is a user by id, with the groups that hold them, by id and by name", async () => {
    expect(await directory().people(who("bo"))).toEqual([
      {
        id: userId("bo"),
        name: "bo Smith",
        kind: "human",
        active: true,
        identities: [who("bo")],
        groups: [groupId("finance"), "finance", groupId("ops"), "ops"],
        roles: [],
      },
    ]);
  });
  test.each(["STAGED", "PROVISIONED", "RECOVERY", "LOCKED_OUT", "PASSWORD_EXPIRED", "SUSPENDED", "DEPROVISIONED"])(
    "of status %s is not active",
    async (status) => {
      org.users = [user("ana", { status })];
      expect(await directory().people(who("ana"))).toMatchObject([{ active: false }]);
    },
  );
  test("on the way to another status is not active", async () => {
    org.users = [user("ana", { transitioningToStatus: "DEPROVISIONED" })];
    expect(await directory().people(who("ana"))).toMatchObject([{ active: false }]);
  });
  test.each(["service", "Service Account", "bot", "machine"])("whose userType is %s is no human", async (userType) => {
    org.users = [user("ana", { profile: { userType } })];
    expect(await directory().people(who("ana"))).toMatchObject([{ kind: "service" }]);
  });
  test.each(["ana", "me", "ana@acme.example"])("is not found by what is no id: %s", async (subject) => {
    expect(await directory().people({ issuer: ISSUER, subject })).toEqual([]);
    expect(await directory().members({ person: subject })).toEqual([]);
  });
  test("of another issuer is nobody, and nothing is asked", async () => {
    expect(await directory().people({ ...who("ana"), issuer: "https://other.okta.com" })).toEqual([]);
    expect(asked).toEqual([]);
  });
  test("whose groups cannot be told is a person of unknown groups", async () => {
    answers("/users/:id/groups", () => oktaError(403, "E0000006"));
    expect(await directory().people(who("ana"))).toMatchObject([
      { id: userId("ana"), active: true, groups: "unknown" },
    ]);
  });
  test("whom Okta does not have is nobody; a 404 of anything else is unknown", async () => {
    expect(await directory().people(who("dan"))).toEqual([]);
    answers("/users/:id", () => new HttpResponse("<html>no such host</html>", { status: 404 }));
    expect(await directory().people(who("ana"))).toBe("unknown");
    answers("/users/:id", () => oktaError(404, "E0000022"));
    expect(await directory().people(who("ana"))).toBe("unknown");
  });
});

describe("a group", () => {
  test("is found by name or by id; of its members the other groups are not told", async () => {
    expect(await directory().members({ group: "ops" })).toMatchObject([{ id: userId("bo"), groups: "unknown" }]);
    expect(ids(await directory().members({ group: groupId("finance") }))).toEqual([userId("ana"), userId("bo")]);
  });
  test("is read to the last page, and so is the list of a person's groups", async () => {
    org.page = 2;
    const names = ["d1", "d2", "d3", "d4", "d5"];
    org.users = names.map((name) => user(name));
    org.groups = names.map((name) => group(name, names));
    expect(ids(await directory().members({ group: "d1" }))).toEqual(names.map(userId));
    expect(await directory().people(who("d1"))).toMatchObject([
      { groups: names.flatMap((name) => [groupId(name), name]) },
    ]);
  });
  test("of more than 50 pages is unknown", async () => {
    org.page = 1;
    const names = Array.from({ length: 51 }, (_, at) => `m${at + 100}`);
    org.users = names.map((name) => user(name));
    org.groups = [group("all", names)];
    expect(await directory().members({ group: "all" })).toBe("unknown");
    org.groups = [group("most", names.slice(1))];
    expect(ids(await directory().members({ group: "most" }))).toHaveLength(50);
  });
  test("whose next page is on another host is unknown, and our token does not go there", async () => {
    let elsewhere = 0;
    server.use(
      http.get("https://evil.example/*", () => {
        elsewhere++;
        return HttpResponse.json([]);
      }),
    );
    answers("/groups/:id/users", () =>
      HttpResponse.json([], { headers: { link: '<https://evil.example/api/v1/groups>; rel="next"' } }),
    );
    expect(await directory().members({ group: "finance" })).toBe("unknown");
    expect(elsewhere).toBe(0);
  });
  test("that was imported has no name here: it is not the one of Okta that has that name", async () => {
    org.groups = [group("finance", ["ana"]), group("import", ["cy"], { name: "finance", type: "APP_GROUP" })];
    expect(ids(await directory().members({ group: "finance" }))).toEqual([userId("ana")]);
    expect(await directory().people(who("cy"))).toMatchObject([{ groups: [groupId("import")] }]);
    expect(ids(await directory().members({ group: groupId("import") }))).toEqual([userId("cy")]);
  });
  test("named as another's id is not that other", async () => {
    org.groups = [group("finance", ["ana"]), group("trap", ["cy"], { name: groupId("finance") })];
    expect(await directory().people(who("cy"))).toMatchObject([{ groups: [groupId("trap")] }]);
    expect(ids(await directory().members({ group: groupId("finance") }))).toEqual([userId("ana")]);
  });
  test("is not one of a name that is only similar, and two of one name are unknown", async () => {
    expect(await directory().members({ group: "FINANCE" })).toEqual([]);
    org.groups = [group("finance", ["ana"]), group("second", ["cy"], { name: "finance" })];
    expect(await directory().members({ group: "finance" })).toBe("unknown");
  });
  test.each(['fin"ance', "fin\\ance", 'x" or profile.name sw "'])(
    "named %j is searched by exactly that",
    async (name) => {
      org.groups.push(group("odd", ["cy"], { name }));
      expect(ids(await directory().members({ group: name }))).toEqual([userId("cy")]);
    },
  );
  test("roles are nobody's, schedules unknown", async () => {
    expect(await directory().members({ role: "SUPER_ADMIN" })).toEqual([]);
    expect(await directory().members({ onCall: "primary" })).toBe("unknown");
  });
});

describe("trouble", () => {
  const past = { "x-rate-limit-limit": "600", "x-rate-limit-remaining": "0", "x-rate-limit-reset": "1500000000" };
  test("too many requests, then an answer, is an answer", async () => {
    answers(
      "/users/:id",
      () => oktaError(429, "E0000047", past),
      () => undefined,
    );
    expect(ids(await directory().people(who("ana")))).toEqual([userId("ana")]);
    expect(asked.filter((path) => path === `/users/${userId("ana")}`)).toHaveLength(2);
  });
  test("too many requests for longer than can be waited is unknown, at once", async () => {
    const reset = String(Math.ceil(Date.now() / 1000) + 60);
    answers("/users/:id", () => oktaError(429, "E0000047", { ...past, "x-rate-limit-reset": reset }));
    expect(await directory().people(who("ana"))).toBe("unknown");
    expect(asked).toHaveLength(1);
  });
  test.each([400, 401, 403, 500, 503])("status %i is unknown, never nobody", async (status) => {
    server.use(http.get(`${ISSUER}/*`, () => oktaError(status, "E0000009", { "retry-after": "0" })));
    expect(await directory().people(who("ana"))).toBe("unknown");
    expect(await directory().members({ person: userId("ana") })).toBe("unknown");
    expect(await directory().members({ group: "finance" })).toBe("unknown");
  });
  test("a network that fails is unknown", async () => {
    server.use(http.get(`${ISSUER}/*`, () => HttpResponse.error()));
    expect(await directory().people(who("ana"))).toBe("unknown");
  });
  test("a server that does not answer is unknown", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    server.use(http.get(`${ISSUER}/*`, () => new Promise<never>(() => undefined)));
    const found = directory().people(who("ana"));
    for (let turn = 0; turn < 10; turn++) await vi.advanceTimersByTimeAsync(10_000);
    expect(await found).toBe("unknown");
    expect(asked).toHaveLength(3);
  });
  test("a wrong token is unknown", async () => {
    expect(await oktaDirectory({ domain: DOMAIN, token: "00wrong" }).people(who("ana"))).toBe("unknown");
  });
  test.each([
    ["no JSON", () => new HttpResponse("<html>")],
    ["a list", () => HttpResponse.json([])],
    ["no profile", () => HttpResponse.json({ id: userId("ana"), status: "ACTIVE" })],
    ["no status", () => HttpResponse.json({ id: userId("ana"), profile: {} })],
  ])("an answer of another shape (%s) is unknown", async (_, response) => {
    answers("/users/:id", response);
    expect(await directory().people(who("ana"))).toBe("unknown");
  });
});

describe("the cache", () => {
  const at = (time: string) => vi.setSystemTime(new Date(time));
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
    at("2026-01-01T00:00:00Z");
  });
  test("answers for 60 seconds, and shows what changed then", async () => {
    const okta = directory();
    await okta.people(who("ana"));
    org.users = [user("ana", { status: "SUSPENDED" })];
    at("2026-01-01T00:00:59.999Z");
    expect(await okta.people(who("ana"))).toMatchObject([{ active: true }]);
    at("2026-01-01T00:01:00Z");
    expect(await okta.people(who("ana"))).toMatchObject([{ active: false }]);
  });
  test("holds groups and members too", async () => {
    const okta = directory();
    await okta.members({ group: "finance" });
    const before = asked.length;
    await okta.members({ group: "finance" });
    await okta.members({ group: groupId("finance") });
    expect(asked).toHaveLength(before);
    org.groups = [group("finance", ["cy"])];
    at("2026-01-01T00:01:00Z");
    expect(ids(await okta.members({ group: "finance" }))).toEqual([userId("cy")]);
  });
  test("holds no failure", async () => {
    const okta = directory();
    answers(
      "/users/:id",
      () => oktaError(403, "E0000006"),
      () => undefined,
    );
    expect(await okta.people(who("ana"))).toBe("unknown");
    expect(ids(await okta.people(who("ana")))).toEqual([userId("ana")]);
  });
  test("of zero asks every time", async () => {
    const okta = directory(0);
    await okta.people(who("ana"));
    org.users = [user("ana", { status: "SUSPENDED" })];
    expect(await okta.people(who("ana"))).toMatchObject([{ active: false }]);
  });
  test("is no older for a clock that was set back", async () => {
    const okta = directory();
    await okta.people(who("ana"));
    org.users = [user("ana", { status: "SUSPENDED" })];
    at("2025-12-31T23:00:00Z");
    expect(await okta.people(who("ana"))).toMatchObject([{ active: false }]);
  });
});

test.each([
  ["a URL for a domain", { domain: "https://acme.okta.com", token: "t" }],
  ["a path in the domain", { domain: "acme.okta.com/evil", token: "t" }],
  ["a port in the domain", { domain: "acme.okta.com:8443", token: "t" }],
  ["an upper-case domain", { domain: "Acme.okta.com", token: "t" }],
  ["no domain", { domain: "", token: "t" }],
  ["no token", { domain: DOMAIN, token: "" }],
  ["a token of two lines", { domain: DOMAIN, token: "a\nb" }],
  ["a cache that is no duration", { domain: DOMAIN, token: "t", cache: "soon" as never }],
])("%s is refused", (_, options) => {
  const making = () => oktaDirectory(options);
  expect(making).toThrow();
  try {
    making();
  } catch (error) {
    expect(isCountersignError(error, "input")).toBe(true);
  }
});

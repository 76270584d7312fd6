import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { entraDirectory } from "../../src/directories/entra.js";
import { isCountersignError } from "../../src/errors.js";
import type { Person } from "../../src/people/person.js";
import { directorySuite } from "../../src/testing/directory-suite.js";
import {
  assigned,
  CLIENT,
  entraHandlers,
  graphError,
  group,
  oid,
  role,
  SECRET,
  service,
  TENANT,
  type Tenant,
  user,
} from "./entra-server.js";

const GRAPH = "https://graph.microsoft.com/v1.0";
const who = (name: string) => ({ issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`, subject: oid(name) });
const directory = (cache?: "60s" | 0) =>
  entraDirectory({ tenant: TENANT, clientId: CLIENT, clientSecret: SECRET, ...(cache !== undefined && { cache }) });
const ids = (found: readonly Person[] | "unknown") => (found === "unknown" ? found : found.map(({ id }) => id));

const server = setupServer();
let tenant: Tenant;
let asked: string[];
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => {
  tenant = {
    users: [user("ana"), user("bo"), user("cy")],
    services: [service("bot")],
    groups: [group("fin", ["ana"], ["acct"]), group("acct", ["bo"]), group("ops", ["cy"])],
    roles: [role("Approver"), role("Viewer")],
    assigned: [assigned("Approver", "cy"), assigned("Viewer", "fin", "Group")],
    page: 999,
    valid: new Set(),
    given: 0,
  };
  asked = [];
  server.events.on("request:start", ({ request }) => {
    asked.push(request.url.replace(GRAPH, "").replace(/\?.*/, ""));
  });
  server.use(...entraHandlers(tenant));
});
afterEach(() => {
  vi.useRealTimers();
  server.events.removeAllListeners();
  server.resetHandlers();
});
afterAll(() => server.close());

/** The next answers of a path come from here; `undefined` leaves it to the tenant. */
function answers(path: string, ...responses: (() => Response | undefined)[]) {
  server.use(http.get(`${GRAPH}${path}`, () => (responses.length > 1 ? responses.shift() : responses[0])?.()));
}

describe("conformance", () => {
  directorySuite(test, () => directory(), { one: who("ana"), nobody: who("nobody") });
});

describe("a person", () => {
  test("is a user by object id, with groups of every depth and app roles", async () => {
    expect(await directory().people(who("bo"))).toEqual([
      {
        id: oid("bo"),
        name: "bo Smith",
        kind: "human",
        active: true,
        identities: [who("bo")],
        groups: [oid("fin"), oid("acct")],
        roles: [],
      },
    ]);
    expect(await directory().people(who("ana"))).toMatchObject([{ groups: [oid("fin")], roles: ["Viewer"] }]);
  });
  test.each([
    ["disabled", { accountEnabled: false }],
    ["a guest", { userType: "Guest" }],
    ["of no user type", { userType: null }],
  ])("who is %s is not active", async (_, change) => {
    tenant.users = [user("ana", change)];
    expect(await directory().people(who("ana"))).toMatchObject([{ kind: "human", active: false }]);
  });
  test("that is an agent's account is no human", async () => {
    tenant.users = [user("ana", { "@odata.type": "#microsoft.graph.agentUser" })];
    expect(await directory().people(who("ana"))).toMatchObject([{ kind: "service" }]);
  });
  test("that is a service principal is no human", async () => {
    expect(await directory().people(who("bot"))).toMatchObject([
      { id: oid("bot"), kind: "service", groups: "unknown", roles: "unknown" },
    ]);
  });
  test.each([oid("ana").toUpperCase(), "ana@acme.example", "me", ""])(
    "is not found by what is no object id: %j",
    async (subject) => {
      expect(await directory().people({ ...who("ana"), subject })).toEqual([]);
      expect(asked).toEqual([]);
    },
  );
  test.each(["https://sts.windows.net/x/", `https://login.microsoftonline.com/${CLIENT}/v2.0`])(
    "of another issuer (%s) is nobody, and nothing is asked",
    async (issuer) => {
      expect(await directory().people({ ...who("ana"), issuer })).toEqual([]);
      expect(asked).toEqual([]);
    },
  );
  test("whom the tenant does not have is nobody; a 404 of anything else is unknown", async () => {
    expect(await directory().people(who("dan"))).toEqual([]);
    answers("/users/:id", () => new HttpResponse("no such page", { status: 404 }));
    expect(await directory().people(who("ana"))).toBe("unknown");
    answers("/users/:id", () => graphError(404, "ResourceNotFound"));
    expect(await directory().people(who("ana"))).toBe("unknown");
  });
  test("that we may not read whole is unknown: null is not disabled", async () => {
    tenant.users = [user("ana", { accountEnabled: null })];
    expect(await directory().people(who("ana"))).toBe("unknown");
    expect(await directory().members({ group: oid("fin") })).toBe("unknown");
  });
  test.each([
    ["groups", "/users/:id/transitiveMemberOf/microsoft.graph.group", { groups: "unknown", roles: ["Viewer"] }],
    ["roles", "/users/:id/appRoleAssignments", { groups: [oid("fin")], roles: "unknown" }],
  ])("whose %s cannot be told has them unknown", async (_, path, known) => {
    answers(path, () => graphError(403, "Authorization_RequestDenied"));
    expect(await directory().people(who("ana"))).toMatchObject([known]);
  });
});

describe("a group", () => {
  test("has the members of its nested groups", async () => {
    expect(ids(await directory().members({ group: oid("fin") }))).toEqual([oid("ana"), oid("bo")]);
    expect(ids(await directory().members({ group: oid("acct") }))).toEqual([oid("bo")]);
  });
  test("that the tenant does not have is nobody, and a name is no group", async () => {
    expect(await directory().members({ group: oid("none") })).toEqual([]);
    expect(await directory().members({ group: "Finance" })).toEqual([]);
  });
  test("tells who of its members is disabled or a guest", async () => {
    tenant.users = [user("ana", { accountEnabled: false }), user("bo", { userType: "Guest" })];
    expect(await directory().members({ group: oid("fin") })).toMatchObject([{ active: false }, { active: false }]);
  });
  test("is read to the last page, and so are a person's groups", async () => {
    const names = ["d1", "d2", "d3", "d4", "d5"];
    tenant.page = 2;
    tenant.users = names.map((name) => user(name));
    tenant.groups = names.map((name) => group(name, names));
    expect(ids(await directory().members({ group: oid("d1") }))).toEqual(names.map(oid));
    expect(await directory().people(who("d1"))).toMatchObject([{ groups: names.map(oid) }]);
  });
  test("of more than 50 pages is unknown", async () => {
    const names = Array.from({ length: 51 }, (_, at) => `m${at + 100}`);
    tenant.page = 1;
    tenant.users = names.map((name) => user(name));
    tenant.groups = [group("all", names)];
    expect(await directory().members({ group: oid("all") })).toBe("unknown");
  });
  test.each(["https://evil.example/v1.0/groups", "http://graph.microsoft.com/v1.0/groups"])(
    "whose next page is elsewhere (%s) is unknown, and our token does not go there",
    async (next) => {
      answers("/groups/:id/transitiveMembers/microsoft.graph.user", () =>
        HttpResponse.json({ value: [], "@odata.nextLink": next }),
      );
      expect(await directory().members({ group: oid("fin") })).toBe("unknown");
      expect(asked).not.toContain(next);
    },
  );
  test("schedules are unknown", async () => {
    expect(await directory().members({ onCall: "primary" })).toBe("unknown");
  });
});

describe("a role", () => {
  test("is had by those it was given to, and by the direct members of a group", async () => {
    expect(ids(await directory().members({ role: "Approver" }))).toEqual([oid("cy")]);
    expect(ids(await directory().members({ role: "Viewer" }))).toEqual([oid("ana")]);
  });
  test("is no service principal's", async () => {
    tenant.assigned = [assigned("Approver", "bot", "ServicePrincipal")];
    expect(await directory().members({ role: "Approver" })).toEqual([]);
  });
  test("that is switched off, or of another application, is nobody's", async () => {
    tenant.roles = [role("Approver", { isEnabled: false }), role("Viewer")];
    expect(await directory().members({ role: "Approver" })).toEqual([]);
    expect(await directory().people(who("cy"))).toMatchObject([{ roles: [] }]);
  });
  test("is unknown where the application cannot be read", async () => {
    server.use(
      http.get(`${GRAPH}/*`, ({ request }) =>
        request.url.includes("appId=") ? graphError(403, "Authorization_RequestDenied") : undefined,
      ),
    );
    expect(await directory().members({ role: "Approver" })).toBe("unknown");
    expect(await directory().people(who("cy"))).toMatchObject([{ groups: [oid("ops")], roles: "unknown" }]);
  });
});

describe("the token", () => {
  test("is asked for once, and again before it ends", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(new Date("2026-01-01T00:00:00Z"));
    const entra = directory(0);
    await entra.people(who("ana"));
    await entra.people(who("bo"));
    vi.setSystemTime(new Date("2026-01-01T00:58:58Z"));
    await entra.people(who("bo"));
    expect(tenant.given).toBe(1);
    vi.setSystemTime(new Date("2026-01-01T00:59:00Z"));
    await entra.people(who("bo"));
    expect(tenant.given).toBe(2);
  });
  test("that was withdrawn is unknown once, then a new one is asked for", async () => {
    const entra = directory(0);
    await entra.people(who("ana"));
    tenant.valid.clear();
    expect(await entra.people(who("ana"))).toBe("unknown");
    expect(ids(await entra.people(who("ana")))).toEqual([oid("ana")]);
  });
  test("that is refused for a wrong secret is unknown, never nobody", async () => {
    const entra = entraDirectory({ tenant: TENANT, clientId: CLIENT, clientSecret: "wrong" });
    expect(await entra.people(who("ana"))).toBe("unknown");
    expect(await entra.members({ group: oid("fin") })).toBe("unknown");
    expect(asked.filter((path) => path.startsWith("/"))).toEqual([]);
  });
});

describe("trouble", () => {
  test("too many requests, then an answer, is an answer", async () => {
    answers(
      "/users/:id",
      () => graphError(429, "TooManyRequests", { "retry-after": "0" }),
      () => undefined,
    );
    expect(ids(await directory().people(who("ana")))).toEqual([oid("ana")]);
  });
  test("too many requests for longer than can be waited is unknown, at once", async () => {
    answers("/users/:id", () => graphError(429, "TooManyRequests", { "retry-after": "150" }));
    expect(await directory().people(who("ana"))).toBe("unknown");
    expect(asked.filter((path) => path.startsWith("/users"))).toHaveLength(1);
  });
  test.each([400, 401, 403, 500, 503, 504])("status %i is unknown, never nobody", async (status) => {
    server.use(http.get(`${GRAPH}/*`, () => graphError(status, "UnknownError", { "retry-after": "0" })));
    expect(await directory().people(who("ana"))).toBe("unknown");
    expect(await directory().members({ group: oid("fin") })).toBe("unknown");
    expect(await directory().members({ role: "Approver" })).toBe("unknown");
  });
  test("a server that does not answer is unknown", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    server.use(http.get(`${GRAPH}/*`, () => new Promise<never>(() => undefined)));
    const found = directory().people(who("ana"));
    for (let turn = 0; turn < 10; turn++) await vi.advanceTimersByTimeAsync(10_000);
    expect(await found).toBe("unknown");
  });
  test.each([
    ["no JSON", () => new HttpResponse("<html>")],
    ["a list", () => HttpResponse.json([])],
    ["no fields", () => HttpResponse.json({ id: oid("ana") })],
  ])("an answer of another shape (%s) is unknown", async (_, response) => {
    answers("/users/:id", response);
    expect(await directory().people(who("ana"))).toBe("unknown");
  });
  test("a list without its values is unknown", async () => {
    answers("/groups/:id/transitiveMembers/microsoft.graph.user", () => HttpResponse.json({}));
    expect(await directory().members({ group: oid("fin") })).toBe("unknown");
  });
});

test("answers are 60 seconds old at most, a disabled account's included", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(new Date("2026-01-01T00:00:00Z"));
  const entra = directory();
  await entra.people(who("ana"));
  tenant.users = [user("ana", { accountEnabled: false })];
  vi.setSystemTime(new Date("2026-01-01T00:00:59.999Z"));
  expect(await entra.people(who("ana"))).toMatchObject([{ active: true }]);
  vi.setSystemTime(new Date("2026-01-01T00:01:00Z"));
  expect(await entra.people(who("ana"))).toMatchObject([{ active: false }]);
});

test.each([
  ["a tenant that admits anyone", { tenant: "common" }],
  ["a tenant by its domain", { tenant: "acme.onmicrosoft.com" }],
  ["an upper-case id", { tenant: TENANT.toUpperCase() }],
  ["a client id that is a name", { clientId: "approvals" }],
  ["no secret", { clientSecret: "" }],
  ["a cache that is no duration", { cache: "soon" as never }],
])("%s is refused", (_, change) => {
  let error: unknown;
  try {
    entraDirectory({ tenant: TENANT, clientId: CLIENT, clientSecret: SECRET, ...change });
  } catch (thrown) {
    error = thrown;
  }
  expect(isCountersignError(error, "input")).toBe(true);
});

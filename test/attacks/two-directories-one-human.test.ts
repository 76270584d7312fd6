import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { combineDirectories, withOnCall } from "../../src/directories/combine.js";
import { entraDirectory } from "../../src/directories/entra.js";
import { oidcDirectory } from "../../src/directories/oidc.js";
import { oktaDirectory } from "../../src/directories/okta.js";
import { staticDirectory } from "../../src/directories/static.js";
import { isCountersignError } from "../../src/errors.js";
import { createCountersign, type Directory, proven } from "../../src/index.js";
import type { Person, Principal } from "../../src/people/person.js";
import { ask, policy } from "../../src/policy.js";
import { inMemory, memoryApprover } from "../../src/testing/testing.js";
import {
  CLIENT,
  entraHandlers,
  user as entraUser,
  oid,
  SECRET,
  TENANT,
  type Tenant,
} from "../directories/entra-server.js";
import { DOMAIN, group, type Org, oktaHandlers, user as oktaUser, TOKEN, userId } from "../directories/okta-server.js";
import { refund, refunds } from "../world.js";

const OKTA = `https://${DOMAIN}`;
const ENTRA = `https://login.microsoftonline.com/${TENANT}/v2.0`;
const okta = (name: string): Principal => ({ issuer: OKTA, subject: userId(name) });
const entra = (name: string): Principal => ({ issuer: ENTRA, subject: oid(name) });
const inOkta = (name: string, employeeNumber?: unknown, more: object = {}) =>
  oktaUser(name, {
    profile: { login: `${name}@acme.example`, email: `${name}@acme.example`, employeeNumber },
    ...more,
  });
const inEntra = (name: string, employeeId?: unknown, more: object = {}) => entraUser(name, { employeeId, ...more });

const oktaOf = (link?: "employeeNumber") => oktaDirectory({ domain: DOMAIN, token: TOKEN, ...(link && { link }) });
const entraOf = (link?: "employeeId") =>
  entraDirectory({ tenant: TENANT, clientId: CLIENT, clientSecret: SECRET, ...(link && { link }) });
const both = () => combineDirectories(oktaOf("employeeNumber"), entraOf("employeeId"));

const server = setupServer();
let org: Org;
let tenant: Tenant;
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => {
  org = {
    page: 200,
    users: [inOkta("ana", "7"), inOkta("bo", "8"), inOkta("cy", "9")],
    groups: [group("finance", ["ana", "bo", "cy"])],
  };
  tenant = {
    users: [inEntra("ana", "7"), inEntra("bo", "8")],
    services: [],
    groups: [],
    roles: [],
    assigned: [],
    page: 100,
    valid: new Set(),
    given: 0,
  };
  server.use(...oktaHandlers(org), ...entraHandlers(tenant));
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const found = async (directory: Directory, who: Principal) => {
  const people = await directory.people(who);
  return people === "unknown" ? people : people.map(({ id }) => id);
};

/** A refund that two of finance must approve, asked by one identity and approved by others; what each of them was told. */
async function asked(directory: Directory, user: Principal, ...reviewers: readonly Principal[]) {
  const people = memoryApprover({});
  const require = { approvers: { group: "finance" }, approve: 2, within: "30m" } as const;
  const cs = createCountersign({
    ...inMemory(people),
    directory,
    context: {},
    policy: policy({ id: "p", rules: [ask("asks", { on: refund, require })] }),
  });
  const { issue, ran } = refunds(cs);
  const call = issue.attempt({ orderId: "o", amount: 600 }, { context: { user } });
  const message = await Promise.race([people.next(), call]);
  if ("ok" in message) return { ran, results: [], call: await call };
  const { requestId, revision, digest } = message;
  const results: string[] = [];
  for (const who of reviewers) {
    const by = proven({ ...who, proof: "L4", evidence: {} });
    results.push((await cs.desk.review(requestId, { decision: "approve", by, revision, digest })).result);
  }
  return { ran, results, call: undefined };
}

const refusal = (making: () => unknown): string => {
  try {
    making();
  } catch (error) {
    if (isCountersignError(error, "input")) return error.reason;
    throw error;
  }
  return "made";
};

test.each<[string, () => Directory]>([
  ["Okta and Entra, as they come", () => combineDirectories(oktaOf(), entraOf())],
  ["one of them linked alone", () => combineDirectories(oktaOf("employeeNumber"), entraOf())],
  ["the other linked alone", () => combineDirectories(oktaOf(), entraOf("employeeId"))],
  [
    "one with an on-call list around it",
    () =>
      combineDirectories(
        withOnCall(oktaOf(), async () => []),
        entraOf(),
      ),
  ],
  [
    "combinations of combinations",
    () => combineDirectories(combineDirectories(oktaOf()), combineDirectories(entraOf())),
  ],
  ["with people listed by hand besides", () => combineDirectories(staticDirectory([]), oktaOf(), entraOf())],
  ["copies of them", () => combineDirectories({ ...oktaOf() }, { ...entraOf() })],
  [
    "a third that knows people by their sign-in",
    () => combineDirectories(both(), oidcDirectory({ issuer: "https://idp", expire: "1h" })),
  ],
  [
    "two organisations of Okta",
    () => combineDirectories(oktaOf(), oktaDirectory({ domain: "emea.okta.com", token: TOKEN })),
  ],
])("directories that cannot know one human in both are refused when put together: %s", (_, making) => {
  expect(refusal(making)).toMatch(/one human .* two people.*link/);
});

test("the same organisation twice, and one with people listed by hand under its ids, go together", async () => {
  const chat = { issuer: "slack:T1", subject: "U1" };
  const directory = combineDirectories(
    oktaOf(),
    oktaOf(),
    staticDirectory([{ id: userId("ana"), identities: [chat] }]),
  );
  expect(await found(directory, chat)).toEqual([userId("ana")]);
});

test("linked, one human with an account in each is one person, of the same id by either and in either order", async () => {
  const turned = combineDirectories(entraOf("employeeId"), oktaOf("employeeNumber"));
  for (const directory of [both(), turned, oktaOf("employeeNumber")])
    expect(await found(directory, okta("ana"))).toEqual(["employee:7"]);
  expect(await found(both(), entra("ana"))).toEqual(["employee:7"]);
  const [ana] = (await both().people(entra("ana"))) as Person[];
  expect(ana?.identities).toEqual(expect.arrayContaining([okta("ana"), entra("ana")]));
  expect(ana?.groups).toContain("finance");
  expect(await both().members({ person: "employee:7" })).toMatchObject([{ id: "employee:7", active: true }]);
});

test("she cannot ask by one account and approve by the other, nor be two of two", async () => {
  expect(await asked(both(), okta("ana"), entra("ana"), okta("bo"))).toMatchObject({
    ran: [],
    results: ["excluded", "recorded"],
  });
  expect(await asked(both(), entra("ana"), okta("ana"))).toMatchObject({ ran: [], results: ["excluded"] });
  org.users.push(inOkta("di", "10"));
  expect(await asked(both(), okta("di"), okta("bo"), entra("bo"))).toMatchObject({
    ran: [],
    results: ["recorded", "duplicate"],
  });
});

test.each([
  ["7", "007"],
  ["000000000007", "7"],
  ["e17-b", "E17-B"],
])("the number %s in one and %s in the other are one human's", async (one, other) => {
  org.users = [inOkta("ana", one)];
  tenant.users = [inEntra("ana", other)];
  const [left, right] = [await both().people(okta("ana")), await both().people(entra("ana"))] as Person[][];
  expect(left?.map(({ id }) => id)).toEqual(right?.map(({ id }) => id));
  expect(left?.[0]?.identities).toHaveLength(2);
});

test.each<[string, unknown]>([
  ["no number", undefined],
  ["null", null],
  ["an empty one", ""],
  ["zeros", "000"],
  ["a word", "none"],
  ["a dash", "-"],
  ["spaces around it", " 7"],
  ["a space in it", "7 0"],
  ["letters of both cases", "Ab7"],
  ["letters that look like others", "\u0430-7"],
  ["digits of another script", "\u0667"],
  ["a number of JSON", 7],
  ["more zeros than are looked for", "0000000000007"],
  ["a quote", '7" or status eq "ACTIVE'],
])("who has %s may be anybody: they can neither ask nor decide", async (_, number) => {
  org.users = [inOkta("ana", number), inOkta("bo", "8"), inOkta("cy", "9")];
  tenant.users = [inEntra("bo", number), inEntra("ana", "7")];
  expect(await found(both(), okta("ana"))).toBe("unknown");
  expect(await found(both(), entra("bo"))).toBe("unknown");
  expect((await asked(both(), okta("ana"))).call).toMatchObject({
    ok: false,
    error: { code: "unavailable", part: "directory" },
  });
  expect((await asked(both(), okta("cy"), okta("ana"))).results).not.toContain("recorded");
});

test("who has no number is in the list of a group without being able to decide, and takes nobody's place there", async () => {
  org.users = [inOkta("ana"), inOkta("bo", "8")];
  tenant.users = [];
  expect(await both().members({ group: "finance" })).toMatchObject([
    { id: userId("ana"), active: false },
    { id: "employee:8", active: true },
  ]);
  expect(await both().members({ person: userId("ana") })).toEqual([]);
});

test("two active accounts of one number in one directory are nobody's for certain, whichever directory is asked", async () => {
  org.users.push(inOkta("twin", "07"));
  for (const who of [okta("ana"), okta("twin"), entra("ana")]) expect(await found(both(), who)).toBe("unknown");
  expect(await both().members({ person: "employee:7" })).toBe("unknown");
  expect(await found(both(), okta("bo"))).toEqual(["employee:8"]);
});

test("an account that was given up goes with its number: by it nobody decides, and the new one is whole", async () => {
  org.users.push(inOkta("before", "7", { status: "DEPROVISIONED" }));
  expect(await both().people(okta("before"))).toMatchObject([{ id: "employee:7", active: false }]);
  expect(await both().people(okta("ana"))).toMatchObject([{ id: "employee:7", active: true }]);
  expect(await asked(both(), okta("before"), okta("ana"))).toMatchObject({ ran: [], results: ["excluded"] });
});

test("a guest of Entra is nobody who could ask or decide, and one with a number is that person's second account", async () => {
  tenant.users = [
    inEntra("ana", "7"),
    inEntra("g", undefined, { userType: "Guest" }),
    inEntra("h", "8", { userType: "Guest" }),
  ];
  expect(await found(both(), entra("g"))).toBe("unknown");
  expect(await both().people(entra("h"))).toMatchObject([{ id: "employee:8", active: false }]);
});

test("who is disabled in either directory is inactive by both accounts", async () => {
  tenant.users = [inEntra("ana", "7", { accountEnabled: false }), inEntra("bo", "8")];
  expect(await both().people(okta("ana"))).toMatchObject([{ active: false }]);
});

test.each(["READ_WRITE", "WHATEVER"])(
  "an attribute that people may change themselves (%s) links nobody: whoever changes it would be somebody else",
  async (own) => {
    org.own = own;
    for (const name of ["ana", "bo"]) expect(await found(both(), okta(name))).toBe("unknown");
  },
);

test("a machine needs no number, and one that has its owner's is its owner", async () => {
  org.users = [
    inOkta("bot", undefined, { profile: { userType: "bot" } }),
    inOkta("own", undefined, { profile: { userType: "bot", employeeNumber: "8" } }),
    inOkta("bo", "8"),
  ];
  expect(await oktaOf("employeeNumber").people(okta("bot"))).toMatchObject([{ id: userId("bot"), kind: "service" }]);
  expect(await oktaOf("employeeNumber").people(okta("own"))).toMatchObject([{ id: "employee:8", kind: "service" }]);
  expect(await oktaOf("employeeNumber").people(okta("bo"))).toMatchObject([{ id: "employee:8", kind: "human" }]);
});

test("while one directory is down nobody is known by the other", async () => {
  tenant.valid = { add: () => undefined, has: () => false } as unknown as Set<string>;
  expect(await found(both(), okta("ana"))).toBe("unknown");
});

test("accounts listed by hand join under the number, and one that is listed under another id makes them ambiguous", async () => {
  const chat = { issuer: "slack:T1", subject: "U1" };
  const joined = combineDirectories(both(), staticDirectory([{ id: "employee:7", identities: [chat] }]));
  expect(await found(joined, chat)).toEqual(["employee:7"]);
  const twice = combineDirectories(both(), staticDirectory([{ id: "ana", identities: [chat, okta("ana")] }]));
  for (const who of [chat, okta("ana"), entra("ana")]) expect(await found(twice, who)).toHaveLength(2);
});

test.each<[string, () => Directory]>([
  ["Okta by e-mail", () => oktaDirectory({ domain: DOMAIN, token: TOKEN, link: "email" as "employeeNumber" })],
  [
    "Entra by mail",
    () => entraDirectory({ tenant: TENANT, clientId: CLIENT, clientSecret: SECRET, link: "mail" as "employeeId" }),
  ],
])("an attribute that people choose themselves is refused as a link: %s", (_, making) => {
  expect(refusal(making)).toMatch(/employee/);
});

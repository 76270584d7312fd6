import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { doctorCommand } from "../../src/cli/doctor.js";
import { combineDirectories } from "../../src/directories/combine.js";
import { entraDirectory } from "../../src/directories/entra.js";
import { oktaDirectory } from "../../src/directories/okta.js";
import { staticDirectory } from "../../src/directories/static.js";
import { ask, policy } from "../../src/policy.js";
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
import { fileOf } from "./run.js";

/** What the modules of these tests find: they are loaded by Node itself, which knows no TypeScript. */
Object.assign(globalThis, {
  doctorParts: { combineDirectories, entraDirectory, oktaDirectory, staticDirectory, ask, policyOf: policy },
});
const HEAD = `const { combineDirectories, entraDirectory, oktaDirectory, staticDirectory, ask, policyOf } = globalThis.doctorParts;
const okta = (more) => oktaDirectory({ domain: "${DOMAIN}", token: "${TOKEN}", ...more });
const entra = (more) => entraDirectory({ tenant: "${TENANT}", clientId: "${CLIENT}", clientSecret: "${SECRET}", ...more });
const linked = () => combineDirectories(okta({ link: "employeeNumber" }), entra({ link: "employeeId" }));
const listed = (id, name, subject, more) => ({ id, name, identities: [{ issuer: "https://idp", subject }], groups: ["finance"], ...more });
`;
const STAFF = oid("staff");

async function run(text: string, ...args: string[]) {
  const said: { out: string[]; error: string[] } = { out: [], error: [] };
  const output = {
    out: (line: string) => said.out.push(line),
    error: (line: string) => said.error.push(line),
    style: "plain" as const,
  };
  const file = fileOf(`${HEAD}${text}`, "setup.mjs");
  return { code: await doctorCommand([file, ...args], output), ...said };
}
const groups = ["--group", "finance", "--group", STAFF];

const server = setupServer();
let org: Org;
let tenant: Tenant;
const inOkta = (name: string, employeeNumber?: string, more: object = {}) =>
  oktaUser(name, {
    profile: { displayName: `${name} Smith`, email: `${name}@acme.example`, login: name, employeeNumber, ...more },
  });
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => {
  org = { page: 200, users: [inOkta("ana", "7"), inOkta("bo", "8")], groups: [group("finance", ["ana", "bo"])] };
  tenant = {
    users: [entraUser("ana", { employeeId: "07" })],
    services: [],
    groups: [{ id: STAFF, users: [oid("ana")], groups: [] }],
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

test("linked directories in which everybody is one person are in order", async () => {
  const { code, out } = await run("export const directory = linked();", ...groups);
  expect([code, out]).toEqual([0, [`nothing is wrong; looked at group finance, group ${STAFF}`]]);
});

test("people of one employee number who are two are told of, before their directories are put together", async () => {
  const { code, out } = await run("export const directories = [okta(), entra()];", ...groups);
  expect(code).toBe(1);
  expect(out[0]).toMatch(
    new RegExp(
      `^people: problem: account ${userId("ana")} of .* and account ${oid("ana")} of .* number 7 .*two people`,
    ),
  );
  expect(out).toHaveLength(2);
});

test("so are those of one mail address, whatever its case", async () => {
  tenant.users = [entraUser("ana", { mail: "Ana@ACME.example", displayName: "A. S." })];
  const { code, out } = await run("export const directories = [okta(), entra()];", ...groups);
  expect([code, out.length, out[0]]).toEqual([1, 2, expect.stringMatching(/problem: .*mail address ana@acme.example/)]);
});

test("a mail address by which a list names somebody counts, too", async () => {
  const { out } = await run(
    `export const directory = combineDirectories(okta(), staticDirectory([
       { id: "ana", groups: ["finance"], identities: [{ issuer: "mail", subject: "ana@acme.example" }] }]));`,
    "--group",
    "finance",
  );
  expect(out[0]).toMatch(/problem: .*ana@acme.example of mail/);
});

test("people of the same name are asked about, and only asked", async () => {
  const text = `export const directory = combineDirectories(
    staticDirectory([listed("a", "Ana Smith", "1"), listed("b", "Bo Jones", "2")]), staticDirectory([listed("c", "smith, ana", "3")]));`;
  const { code, out } = await run(text, "--group", "finance");
  expect([code, out[0]]).toEqual([
    1,
    expect.stringMatching(/^people: question: are account 1 of .* and account 3 of .* one human\?/),
  ]);
  expect(out).toHaveLength(2);
  expect((await run(text, "--group", "finance", "--ignore-names")).code).toBe(0);
});

test("a group, role or person that names nobody in any directory is told of", async () => {
  const text = `export const directories = [staticDirectory([listed("a", "Ana Smith", "1")]), staticDirectory([])];`;
  const { code, out } = await run(text, "--group", "finance", "--group", "nope", "--role", "chief", "--person", "zoe");
  expect([code, out]).toEqual([
    1,
    [
      "people: problem: group nope names nobody: write it as the directory does",
      "people: problem: role chief names nobody: write it as the directory does",
      "people: problem: person zoe names nobody: write it as the directory does",
      "3 findings; looked at group finance, group nope, role chief, person zoe",
    ],
  ]);
});

test("two people who were given one number are asked about", async () => {
  tenant.users = [entraUser("ana", { employeeId: "7", displayName: "Zoe Quill" })];
  const { code, out } = await run("export const directory = linked();", ...groups);
  expect([code, out[0]]).toEqual([
    1,
    expect.stringMatching(/question: are .* one human\? They are one person here, employee:7/),
  ]);
});

test.each<[string, () => void, RegExp]>([
  ["has no number", () => org.users.splice(1, 1, inOkta("bo")), /no employee number/],
  ["has one that another has", () => org.users.push(inOkta("twin", "8")), /another active account has the same/],
  ["may change it", () => Object.assign(org, { own: "READ_WRITE" }), /may change it themselves/],
])("an account that is nobody's for certain is told of: it %s", async (_, change, why) => {
  change();
  const { code, out } = await run("export const directory = linked();", "--group", "finance");
  expect(code).toBe(1);
  expect(out.join("\n")).toMatch(why);
  expect(out.join("\n")).toContain(userId("bo"));
});

test("whom the rules of a policy name is looked at, also when a config holds both", async () => {
  const text = `const directory = staticDirectory([listed("a", "Ana Smith", "1"), listed("b", "Ana Smith", "2")]);
    const policy = policyOf({ id: "p", rules: [ask("a", { on: { effect: "money" }, require: { approvers: { group: "finance" }, within: "1h" } })] });
    export `;
  expect((await run(`${text} { directory, policy };`)).out[0]).toContain("one human?");
  expect((await run(`${text} const config = { directory, policy: [policy] };`)).out[0]).toContain("one human?");
});

test.each<[string, string, readonly string[], RegExp]>([
  ["no directory", "export const nothing = 1;", ["--group", "x"], /exports no directory/],
  ["nobody to look at", "export const directory = staticDirectory([]);", [], /whose accounts/],
  [
    "directories that are refused",
    "export const directory = combineDirectories(okta(), entra());",
    groups,
    /cannot load.*one human/,
  ],
  ["an option that is not known", "", ["--grup", "x"], /--grup/],
  ["a second file", "", ["other.mjs"], /name one file/],
])("%s is refused with what to do", async (_, text, args, why) => {
  const { code, error } = await run(text, ...args);
  expect([code, error.join()]).toEqual([2, expect.stringMatching(why)]);
});

test("a directory that does not answer is no good news", async () => {
  tenant.valid = { add: () => undefined, has: () => false } as unknown as Set<string>;
  const { code, error } = await run("export const directory = linked();", ...groups);
  expect([code, error.join()]).toEqual([2, expect.stringMatching(/cannot say who is/)]);
});

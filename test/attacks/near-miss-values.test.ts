import { expect, test } from "vitest";
import * as z from "zod";
import type { JsonObject } from "../../src/canonical.js";
import { action, createCountersign } from "../../src/index.js";
import { allow, deny, policy, type Rule } from "../../src/policy.js";
import { inMemory, memoryApprover, person } from "../../src/testing/testing.js";
import { call, truthOf } from "../policy/parts.js";

const mail = action("mail.send", {
  input: z.object({ to: z.string() }).catchall(z.string()),
  effect: "message",
  critical: ["to"],
});
const U = "unknown";

/** What becomes of a call of a mail by these rules. */
async function outcome(rules: readonly Rule[], args: { to: string }, datasets: string[] = []) {
  const cs = createCountersign({
    ...inMemory(memoryApprover({ ana: { groups: ["finance"] }, bo: {} })),
    policy: policy({ id: "p", rules }),
  });
  const done = await cs
    .guard(() => "sent", mail)
    .attempt(args, { key: "k", hold: 0, context: { user: person("bo"), datasets } });
  await cs.close();
  return done.ok ? "ran" : done.error.code;
}
const all = allow("all", { on: mail });

const NEAR = ["Root", "ROOT", "root ", " root", "Root "];
test.each(NEAR)("a rule that denies root denies %j", async (to) => {
  for (const when of [["eq", "root"] as const, ["in", ["admin", "root"]] as const]) {
    const rule = deny("root", {
      on: mail,
      when: ({ arg }) => [when[0] === "eq" ? arg("to").eq(when[1]) : arg("to").in(when[1])],
    });
    expect(await outcome([all, rule], { to })).toBe("denied");
  }
});

test.each(NEAR)("a rule that allows root, or all but root, does not allow %j", async (to) => {
  expect(await outcome([allow("root", { on: mail, when: ({ arg }) => [arg("to").eq("root")] })], { to })).toBe(
    "denied",
  );
  expect(await outcome([allow("others", { on: mail, when: ({ arg }) => [arg("to").ne("root")] })], { to })).toBe(
    "denied",
  );
});

test("a rule on a dataset also covers its name in another letter case or with a space", async () => {
  const rules = [all, deny("pii", { on: { dataset: "customers" } })];
  for (const name of ["Customers", "customers "]) expect(await outcome(rules, { to: "a" }, [name])).toBe("denied");
  expect(await outcome(rules, { to: "a" }, ["orders"])).toBe("ran");
});

test.each(["BCC", "bcc ", "Bcc", "b\u200bcc"])("an argument is not known to be absent beside %j", async (name) => {
  const rules = [allow("no-bcc", { on: mail, when: ({ arg }) => [arg("bcc" as "to").absent()] })];
  expect(await outcome(rules, { to: "a", [name]: "eve" } as { to: string })).toBe("denied");
  expect(await outcome(rules, { to: "a", cc: "bo" } as { to: string })).toBe("ran");
  expect(truthOf({ path: "args.head.bcc", op: "absent" }, call({ Head: { [name]: 1 } }))).toBe(U);
  expect(truthOf({ path: "args.head.bcc", op: "absent" }, call({ head: {}, HEAD: { bcc: 1 } }))).toBe(U);
});

test("a critical argument is not known to be absent, nor all that is given to be grounded, beside one of nearly its name", () => {
  const about = (args: JsonObject) => call(args, { critical: ["to", "bcc"], context: { request: "greet bo" } });
  expect(truthOf({ path: "critical", op: "absent" }, about({ TO: "eve" }))).toBe(U);
  expect(truthOf({ path: "critical", op: "absent" }, about({ cc: "eve" }))).toBe(true);
  expect(truthOf({ path: "critical", op: "grounded" }, about({ to: "bo", BCC: "eve" }))).toBe(U);
  expect(truthOf({ path: "critical", op: "grounded" }, about({ to: "bo", bcc: "", BCC: "eve" }))).toBe(U);
  expect(truthOf({ path: "critical", op: "grounded" }, about({ to: "bo" }))).toBe(true);
});

const PATHS: readonly string[] = [
  "/srv/data/..;/x",
  "/srv/data/..;a=b/x",
  "/srv/data/.;/x",
  "/srv/data;v=1/x",
  "/srv/data/%2e%2e/x",
  "/srv/data/%u002e%u002e/x",
  "/srv/data/..\\x",
  "/srv/data//x",
  "/srv/data/./x",
  "/srv/data/x\u0000.png",
  "/srv/data./x",
  "/srv/data /x",
  "/srv/DATA/x",
  "/srv/data::$INDEX_ALLOCATION/x",
  "/srv/DATA~1/x",
  "~/srv/data/x",
  "~root/x",
  "C:/srv/data",
];
test.each(PATHS)("nobody knows whether %j is under /srv/data", (path) => {
  expect(truthOf({ path: "args.x", op: "under", value: "/srv/data" }, call({ x: path }))).toBe(U);
});

test.each(["~root/x", "~/data", "C:data/x", "/data/x"])("nor whether %j is under data", (path) => {
  expect(truthOf({ path: "args.x", op: "under", value: "data" }, call({ x: path }))).toBe(U);
});

test.each([
  ["~/data/x", "~/data", true],
  ["~/other", "~/data", false],
  ["/srv/data/a:b/x-1;", "/srv", U],
  ["/srv/data/a:b/c~", "/srv/data", true],
  ["/srv/data/50%/x", "/srv/data", true],
])("%j under %j: %s", (path, prefix, truth) => {
  expect(truthOf({ path: "args.x", op: "under", value: prefix }, call({ x: path }))).toBe(truth);
});

test.each([
  "https://example.com#@evil.com",
  "https://example.com?@evil.com",
  "https://example.com?a=1#@evil.com/",
  "https://example.com:443#@evil.com",
  "https://example.com;@evil.com",
  "https://example.com\\@evil.com",
  "https://exam\tple.com",
  "https://example.com\n@evil.com",
  "http:/example.com",
  "https:example.com",
  "https://user@example.com",
  "http://[fe80::1%25eth0]/",
])("nobody knows whether %j is at example.com", (x) => {
  expect(truthOf({ path: "args.x", op: "host", value: ["example.com"] }, call({ x }))).toBe(U);
});

test("an @ behind the path is no matter", () => {
  const x = "https://example.com/@ana?to=bo@example.org#@c";
  expect(truthOf({ path: "args.x", op: "host", value: ["example.com"] }, call({ x }))).toBe(true);
});

test.each(["https://faß.de/", "faß.de", "https://βόλος.com"])(
  "%j, which old and new programs take for different hosts, is known to be neither",
  (x) => {
    const names = ["faß.de", "fass.de", "βόλος.com", "βόλοσ.com"];
    expect(truthOf({ path: "args.x", op: "host", value: names }, call({ x }))).toBe(U);
    expect(truthOf({ path: "args.x", op: "mailDomain", value: names }, call({ x: `bo@${x}` }))).toBe(U);
  },
);

test("in punycode it is known", () => {
  expect(truthOf({ path: "args.x", op: "host", value: ["faß.de"] }, call({ x: "https://xn--fa-hia.de/straße" }))).toBe(
    true,
  );
});

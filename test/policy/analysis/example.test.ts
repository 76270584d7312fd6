import * as v from "valibot";
import { expect, test } from "vitest";
import * as z from "zod";
import { type Action, action } from "../../../src/action/action.js";
import { allow, arg, deny, foundIn } from "./found.js";

const shadowedOn = async (made: Action, when: readonly object[], predicates?: Parameters<typeof foundIn>[2]) => {
  const rules = [allow("a", made.name, { when }), deny("d", made.name)];
  return (await foundIn(rules, [made], predicates)).find(({ kind }) => kind === "shadowed")?.witness;
};
const made = (input: unknown, more: object = {}) =>
  action("app.a", { input: input as never, effect: "write", ...more }) as Action;
const any = made(z.object({ a: z.unknown(), b: z.unknown().optional(), c: z.object({ d: z.string() }).optional() }));

test.each<readonly [string, readonly object[], unknown]>([
  ["a range", [arg("a", "gt", 5), arg("a", "lt", 6)], 5.5],
  ["whole numbers", [arg("a", "gte", 7), arg("a", "ne", 7)], 8],
  ["a value of a list that is not taken out", [arg("a", "in", ["x", "y"]), arg("a", "ne", "x")], "y"],
  ["a beginning and an end", [arg("a", "startsWith", "in/"), arg("a", "endsWith", ".csv")], "in/1.csv"],
  ["a host below", [arg("a", "host", ["*.a.example"])], "https://www.a.example/"],
  ["a mail domain", [arg("a", "mailDomain", ["a.example"])], "someone@a.example"],
  ["a path inside", [arg("a", "under", "/srv/")], "/srv/x"],
  ["a network", [arg("a", "cidr", ["10.1.0.0/16"])], "10.1.0.0"],
  ["a named pattern", [arg("a", "pattern", "iban")], "DE02120300000000202051"],
  ["null", [arg("a", "eq", null)], null],
  ["a flag", [arg("a", "eq", false)], false],
])("a call is made that has %s", async (_, when, value) => {
  expect((await shadowedOn(any, when))?.args).toMatchObject({ a: value });
});

test("a call is made that has a value within, an argument less, and what is compared with the context", async () => {
  const witness = await shadowedOn(any, [
    arg("c.d", "eq", "x"),
    arg("b", "absent"),
    { path: "args.a", op: "in", ref: "context.facts.own" },
    { path: "context.user.subject", op: "eq", value: "ana" },
  ]);
  expect(witness).toMatchObject({
    args: { a: "x", c: { d: "x" } },
    context: { facts: { own: ["x"] }, user: { issuer: "example", subject: "ana" } },
  });
  expect(witness?.args).not.toHaveProperty("b");
});

test("a call is made at a time, as the first of its user, on a dataset, with a request that says what it does", async () => {
  const night = { time: { days: ["sun"], from: "22:00", to: "06:00", zone: "Europe/Berlin" } };
  const few = { history: "count", within: "1h", per: "user", op: "lt", value: 3 };
  const critical = made(z.object({ to: z.string() }), { critical: ["to"] });
  const rules = [
    allow("a", { dataset: "customers" }, { when: [night, few, { path: "critical", op: "grounded" }] }),
    deny("d", "app.a"),
  ];
  const [, found] = (await foundIn(rules, [critical])).map(({ witness }) => witness);
  expect(found).toMatchObject({
    at: "2026-01-11T21:00:00.000Z",
    context: { datasets: ["customers"], request: "please use x", user: { subject: "someone" } },
    args: { to: "x" },
    verdict: "deny",
  });
});

test.each<readonly [string, unknown]>([
  [
    "nested objects, lists and unions",
    z.object({
      a: z.object({
        b: z.array(z.object({ c: z.enum(["p", "q"]) })).min(2),
        d: z.union([z.object({ e: z.number().int().min(3) }), z.null()]),
      }),
      x: z.number(),
    }),
  ],
  [
    "formats",
    z.object({
      mail: z.email(),
      url: z.url(),
      id: z.uuid(),
      on: z.iso.date(),
      at: z.iso.datetime(),
      ip: z.ipv4(),
      long: z.string().min(20),
      x: z.number(),
    }),
  ],
  [
    "a tree",
    z.object({
      get left() {
        return z.object({ name: z.string() }).optional();
      },
      x: z.number(),
    }),
  ],
  [
    "what must be equal",
    z
      .object({ one: z.string(), two: z.string(), x: z.number() })
      .refine(({ one, two }) => one === two, { path: ["two"] }),
  ],
  [
    "another library's",
    v.object({
      s: v.pipe(v.string(), v.email()),
      n: v.pipe(v.number(), v.minValue(50)),
      l: v.array(v.object({ b: v.boolean() })),
      x: v.number(),
    }),
  ],
  ["an answer that comes later", z.object({ s: z.string().refine(async () => true), x: z.number() })],
])("a call is made that a schema of %s takes", async (_, input) => {
  expect((await shadowedOn(made(input), [arg("x", "gt", 41)]))?.args).toMatchObject({ x: 42 });
});

test("where a schema takes nothing that is tried, or the action's own functions fail, none is shown, and that is said", async () => {
  const magic = made(z.object({ x: z.number(), key: z.string().refine((one) => one === "open sesame") }));
  const broken = made(z.object({ x: z.number() }), {
    datasets: () => {
      throw new Error("no database");
    },
  });
  for (const one of [magic, broken]) {
    const found = await foundIn([allow("a", "app.a", { when: [arg("x", "gt", 41)] }), deny("d", "app.a")], [one]);
    expect(found).toMatchObject([
      { kind: "shadowed", message: "every call that it allows is denied by d; no example was found" },
    ]);
    expect(found[0]).not.toHaveProperty("witness");
  }
});

test("a secret argument of an example is a mark, and a predicate is asked like in any call", async () => {
  const secret = made(z.object({ key: z.string(), x: z.number() }), { secret: ["key"] });
  const odd = { version: "1", test: ({ args }: { args: unknown }) => (args as { x: number }).x % 2 === 1 };
  const [found] = (
    await foundIn([allow("a", "app.a", { when: [{ fn: "odd" }, arg("x", "gt", 41)] }), deny("d", "app.a")], [secret], {
      odd,
    })
  ).filter(({ kind }) => kind === "shadowed");
  expect(found?.witness?.args).toEqual({ key: expect.not.stringMatching(/^x$/), x: 43 });
});

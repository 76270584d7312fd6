import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { staticDirectory } from "../../src/directories/static.js";
import { action, createCountersign, type Directory, type Principal } from "../../src/index.js";
import { measured } from "../../src/policy/past.js";
import { allow, deny, policy, type Rule } from "../../src/policy.js";
import { inMemory, memoryApprover } from "../../src/testing/testing.js";
import { STORES } from "../approval/histories.js";

const who = (subject: string, issuer = "https://idp"): Principal => ({ issuer, subject });
const [ana, chat, bo] = [who("ana"), who("U1", "slack:T1"), who("bo")];
const listed = staticDirectory([
  { id: "ana", identities: [ana, chat] },
  { id: "bo", identities: [bo] },
  { id: "bot", kind: "service", identities: [who("bot"), who("bot2")] },
]);
const pay = action("pay", { input: z.object({ amount: z.number() }), effect: "money" });
const all = allow("all", { on: pay });
const once = (per: "user" | "agent"): Rule =>
  deny("cap", { on: pay, when: ({ history }) => [history.count({ within: "1h", per }).gte(1)] });
const budget = deny("budget", {
  on: pay,
  when: ({ history }) => [history.sum("amount", { within: "1h", per: "user" }).gte(100)],
});

function paying(rules: readonly Rule[], directory: Directory | undefined, store = inMemory(memoryApprover({})).store) {
  const { directory: _, ...parts } = inMemory(memoryApprover({}));
  const made = {
    ...parts,
    store,
    ...(directory && { directory }),
    policy: policy({ id: "p", rules: [all, ...rules] }),
  };
  const cs = createCountersign(made);
  const body = cs.guard(() => "paid", pay);
  return async (user: Principal, amount = 1, agent?: Principal) => {
    const done = await body.attempt({ amount }, { context: { user, ...(agent && { agent }) } });
    return done.ok ? "ran" : done.error.code;
  };
}

test.each(STORES)(
  "two accounts of one person share one cap, and another person has their own (%s)",
  async (_, make) => {
    const call = paying([once("user")], listed, make());
    expect([await call(ana), await call(chat), await call(ana), await call(bo)]).toEqual([
      "ran",
      "denied",
      "denied",
      "ran",
    ]);
  },
);

test("of calls at once by either account as many run as the cap says", async () => {
  const call = paying([once("user")], listed);
  const done = await Promise.all(Array.from({ length: 10 }, (_, i) => call(i % 2 === 0 ? ana : chat)));
  expect(done.filter((code) => code === "ran")).toHaveLength(1);
});

test.each<[string, Directory | undefined]>([
  ["there is none", undefined],
  ["it knows nobody", { people: async () => [], members: async () => [] }],
  ["it cannot say", { people: async () => "unknown", members: async () => [] }],
  ["it fails", { people: () => Promise.reject(new Error("down")), members: async () => [] }],
  [
    "it knows two",
    {
      members: async () => [],
      people: async () => [...((await listed.people(ana)) as []), ...((await listed.people(bo)) as [])],
    },
  ],
])("whose calls they are is not known where the directory does not name one person: %s", async (_, directory) => {
  const lifted = deny("cap", {
    on: pay,
    unless: ({ history }) => [history.count({ within: "1h", per: "user" }).lt(1)],
  });
  const small = allow("few", { on: pay, when: ({ history }) => [history.count({ within: "1h", per: "user" }).lt(9)] });
  expect(await paying([once("user")], directory)(ana)).toBe("denied");
  expect(await paying([lifted], directory)(ana)).toBe("denied");
  const parts = inMemory(memoryApprover({}));
  const { directory: _none, ...rest } = parts;
  const cs = createCountersign({
    ...rest,
    ...(directory && { directory }),
    policy: policy({ id: "p", rules: [small] }),
  });
  expect((await cs.guard(() => 1, pay).attempt({ amount: 1 }, { context: { user: ana } })).ok).toBe(false);
});

test("two names of one agent share a cap, and an agent whom nobody knows is counted by its name", async () => {
  const call = paying([once("agent")], listed);
  expect([await call(ana, 1, who("bot")), await call(bo, 1, who("bot2"))]).toEqual(["ran", "denied"]);
  expect([await call(ana, 1, who("x")), await call(bo, 1, who("x")), await call(bo, 1, who("y"))]).toEqual([
    "ran",
    "denied",
    "ran",
  ]);
  const blind = paying([once("agent")], { people: async () => "unknown", members: async () => [] });
  expect(await blind(ana, 1, who("bot"))).toBe("denied");
});

test("a negative amount gives nothing back of a sum", async () => {
  const call = paying([budget], listed);
  expect([await call(ana, -1e9), await call(ana, 100), await call(ana, -1e9), await call(ana, 1)]).toEqual([
    "ran",
    "ran",
    "denied",
    "denied",
  ]);
});

test("whatever was called before, a sum is never smaller for one call more", () => {
  const condition = { history: "sum", path: "args.n", within: "1h", per: "user", op: "gte", value: 1 } as const;
  const sum = (values: readonly number[]) =>
    measured(condition, { now: 1, entries: values.map((n, i) => ({ id: `${i}`, at: 1, values: { "args.n": n } })) });
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (before, next) => {
      expect(sum([...before, next])).toBeGreaterThanOrEqual(sum(before) as number);
    }),
  );
});

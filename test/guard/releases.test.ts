import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import * as z from "zod";
import { type Action, action, createCountersign, createDesk } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { testSigner } from "../../src/testing/test-signer.js";
import { approve, modify } from "../../src/testing/testing.js";
import { newPath } from "../stores/sqlite-files.js";
import { world } from "../world.js";

const key = { key: "k", hold: 0 } as const;
const require = { approvers: { group: "finance" }, within: "30m" } as const;
const input = z.object({ table: z.string() });
type Input = { table: string; force?: boolean | undefined };
const dropOf = (schema: z.ZodType<Input>, spec: object = {}) =>
  action("drop", { input: schema as typeof input, effect: "destroy", critical: ["table"], ...spec });
type Drop = ReturnType<typeof dropOf>;
const asks = (on: Drop) => policy({ id: "p", rules: [ask("r", { on: on as Action, require })] });

/** One process with the action as it was, and how to start the next release beside it. */
function released(before: Drop) {
  const made = world([ask("r", { on: before as Action, require })]);
  const ran: unknown[] = [];
  const body = (args: Input) => {
    ran.push(args);
    return "dropped";
  };
  const next = (after: Drop) => {
    const audit = { ...made.parts.audit, log: { write: async () => {} } };
    const cs = createCountersign({ ...made.parts, audit, policy: asks(after) });
    return { cs, drop: cs.guard(body, after) };
  };
  return { ...made, ran, drop: made.cs.guard(body, before), next };
}

const before = dropOf(input);

test.each<[string, Drop]>([
  ["reworded a description", dropOf(z.object({ table: z.string().describe("Name of the table") }))],
  ["reworded its title on the card", dropOf(input, { describe: () => "Drop a table" })],
  ["added an optional argument", dropOf(input.extend({ force: z.boolean().optional() }))],
  ["takes more than before", dropOf(z.object({ table: z.string().max(99) }))],
])("what was approved runs as it was after a release that %s", async (_, after) => {
  const { drop, people, next, ran } = released(before);
  await drop.attempt({ table: "logs" }, key);
  await (await people.next()).answer(approve("ana"));
  expect(await next(after).drop.attempt({ table: "logs" }, key)).toMatchObject({ ok: true });
  expect(ran).toEqual([{ table: "logs" }]);
});

const changed: readonly [string, Drop][] = [
  ["has a new version of the body", dropOf(input, { version: "2" })],
  ["has other critical arguments", dropOf(input, { critical: [] })],
  ["fills in another argument", dropOf(input.extend({ force: z.boolean().default(true) }))],
];

test.each(changed)("a release that %s ends what was approved, and says why", async (_, after) => {
  const { drop, people, next, ran } = released(before);
  await drop.attempt({ table: "logs" }, key);
  await (await people.next()).answer(approve("ana"));
  const done = await next(after).drop.attempt({ table: "logs" }, key);
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled", executed: "no", changed: "action" } });
  expect(!done.ok && done.error.reason).toMatch(/the action was changed since/);
  expect(!done.ok && done.error.forModel()).toMatch(/action was changed.*not executed.*may ask again/);
  expect(ran).toEqual([]);
});

test.each(changed)(
  "a release that %s closes the card that waits: nobody approves what cannot run",
  async (_, after) => {
    const { drop, people, next } = released(before);
    await drop.attempt({ table: "logs" }, key);
    const asked = await people.next();
    await next(after).drop.attempt({ table: "logs" }, key);
    const answer = await asked.answer(approve("ana"));
    expect(answer.result).toBe("too_late");
    expect(answer.why).toMatch(/The action was changed since/);
  },
);

test("another call under the key of a release before is still told as another call", async () => {
  const { drop, next } = released(before);
  await drop.attempt({ table: "logs" }, key);
  const after = next(dropOf(input.extend({ force: z.boolean().optional() })));
  const done = await after.drop.attempt({ table: "users" }, key);
  expect(done).toMatchObject({ ok: false, error: { code: "conflict", reason: "this key was used for another call" } });
});

test("what ran before a release that changed its action is told as that: it does not run again", async () => {
  const { drop, people, next, ran } = released(before);
  people.will(approve("ana"));
  await drop({ table: "logs" }, { key: "k" });
  const after = next(dropOf(input, { version: "2" }));
  expect(await after.drop.attempt({ table: "logs" }, key)).toMatchObject({ ok: false, error: { code: "withheld" } });
  expect(ran).toHaveLength(1);
});

/** An action whose reference the schema makes up, also in a list and as a whole. */
const order = () =>
  action("order", {
    input: z.object({
      name: z.string(),
      ref: z.string().default(() => randomUUID()),
      lines: z.array(z.object({ sku: z.string(), id: z.string().default(() => randomUUID()) })).default([]),
    }),
    effect: "money",
    critical: ["name"],
  });
const given = { name: "desk", lines: [{ sku: "s" }] };

test("a default that is computed anew does not make the same call another one: what was approved runs", async () => {
  const on = order();
  const { cs, people } = world([ask("r", { on, require })]);
  const ran: unknown[] = [];
  const buy = cs.guard((args) => void ran.push(args), on);
  await buy.attempt(given, key);
  const asked = await people.next();
  await asked.answer(approve("ana"));
  expect(await buy.attempt(given, key)).toMatchObject({ ok: true });
  const shown = asked.view.fields.map(({ path, text }) => [path, JSON.parse(text)]);
  expect(ran).toEqual([Object.fromEntries(shown)]);
});

test("what one caller leaves to the schema is not what another gave", async () => {
  const on = order();
  const { cs } = world([ask("r", { on, require })]);
  const buy = cs.guard(() => {}, on);
  await buy.attempt({ ...given, ref: "mine" }, key);
  expect(await buy.attempt(given, key)).toMatchObject({ ok: false, error: { code: "conflict" } });
  await buy.attempt(given, { ...key, key: "other" });
  const said = await buy.attempt({ ...given, ref: "mine" }, { ...key, key: "other" });
  expect(said).toMatchObject({ ok: false, error: { code: "conflict" } });
});

test("a modification keeps what the caller left out apart from what people wrote", async () => {
  const on = order();
  const { cs, people } = world([ask("r", { on, require: { ...require, modify: "author" } })]);
  const buy = cs.guard((args) => args, on);
  await buy.attempt(given, key);
  const asked = await people.next();
  await asked.answer(modify("ana", { name: "chair", ref: "r", lines: [] }));
  const revised = await people.next();
  await revised.answer(approve("bo"));
  expect(await buy.attempt(given, key)).toMatchObject({ ok: true, value: { name: "chair", ref: "r" } });
});

test.each<[string, Drop, string]>([
  ["has a new version of the body", dropOf(input, { version: "2" }), "cancelled"],
  ["reworded a description", dropOf(z.object({ table: z.string().describe("Name of the table") })), "pending"],
])("a desk that starts with an action that %s leaves what waits as it can end", async (_, after, state) => {
  const { drop, people, parts, clock } = released(before);
  await drop.attempt({ table: "logs" }, key);
  const { requestId } = await people.next();
  await clock.advance("1s");
  const store = { ...parts.store, close: async () => {} };
  const desk = createDesk({
    ...{ app: parts.app, store, directory: people, clock, url: "https://example.com" },
    ...{ transports: [], actions: [after], policy: asks(after), seal: testSigner() },
    audit: { ...parts.audit, log: { write: async () => {} } },
  });
  await desk.sweep();
  await desk.close();
  expect((await parts.store.get(requestId)).row?.state).toBe(state);
});

test("a release over one SQLite file: the next process runs what people approved in the one before", async () => {
  const path = newPath();
  const old = released(before);
  const stores = [sqliteStore({ path }), sqliteStore({ path })] as const;
  const process = (on: Drop, store: (typeof stores)[number]) => {
    const audit = { ...old.parts.audit, log: { write: async () => {} } };
    const cs = createCountersign({ ...old.parts, store, audit, policy: asks(on) });
    return { cs, drop: cs.guard(({ table }) => `dropped ${table}`, on) };
  };
  const first = process(before, stores[0]);
  await first.drop.attempt({ table: "logs" }, key);
  await (await old.people.next()).answer(approve("ana"));
  await first.cs.close();
  const second = process(dropOf(input.extend({ force: z.boolean().optional().describe("At once") })), stores[1]);
  expect(await second.drop.attempt({ table: "logs" }, key)).toMatchObject({ ok: true, value: "dropped logs" });
  await second.cs.close();
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { canonical, type Json } from "../../src/canonical.js";
import { action, isCountersignError, toldToModel } from "../../src/index.js";
import { ask, guardrail, mask } from "../../src/policy.js";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { memoryStore } from "../../src/stores/memory.js";
import { approve, modify, person } from "../../src/testing/testing.js";
import { bytesOf, guardKey, linesOf, verify } from "../audit/written.js";
import { folder } from "../sinks/folder.js";
import { all, asked, CUSTOMER, fetchAll, find, IBAN, MAIL, office, toldBy, ways } from "./customers.js";

const given = { id: "c-1" };
const hidden = mask("hidden", { on: find, output: { mail: "redact", "bank.iban": "last4" } });
const byName = (name: string, on = fetchAll) => guardrail(name, { on, output: [{ fn: name }] });

describe.each(ways)("%s call", (_, rule) => {
  test("gives the masked result, a copy of its own, and its outcome names the rules that masked", async () => {
    const { cs, people, outcome } = office([rule, hidden]);
    if (rule === asked) people.will(approve("ana"));
    const own = structuredClone(CUSTOMER);
    const result = await cs.guard(() => own, find)(given);
    expect(result).toEqual({ id: "c-1", mail: "[redacted]", bank: { iban: "****3000" } });
    result.bank.iban = "mine";
    expect(own).toEqual(CUSTOMER);
    await cs.close();
    expect(outcome()).toMatchObject({ masked: ["hidden"] });
    expect(outcome()).not.toHaveProperty("withheld");
  });

  test("that is withheld says which rules did it, that it was executed, and nothing of the value", async () => {
    const { cs, people, outcome, lines } = office([rule, guardrail("no-pii", { on: find, output: ["personal"] })]);
    if (rule === asked) people.will(approve("ana"));
    const done = await cs.guard(() => CUSTOMER, find).attempt(given);
    if (done.ok || !isCountersignError(done.error, "withheld")) throw new Error("it was not withheld");
    const { code, executed, reason } = done.error;
    expect({ code, executed, reason }).toEqual({
      code: "withheld",
      executed: "yes",
      reason: "it was executed; its result is withheld by rule no-pii: it failed a check",
    });
    expect(done.error.requestId).toEqual(rule === asked ? people.asked[0]?.requestId : undefined);
    await cs.close();
    expect(outcome()).toMatchObject({ withheld: ["no-pii"] });
    expect(toldBy(done.error) + lines().join()).not.toMatch(new RegExp(`${MAIL}|${IBAN}`));
  });

  test("that fails with a text for the model tells it where output guardrails pass it", async () => {
    const { cs, people, lines } = office([rule, guardrail("no-pii", { on: find, output: ["personal"] })]);
    if (rule === asked) people.will(approve("ana"), approve("ana"));
    const failing = (text: string) => cs.guard(() => Promise.reject(toldToModel(text)), find).attempt(given);
    const [plain, leaking] = [await failing("no customer c-1; did you mean c-11?"), await failing(`ask ${MAIL}`)];
    expect(plain.ok || plain.error.forModel()).toMatch(/^It was executed and failed\. .* did you mean c-11\?$/);
    expect(leaking.ok || leaking.error.forModel()).toMatch(/^It was executed and failed\./);
    await cs.close();
    expect(toldBy(!leaking.ok && leaking.error) + lines().join()).not.toMatch(new RegExp(`${MAIL}|c-11`));
  });

  test("that fails with a text for the model keeps it where a mask applies, for no mask looks into a text", async () => {
    const { cs, people } = office([rule, hidden]);
    if (rule === asked) people.will(approve("ana"));
    const done = await cs.guard(() => Promise.reject(toldToModel(`ask ${MAIL}`)), find).attempt(given);
    expect(done).toMatchObject({ error: { code: "failed" } });
    expect(toldBy(!done.ok && done.error)).not.toContain(MAIL);
  });

  test("that no rule on results concerns keeps its result as it is, and says nothing of rules", async () => {
    const { cs, people, outcome } = office([rule, hidden]);
    if (rule === asked) people.will(approve("ana"));
    const own = { when: new Date(0) };
    expect(await cs.guard(() => own, fetchAll)(given)).toBe(own);
    await cs.close();
    const { prev, seq, writer, duration_ms: ms, ...said } = outcome() ?? {};
    expect(Object.keys(said)).toEqual(
      rule === asked ? ["call_digest", "call_id", "request_id", "revision"] : ["call_id"],
    );
  });

  test("writes outcomes in canonical JSON, and the log verifies", async () => {
    const path = join(folder(), "log.jsonl");
    const { cs, people } = office([rule, hidden, byName("never"), byName("broken")], {
      config: { audit: { signer: guardKey, log: jsonlSink({ path }) } },
      predicates: {
        never: () => false,
        broken() {
          throw new Error("broken");
        },
      },
    });
    if (rule === asked) people.will(approve("ana"), approve("ana"), approve("ana"));
    await cs.guard(() => CUSTOMER, find)(given);
    await cs.guard(() => Promise.reject(new TypeError("no")), find).attempt(given);
    await cs.guard(() => CUSTOMER, fetchAll).attempt(given);
    await cs.close();
    const written = { log: readFileSync(path), checkpoints: readFileSync(`${path}.checkpoints`) };
    const outcomes = linesOf(written.log).filter((line) => /execution\.(succeeded|failed)/.test(line));
    expect(outcomes).toHaveLength(3);
    expect(outcomes[2]).toContain('"withheld":["broken","never"]');
    for (const line of outcomes) expect(canonical(JSON.parse(line) as Json)).toBe(line);
    expect((await verify(bytesOf(written))).problems).toEqual([]);
  });
});

test.each<[string, () => unknown]>([
  ["a date", () => ({ at: new Date(0) })],
  ["a map", () => new Map([["mail", MAIL]])],
  ["an object of a class", () => new (class Customer {})()],
  ["a function", () => () => MAIL],
  ["a bigint", () => ({ id: 1n })],
  ["no number", () => ({ id: Number.NaN })],
  ["a proxy", () => new Proxy({ mail: MAIL }, {})],
  [
    "an accessor",
    () => ({
      get mail() {
        return MAIL;
      },
    }),
  ],
  [
    "a cycle",
    () => {
      const value: { self?: unknown } = {};
      value.self = value;
      return value;
    },
  ],
  ["seventy levels", () => JSON.parse(`${"[".repeat(70)}${"]".repeat(70)}`)],
  ["more than 16 MiB", () => ["x".repeat(16 * 1024 * 1024)]],
  ["a member called __proto__", () => JSON.parse('{"__proto__":"x"}')],
  ["an object called constructor", () => JSON.parse('{"constructor":{"x":1}}')],
])("a result of %s cannot be masked, so it is withheld", async (_, body) => {
  const { cs, outcome } = office([all, mask("mails", { on: { dataset: "customers" }, output: { mail: "drop" } })]);
  const done = await cs.guard(body, fetchAll).attempt(given);
  expect(done).toMatchObject({
    ok: false,
    error: { code: "withheld", executed: "yes", reason: expect.stringContaining("mails") },
  });
  await cs.close();
  expect(outcome()).toMatchObject({ withheld: ["mails"] });
});

test("a result is read further than arguments are: 20,000 records, a megabyte", async () => {
  const { cs } = office([all, mask("mails", { on: fetchAll, output: { mail: "drop" } })]);
  const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, mail: MAIL }));
  expect(await cs.guard(() => rows, fetchAll)(given)).toEqual(rows.map(({ id }) => ({ id })));
});

test("a body that gives nothing gives nothing, masks or not", async () => {
  const { cs, outcome } = office(
    [all, mask("mails", { on: { dataset: "customers" }, output: { mail: "drop" } }), byName("never")],
    {
      predicates: { never: () => false },
    },
  );
  expect(await cs.guard(() => undefined, fetchAll)(given)).toBeUndefined();
  await cs.close();
  expect(outcome()).not.toHaveProperty("masked");
});

describe("the output schema", () => {
  const strict = (schema: object) =>
    action("strict", { input: z.object({}), output: schema as z.ZodType<{ mail: string }>, effect: "read" });
  const rule = (on: ReturnType<typeof strict>) => mask("mails", { on, output: { mail: "redact" } });

  test("that a masked result no longer fits withholds it", async () => {
    const on = strict(z.object({ mail: z.email() }));
    const done = await office([all, rule(on)])
      .cs.guard(() => ({ mail: MAIL }), on)
      .attempt({});
    expect(done).toMatchObject({
      error: {
        code: "withheld",
        reason: expect.stringMatching(/by rule mails: masked, it does not fit the action's `output`/),
      },
    });
  });

  test("that answers later is waited for", async () => {
    const on = strict(z.object({ mail: z.string().refine(async (text) => text === "[redacted]") }));
    expect(await office([all, rule(on)]).cs.guard(() => ({ mail: MAIL }), on)({})).toEqual({ mail: "[redacted]" });
  });

  test.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error(MAIL);
      },
    ],
    ["rejects", () => Promise.reject(new Error(MAIL))],
  ])("that %s withholds, and its message goes nowhere", async (_, validate) => {
    const on = strict({ "~standard": { version: 1, vendor: "own", validate } });
    const done = await office([all, rule(on)])
      .cs.guard(() => ({ mail: MAIL }), on)
      .attempt({});
    expect(done).toMatchObject({ error: { code: "withheld" } });
    expect(toldBy(!done.ok && done.error)).not.toContain(MAIL);
  });

  test("is not asked where nothing is masked", async () => {
    const on = strict(z.object({ mail: z.email() }));
    const { cs } = office([all, guardrail("few", { on, output: [{ rows: 5 }] })]);
    expect(await cs.guard(() => ({ mail: "not one" }), on)({})).toEqual({ mail: "not one" });
  });
});

describe("a check", () => {
  test("sees the masked result, frozen, with secret arguments as marks and the context", async () => {
    const seen: unknown[] = [];
    const { cs } = office([all, hidden, guardrail("look", { on: find, output: [{ fn: "look" }] })], {
      predicates: {
        look(call) {
          seen.push(call);
          return Object.isFrozen(call.result);
        },
      },
    });
    await cs.guard(() => CUSTOMER, find)({ ...given, pin: "1234" }, { context: { session: "s" } });
    expect(seen).toEqual([
      {
        args: { id: "c-1", desk: "support", pin: "[secret]" },
        context: expect.objectContaining({ session: "s", tenant: "default" }),
        result: { id: "c-1", mail: "[redacted]", bank: { iban: "****3000" } },
      },
    ]);
  });

  test("passes what was masked before it", async () => {
    const pii = guardrail("no-pii", { on: find, output: ["personal"] });
    const { cs } = office([all, hidden, pii]);
    expect(await cs.guard(() => CUSTOMER, find)(given)).toMatchObject({ mail: "[redacted]" });
  });

  test.each<[string, () => unknown]>([
    ["does not hold", () => false],
    ["says that it is unknown", () => "unknown"],
    ["makes one wait", async () => true],
    ["says nothing", () => undefined],
    [
      "throws",
      () => {
        throw new Error(MAIL);
      },
    ],
    [
      "throws nothing",
      () => {
        throw undefined;
      },
    ],
  ])("that %s withholds", async (_, test) => {
    const { cs } = office([all, byName("mine")], { predicates: { mine: test as () => boolean } });
    const done = await cs.guard(() => CUSTOMER, fetchAll).attempt(given);
    expect(done).toMatchObject({ error: { code: "withheld", reason: expect.stringContaining("by rule mine") } });
    expect(toldBy(!done.ok && done.error)).not.toContain(MAIL);
  });

  test("of SQL answers later, and withholds", async () => {
    const { cs } = office([all, guardrail("reads", { on: fetchAll, output: [{ sql: { statements: ["read"] } }] })]);
    const tell = cs.guard(({ id }) => ({ query: id }), fetchAll);
    expect(await tell.attempt({ id: "DELETE FROM customers" })).toMatchObject({ error: { code: "withheld" } });
    expect(await tell({ id: "SELECT name FROM customers" })).toEqual({ query: "SELECT name FROM customers" });
  });
});

test("an action whose outcome is to be on disk gives the masked result once it is", async () => {
  const slow = action("slow", { input: z.object({}), effect: "read", outcome: "durable" });
  const { cs, lines } = office([all, mask("mails", { on: slow, output: { mail: "drop" } })]);
  expect(await cs.guard(() => ({ mail: MAIL, id: 1 }), slow)({})).toEqual({ id: 1 });
  expect(lines().at(-1)).toContain('"masked":["mails"]');
});

test("a positional function's result is masked", async () => {
  const { cs } = office([all, hidden]);
  const byId = cs.guard((id: string) => ({ ...CUSTOMER, id }), find, ["id"]);
  expect(await byId("c-9")).toEqual({ id: "c-9", mail: "[redacted]", bank: { iban: "****3000" } });
});

test("an action with `once` gives the masked result, the first time and again", async () => {
  const once = action("once", {
    input: z.object({}),
    output: z.object({ mail: z.string() }),
    effect: "read",
    once: true,
  });
  const { cs, rows } = office([all, mask("mails", { on: once, output: { mail: "last4" } })]);
  const run = cs.guard(() => ({ mail: MAIL }), once);
  expect([await run({}, { key: "k" }), await run({}, { key: "k" })]).toEqual([
    { mail: "****mple" },
    { mail: "****mple" },
  ]);
  expect(await rows()).not.toContain(MAIL);
});

test("what leaves is judged by the arguments that ran, not by those that were asked for", async () => {
  const rules = [
    asked,
    mask("sales", { on: find, unless: ({ arg }) => [arg("desk").eq("support")], output: { mail: "drop" } }),
  ];
  const { cs, people } = office(rules);
  people.will(modify("ana", { id: "c-1", desk: "sales" }));
  expect(await cs.guard(() => CUSTOMER, find)(given)).not.toHaveProperty("mail");
});

test("a dataset that only the modified arguments touch has its masks applied", async () => {
  const byDesk = action("by-desk", {
    input: z.object({ desk: z.string() }),
    effect: "read",
    datasets: ({ desk }) => [desk],
  });
  const rules = [
    ask("a", { on: byDesk, require: { approvers: { group: "finance" }, within: "30m" } }),
    mask("mails", { on: { dataset: "customers" }, output: { mail: "drop" } }),
  ];
  const { cs, people } = office(rules);
  people.will(modify("ana", { desk: "customers" }));
  expect(await cs.guard(() => CUSTOMER, byDesk)({ desk: "public" })).not.toHaveProperty("mail");
});

describe("where the store cannot say whether a mask applies", () => {
  const busy = mask("busy", {
    on: fetchAll,
    when: ({ history }) => [history.count({ within: "1h", per: "agent" }).gt(100)],
    output: { mail: "drop" },
  });
  /** A store that answers nothing from the moment that the body runs. */
  function failing() {
    const store = memoryStore();
    let state: "up" | "down" = "up";
    const answering =
      <A extends readonly unknown[], R>(ask: (...args: A) => Promise<R>) =>
      (...args: A) =>
        state === "up" ? ask(...args) : Promise.reject(new Error("down"));
    const { get, compareAndSet, open } = store;
    const made = { ...store, get: answering(get), compareAndSet: answering(compareAndSet), open: answering(open) };
    return { store: made, fail: () => (state = "down") };
  }

  test("a result is withheld, and the log says so", async () => {
    const { store, fail } = failing();
    const { cs, outcome } = office([all, busy], { config: { store } });
    const run = cs.guard(() => {
      fail();
      return CUSTOMER;
    }, fetchAll);
    expect(await run.attempt(given, { context: { agent: person("agent") } })).toMatchObject({
      error: { code: "withheld", executed: "yes", reason: expect.stringMatching(/withheld: .* cannot be known/) },
    });
    await cs.close();
    expect(outcome()).toMatchObject({ withheld: [] });
  });

  test("a body's error is re-made", async () => {
    const { store, fail } = failing();
    const { cs } = office([all, busy], { config: { store } });
    const run = cs.guard((): never => {
      fail();
      throw new Error(MAIL);
    }, fetchAll);
    const done = await run.attempt(given, { context: { agent: person("agent") } });
    expect(done).toMatchObject({ error: { code: "failed", cause: { name: "Error" } } });
    expect(toldBy(!done.ok && done.error)).not.toContain(MAIL);
  });

  test("a result leaves as it is where the store says that none does", async () => {
    const { cs } = office([all, busy]);
    const run = cs.guard(() => CUSTOMER, fetchAll);
    expect(await run(given, { context: { agent: person("agent") } })).toBe(CUSTOMER);
  });
});

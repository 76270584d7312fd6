import { describe, expect, test } from "vitest";
import { guardedTool } from "../../src/agents/langchain.js";
import { isCountersignError } from "../../src/index.js";
import { guardrail, mask, type Rule } from "../../src/policy.js";
import { approve } from "../../src/testing/testing.js";
import { all, asked, fetchAll, IBAN, office, toldBy, ways } from "../execution/customers.js";

const given = { id: "c-1" };
const masks = mask("pii", { on: { dataset: "customers" }, output: { iban: "drop" } });
const checks = guardrail("no-pii", { on: fetchAll, output: ["personal"] });

class BankError extends Error {}
const holding = (more: object): Error => Object.assign(new BankError(`no account ${IBAN}`), more);

/** What a body throws when it wants what it may not return to leave all the same. */
const thrown: readonly [string, () => unknown][] = [
  ["an error with a message", () => holding({})],
  ["an error with properties", () => holding({ iban: IBAN, response: { body: { iban: IBAN } } })],
  ["an error with a cause", () => new Error("failed", { cause: holding({}) })],
  ["several errors", () => new AggregateError([holding({}), holding({})], IBAN)],
  ["an error that names itself", () => holding({ name: IBAN, [Symbol.toStringTag]: IBAN })],
  ["an error that says what its class is", () => holding({ constructor: { name: IBAN } })],
  ["an error with a stack of its own", () => holding({ stack: IBAN })],
  [
    "an error with a text of its own",
    () => holding({ toString: () => IBAN, toJSON: () => IBAN, forModel: () => IBAN }),
  ],
  ["a text", () => IBAN],
  ["the result itself", () => ({ iban: IBAN })],
  [
    "a proxy of an error",
    () =>
      new Proxy(holding({}), {
        getPrototypeOf: () => {
          throw holding({});
        },
      }),
  ],
  ["what LangChain passes on", () => holding({ is_bubble_up: true, interrupts: [IBAN] })],
  ["what LangChain quotes", () => holding({ "~brand": "ToolInvocationError", toolError: new Error(IBAN) })],
];

const rules: readonly [string, Rule][] = [
  ["masks", masks],
  ["checks", checks],
];

describe.each(ways.flatMap(([way, verdict]) => rules.map(([does, rule]) => [way, does, verdict, rule] as const)))(
  "%s call whose results a rule %s tells nothing",
  (_way, _does, verdict, rule) => {
    test.each(thrown)("of %s", async (_, make) => {
      const { cs, people, lines, rows } = office([verdict, rule]);
      if (verdict === asked) people.will(approve("ana"));
      const run = cs.guard(() => {
        throw make();
      }, fetchAll);
      const done = [await run.attempt(given, { key: "k" })];
      if (verdict === asked) done.push(await run.attempt(given, { key: "k" }));
      const kept = await rows();
      await cs.close();
      for (const one of done) expect(one).toMatchObject({ ok: false, error: { code: "failed", executed: "yes" } });
      const told = done.map((one) => toldBy(!one.ok && one.error));
      expect([...told, ...lines(), kept].join("\n")).not.toContain(IBAN);
    });
  },
);

test("of a body's error only its class is told, to the caller and in the log", async () => {
  const { cs, outcome } = office([all, masks]);
  const done = await cs
    .guard(() => {
      throw holding({ iban: IBAN });
    }, fetchAll)
    .attempt(given);
  if (done.ok || !isCountersignError(done.error, "failed")) throw new Error("it did not fail");
  const { cause } = done.error;
  expect(cause).toBeInstanceOf(Error);
  expect(cause).toMatchObject({
    name: "BankError",
    message: "its message is not shown: policy masks or checks the results of this call",
  });
  expect(Object.getOwnPropertyNames(cause).sort()).toEqual(["message", "name", "stack"]);
  await cs.close();
  expect(outcome()).toMatchObject({ error_type: "BankError" });
});

test("where no rule on results applies, the body's own error is the cause", async () => {
  const lifted = mask("pii", { on: fetchAll, unless: ({ arg }) => [arg("id").eq("c-1")], output: { iban: "drop" } });
  const error = holding({});
  const done = await office([all, lifted])
    .cs.guard(() => {
      throw error;
    }, fetchAll)
    .attempt(given);
  expect(done).toMatchObject({ ok: false, error: { code: "failed", cause: error } });
});

test("the result of a guarded call inside another body leaves that body as its rules say", async () => {
  const { cs } = office([all, masks]);
  const inner = cs.guard(() => {
    throw holding({});
  }, fetchAll);
  const outer = cs.guard(() => inner(given), fetchAll);
  const done = await outer.attempt(given);
  expect(done).toMatchObject({ ok: false, error: { code: "failed", cause: { name: "Error" } } });
  expect(toldBy(!done.ok && done.error)).not.toContain(IBAN);
});

test.each(rules)(
  "a model is told neither the result nor the error of a tool whose results policy %s",
  async (_, rule) => {
    const { cs } = office([all, rule]);
    const told = async (body: () => unknown) => {
      const tool = guardedTool(cs.guard(body, fetchAll), { name: "fetch", description: "Fetches" });
      return JSON.stringify(await tool.invoke({ type: "tool_call", id: "t", name: "fetch", args: given }));
    };
    for (const [, make] of thrown)
      expect(
        await told(() => {
          throw make();
        }),
      ).not.toContain(IBAN);
    expect(await told(() => ({ iban: IBAN }))).not.toContain(IBAN);
  },
);

// The invariants of the design, each by its name; the attacks on them are in test/attacks, one file each.
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { action, type Config, createCountersign, isCountersignError, proven } from "../src/index.js";
import { allow, ask, deny, policy } from "../src/policy.js";
import { approve, deny as denies, modify, person } from "../src/testing/testing.js";
import { large, refund, refunds, small, world } from "./world.js";

const call = { orderId: "o", amount: 600 };

test("1. No yes, no run", async () => {
  const { cs, people } = world([large]);
  const { issue, ran } = refunds(cs);
  people.will(denies("ana"));
  await issue.attempt(call);
  await issue.attempt({ orderId: "o", amount: 1 }); // no rule
  expect(ran).toEqual([]);
});

test("2. At most once", async () => {
  const { cs, people } = world();
  const { issue, ran } = refunds(cs);
  people.will(approve("ana"));
  await Promise.all(Array.from({ length: 20 }, () => issue.attempt(call, { key: "k" })));
  expect(ran).toHaveLength(1);
});

test("3. What is shown is what runs", async () => {
  const { cs, people } = world();
  const { issue, ran } = refunds(cs);
  people.will(approve("ana"));
  await issue(call);
  const shown = people.asked[0]?.view.fields.map(({ path, text }) => [path, JSON.parse(text)]);
  expect(Object.fromEntries(shown ?? [])).toEqual(ran[0]);
});

test.each(["agent", "user", "owner", "delegators"])("4. Nobody approves their own: the %s", async (role) => {
  const { cs, people } = world();
  const who = person("ana");
  people.will(approve("ana", { expect: "excluded" }), approve("bo"));
  await refunds(cs).issue(call, { context: { [role]: role === "delegators" ? [who] : who } });
  people.done();
});

test("5. Every absence is a no", async () => {
  const { cs, people, clock } = world([
    large,
    deny("odd", { on: refund, when: ({ context }) => [context("environment").eq("dev")] }),
  ]);
  const { issue, ran } = refunds(cs);
  expect(await issue.attempt(call)).toMatchObject({ ok: false, error: { code: "denied", rules: ["odd"] } }); // unknown is not false
  const silent = world([large], { clock });
  const done = refunds(silent.cs).issue.attempt(call);
  await silent.people.next();
  await silent.clock.advance("31m");
  await clock.advance("31m");
  expect(await Promise.race([done, Promise.resolve("waits")])).not.toMatchObject({ ok: true });
  expect([ran, people.asked]).toEqual([[], []]);
});

test("6. One final resolution", async () => {
  const { cs, people } = world();
  const done = refunds(cs).issue.attempt(call, { key: "k", hold: "1m" });
  const asked = await people.next();
  const said = await Promise.all([
    asked.answer(denies("ana")),
    asked.answer(approve("bo")),
    asked.answer(denies("cy")),
  ]);
  expect(said.filter(({ result }) => result === "resolved")).toHaveLength(1);
  expect(said.filter(({ result }) => result === "too_late")).toHaveLength(2);
  await done;
});

test("7. People are counted, not clicks", async () => {
  const two = ask("two", { on: refund, require: { approvers: { group: "finance" }, approve: 2, within: "30m" } });
  const { cs, people } = world([two]);
  people.will([approve("ana"), approve("ana", { expect: "duplicate" })], approve("bo"));
  expect((await refunds(cs).issue(call)).by).toEqual(["ana", "bo"]);
});

test("8. The transport is never the authority", async () => {
  const { cs, people } = world();
  people.will(
    approve("eve", { expect: "not_eligible" }),
    approve("mallory", { expect: "not_a_person" }),
    approve("ana"),
  );
  await refunds(cs).issue(call);
  people.done();
});

test("9. Looking never decides", async () => {
  const { cs, people } = world();
  void refunds(cs).issue.attempt(call, { key: "k", hold: "1m" });
  const { requestId } = await people.next();
  const by = proven({ issuer: "test", subject: "ana", proof: "L4", evidence: {} });
  for (let i = 0; i < 100; i++) {
    await cs.desk.show(requestId, by);
    await cs.desk.requests(by);
    await cs.desk.message(requestId);
  }
  expect((await cs.desk.message(requestId))?.state).toBe("pending");
});

test("10. The card cannot lie", async () => {
  const { cs, people } = world();
  const hostile = { orderId: "o\u202e17\u200b\u001b[2J", amount: 600 };
  void refunds(cs).issue.attempt(hostile, { key: "k", hold: "1m" });
  const { view } = await people.next();
  const order = view.fields.find(({ path }) => path === "orderId");
  expect(order).toMatchObject({
    text: '"o\\u202e17\\u200b\\u001b[2J"',
    critical: true,
    note: "3 hidden characters, shown by their code",
  });
  expect(JSON.parse(order?.text ?? "")).toBe(hostile.orderId);
  expect(view.title).toBe("Refund 600.00 for order o\\u202e17\\u200b\\u001b[2J");
});

test("11. Recorded before done", async () => {
  const { parts } = world();
  const order: string[] = [];
  const log = {
    write: async (events: readonly { type: string }[]) =>
      void order.push(...events.map(({ type }) => type.split(".").slice(2, 4).join("."))),
  };
  const { cs } = world([small], { audit: { ...parts.audit, log } });
  await cs.guard(() => order.push("body"), refund)({ orderId: "o", amount: 1 });
  expect(order.indexOf("execution.started")).toBeLessThan(order.indexOf("body"));
  expect(order).toContain("execution.started");
});

test("12. Anyone can verify: every line is canonical JSON, hash-chained, under a signed checkpoint", async () => {
  const { parts } = world();
  const written: { lines: string[]; notes: string[] } = { lines: [], notes: [] };
  const log = {
    async write(events: readonly { line: string }[], checkpoint = "") {
      written.lines.push(...events.map(({ line }) => line));
      written.notes.push(checkpoint);
    },
  };
  const { cs } = world([small], { audit: { ...parts.audit, log } });
  await refunds(cs).issue({ orderId: "o", amount: 1 });
  await cs.close();
  expect(written.lines.map((line) => (JSON.parse(line) as { data: { seq: number } }).data.seq)).toEqual([0, 1, 2, 3]);
  expect(written.notes.at(-1)?.split("\n")[1]).toBe("4");
});

test("13. Secrets stay home: not in an error either", async () => {
  const login = action("login", {
    input: z.object({ password: z.string() }),
    effect: "credential",
    secret: ["password"],
  });
  const { cs } = world([deny("never", { on: login })]);
  const done = await cs.guard(() => 1, login).attempt({ password: "hunter2" });
  expect(
    JSON.stringify(done, (_, value: unknown) =>
      value instanceof Error ? { ...value, message: value.message } : value,
    ),
  ).not.toContain("hunter2");
});

describe("14. The model is told the truth", () => {
  test.each<[string, Partial<Config>, (made: ReturnType<typeof world>) => unknown, RegExp]>([
    ["denied", {}, ({ people }) => people.will(denies("ana")), /^Denied\. It was not executed\. Do not try again/],
    [
      "expired",
      {},
      ({ people, clock }) => people.next().then(() => clock.advance("31m")),
      /^Nobody decided in time\. It was not executed\. You may ask again/,
    ],
    [
      "unavailable",
      { directory: { people: async () => "unknown", members: async () => "unknown" } },
      () => {},
      /^It cannot be decided right now\. It was not executed/,
    ],
  ])("%s", async (code, config, act, told) => {
    const made = world([large], config);
    const done = refunds(made.cs).issue.attempt(call);
    await act(made);
    const result = await done;
    expect(!result.ok && [result.error.code, result.error.executed]).toEqual([code, "no"]);
    expect(!result.ok && result.error.forModel()).toMatch(told);
  });

  test("failed", async () => {
    const { cs } = world();
    const done = await cs
      .guard((): string => {
        throw new Error("no funds");
      }, refund)
      .attempt({ orderId: "o", amount: 1 });
    expect(!done.ok && isCountersignError(done.error, "failed") && done.error.forModel()).toMatch(
      /^It was executed and failed\./,
    );
  });
});

test("15. Lower layers only narrow", async () => {
  const { parts } = world();
  const organisation = policy({
    id: "organisation",
    rules: [deny("capped", { on: refund, when: ({ arg }) => [arg("amount").gt(1000)] }), small],
  });
  const wide = policy({ id: "team", rules: [allow("all", { on: refund })] });
  expect(() => createCountersign({ ...parts, policy: [organisation, wide] })).toThrow("a later policy only narrows");
  const team = policy({
    id: "team",
    rules: [small, deny("none", { on: refund, when: ({ arg }) => [arg("amount").lt(10)] })],
  });
  const cs = createCountersign({ ...parts, policy: [organisation, team] });
  const { issue, ran } = refunds(cs);
  expect(await issue.attempt({ orderId: "o", amount: 5 })).toMatchObject({
    ok: false,
    error: { code: "denied", rules: ["team/none"] },
  });
  expect(await issue.attempt({ orderId: "o", amount: 2000 })).toMatchObject({
    ok: false,
    error: { code: "denied", rules: ["organisation/capped"] },
  });
  expect(await issue.attempt({ orderId: "o", amount: 200 })).toMatchObject({
    ok: false,
    error: { code: "denied", rules: [] },
  });
  expect(await issue.attempt({ orderId: "o", amount: 20 })).toMatchObject({ ok: true });
  expect(ran).toHaveLength(1);
});

test("what was modified is not what was asked, and says by whom", async () => {
  const { cs, people } = world();
  people.will(modify("ana", { ...call, amount: 100, note: "" }), approve("bo"));
  await refunds(cs).issue(call);
  expect(people.asked[1]?.view.actors.filter(({ role }) => role === "author")).toEqual([
    { role: "author", name: "ana" },
  ]);
  expect(people.asked[1]?.view.fields.find(({ path }) => path === "amount")).toMatchObject({
    before: "600",
    text: "100",
  });
});

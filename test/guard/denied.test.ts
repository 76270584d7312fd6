import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Config } from "../../src/index.js";
import { allow, ask, deny, loadPolicy, policy, sensibleDefaults } from "../../src/policy.js";
import { memoryStore } from "../../src/stores/memory.js";
import { approve, deny as denies, fakeClock, modify, person } from "../../src/testing/testing.js";
import { STORES } from "../approval/histories.js";
import { apart } from "../attacks/apart.js";
import { refund } from "../world.js";
import { all, as, asked, came, guarded, input } from "./histories.js";

const defaults = sensibleDefaults({ approvers: { group: "finance" }, within: "30m" });
const underDefaults = (config: Partial<Config> = {}) => guarded([all], { policy: defaults, ...config });

type Made = ReturnType<typeof underDefaults>;
async function deniedOnce({ issue, people }: Pick<Made, "issue" | "people">) {
  people.will(denies("ana", "not this one"));
  expect(await issue.attempt(input(), as("eve"))).toMatchObject({ error: { code: "denied", by: "people" } });
}

test("under the sensible defaults a call that a person denied is denied in its session, and nobody is asked again", async () => {
  const made = underDefaults();
  await deniedOnce(made);
  const again = await made.issue.attempt(input(), as("eve"));
  expect(again).toMatchObject({ error: { code: "denied", by: "policy", rules: ["denied-before"], executed: "no" } });
  expect(again.ok || again.error.forModel()).toBe(
    "Denied. It was not executed. Do not try again with the same arguments. Reason: a person denied this before, do not ask again: by rule denied-before",
  );
  expect(made.events().filter((type) => type === "approval.requested")).toHaveLength(1);
});

test.each([
  ["another session", 1, as("eve", { session: "other" })],
  ["other arguments", 2, as("eve")],
] as const)("under the sensible defaults %s is asked", async (_, amount, options) => {
  const made = underDefaults();
  await deniedOnce(made);
  made.people.will(approve("bo"));
  expect(await came(made.issue, amount, options)).toBe("ran");
});

test("under the sensible defaults it is asked again after an hour, by the store's clock", async () => {
  const clock = fakeClock("2026-01-01T00:00:00Z");
  const made = underDefaults({ store: memoryStore({ clock }) });
  await deniedOnce(made);
  await clock.advance(3_599_999);
  expect(await came(made.issue)).toBe("denied");
  await clock.advance(1);
  made.people.will(approve("ana"));
  expect(await came(made.issue)).toBe("ran");
});

test("under the sensible defaults a call without a session is asked each time", async () => {
  const { issue, people } = underDefaults();
  const nowhere = { context: { user: person("eve") } };
  people.will(denies("ana", "no"));
  expect(await came(issue, 1, nowhere)).toBe("denied");
  people.will(approve("ana"));
  expect(await came(issue, 1, nowhere)).toBe("ran");
});

test("whoever takes an approval back has denied the call", async () => {
  const { issue, people } = underDefaults();
  const ticket = { ...as("eve"), key: "k", hold: 0 } as const;
  expect(await came(issue, 1, ticket)).toBe("pending");
  const message = await people.next();
  await message.answer(approve("ana"));
  await message.answer(denies("ana", "on second thought"));
  expect(await issue.attempt(input(), as("eve"))).toMatchObject({ error: { rules: ["denied-before"] } });
});

test("a ticket that nobody came back for sticks, and its own key still hears who denied it", async () => {
  const { issue, people } = underDefaults();
  const ticket = { ...as("eve"), key: "k", hold: 0 } as const;
  expect(await came(issue, 1, ticket)).toBe("pending");
  await (await people.next()).answer(denies("ana", "no"));
  expect(await issue.attempt(input(), as("eve"))).toMatchObject({ error: { rules: ["denied-before"] } });
  expect(await issue.attempt(input(), ticket)).toMatchObject({ error: { code: "denied", by: "people" } });
});

test("who asks again on purpose, by the call's own key, asks people", async () => {
  const { issue, people } = underDefaults();
  people.will(denies("ana", "no"));
  expect(await came(issue, 1, { ...as("eve"), key: "k" })).toBe("denied");
  people.will(approve("ana"));
  expect(await came(issue, 1, { ...as("eve"), key: "k", again: "after denial" })).toBe("ran");
});

test("the arguments that were asked for stick, and those that a person put in their place", async () => {
  const { issue, people } = underDefaults();
  const first = came(issue, 5, as("eve"));
  const message = await people.next();
  expect(await message.answer(modify("ana", { ...input(3), note: "" }))).toMatchObject({ result: "revised" });
  people.will(denies("bo", "no"));
  expect(await first).toBe("denied");
  expect(await issue.attempt(input(5), as("eve"))).toMatchObject({ error: { rules: ["denied-before"] } });
  expect(await issue.attempt(input(3), as("eve"))).toMatchObject({ error: { rules: ["denied-before"] } });
});

const after = (most: number, more: { same?: "args" } = {}) =>
  deny("enough", {
    on: refund,
    when: ({ history }) => [history.denied({ within: "1h", per: "user", ...more }).gte(most)],
  });

test.each(STORES)("denials of any call count once each, of that user in every process (%s)", async (_, make) => {
  const store = make();
  const one = guarded([asked, after(2)], { store });
  const two = guarded([asked, after(2)], { store }, { ...one, parts: { ...one.parts, store } });
  for (const [issue, amount] of [
    [one.issue, 1],
    [two.issue, 2],
  ] as const) {
    one.people.will(denies("ana", "no"));
    expect(await issue.attempt(input(amount), as("eve"))).toMatchObject({ error: { by: "people" } });
  }
  expect(await one.issue.attempt(input(3), as("eve"))).toMatchObject({ error: { by: "policy", rules: ["enough"] } });
  expect(await two.issue.attempt(input(3), as("eve"))).toMatchObject({ error: { by: "policy", rules: ["enough"] } });
  one.people.will(approve("bo"));
  expect(await came(one.issue, 3, as("cy"))).toBe("ran");
});

test("a call that waits is judged at its claim on what people denied meanwhile", async () => {
  const { issue, people, ran } = guarded([asked, after(1)]);
  const ticket = (key: string) => ({ ...as("eve"), key, hold: 0 }) as const;
  expect([await came(issue, 1, ticket("a")), await came(issue, 2, ticket("b"))]).toEqual(["pending", "pending"]);
  const [first, second] = [await people.next(), await people.next()];
  await second.answer(approve("bo"));
  await first.answer(denies("ana", "no"));
  expect(await came(issue, 2, ticket("b"))).toBe("denied");
  expect(ran).toEqual([]);
});

test("what the policy denied, what expired and what was cancelled is no denial by people", async () => {
  const strict = deny("strict", { on: refund, when: ({ arg }) => [arg("amount").gt(100)] });
  const { issue, people, clock } = guarded([asked, strict, after(1)]);
  expect(await came(issue, 500)).toBe("denied");
  const expiring = came(issue);
  await people.next();
  await clock.advance("31m");
  expect(await expiring).toBe("expired");
  const abort = new AbortController();
  const leaving = came(issue, 1, { ...as("eve"), signal: abort.signal });
  await people.next();
  abort.abort();
  expect(await leaving).toBe("cancelled");
  people.will(approve("ana"));
  expect(await came(issue)).toBe("ran");
});

test("of a store that does not answer nothing is known, and nothing runs", async () => {
  const store = memoryStore();
  let up: "yes" | "no" = "yes";
  const failing = { ...store, get: (id: string) => (up === "yes" ? store.get(id) : Promise.reject(new Error("down"))) };
  const { issue, ran } = guarded([all, after(1)], { store: failing });
  expect(await came(issue)).toBe("ran");
  up = "no";
  expect(await came(issue)).toBe("unavailable");
  expect(ran).toHaveLength(1);
});

test("nothing is known of the denials of nobody: a deny rule applies", async () => {
  const { issue } = guarded([all, after(1)]);
  expect(await came(issue, 1, { context: {} })).toBe("denied");
});

test("a desk apart keeps what was denied there, for the guarded process to know", async () => {
  const { issue, people } = await apart([asked, after(1, { same: "args" })]);
  expect(await came(issue, 1, { ...as("eve"), key: "k", hold: 0 })).toBe("pending");
  await (await people.next()).answer(denies("ana", "no"));
  expect(await issue.attempt(input(), as("eve"))).toMatchObject({ error: { by: "policy", rules: ["enough"] } });
});

test("a desk apart whose policy has no such rule leaves it to the guarded process, before its caller hears", async () => {
  const { issue, people } = await apart([asked], { policy: policy({ id: "p", rules: [asked, after(1)] }) });
  people.will(denies("ana", "no"));
  expect(await came(issue)).toBe("denied");
  expect(await issue.attempt(input(), as("eve"))).toMatchObject({ error: { by: "policy", rules: ["enough"] } });
});

test("in YAML it is the same policy", () => {
  const given = parse(`
id: p
rules:
  - { id: all, verdict: allow, on: { action: refund.issue } }
  - id: enough
    verdict: deny
    on: { action: refund.issue }
    when: [{ history: denied, same: args, within: 1h, per: user, op: gte, value: 1 }]
`);
  const built = policy({ id: "p", rules: [allow("all", { on: refund }), after(1, { same: "args" })] });
  expect(loadPolicy(given, [refund]).rules).toEqual(built.rules);
  expect(loadPolicy(given, [refund]).hash).toBe(built.hash);
});

test("an ask rule tells people how often calls were denied", async () => {
  const often = ask("often", {
    on: refund,
    when: ({ history }) => [history.denied({ within: "1h", per: "session" }).gte(1)],
    require: { approvers: { group: "finance" }, within: "30m" },
  });
  const { issue, people } = guarded([asked, often]);
  const first = came(issue);
  await (await people.next()).answer(denies("ana", "no"));
  expect(await first).toBe("denied");
  const second = came(issue, 2);
  const message = await people.next();
  expect(message.view.because.join("\n")).toContain(
    "the number of times people denied calls in 1h of this session, 1, is at least 1",
  );
  await message.answer(denies("ana", "no"));
  expect(await second).toBe("denied");
});

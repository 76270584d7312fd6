import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { action, type Judge, type Verdict } from "../../src/index.js";
import { cedarJudge } from "../../src/judges/cedar.js";
import { opaJudge } from "../../src/judges/opa.js";
import { allow, ask, deny, guardrail, type Rule } from "../../src/policy.js";
import { approve } from "../../src/testing/testing.js";
import { hangUp, type Server, silence } from "../wire/server.js";
import { refund, refunds, world } from "../world.js";
import { dataApi, evalError, opa } from "./opa-server.js";

const finance = { approvers: { group: "finance" }, within: "30m" } as const;
const PATIENT = 10_000; // a busy machine is slow, not wrong
const agent = { issuer: "https://agents.example", subject: "bot" };
const OWN: Record<string, readonly Rule[]> = {
  allow: [allow("own", { on: refund })],
  ask: [ask("own", { on: refund, require: finance })],
  deny: [deny("own", { on: refund }), allow("also", { on: refund })],
  silent: [allow("own", { on: { effect: "read" } })],
};
const CEDAR: Record<string, string> = {
  allow: '@id("c") permit (principal, action == Action::"refund.issue", resource);',
  ask: '@id("c") @ask("finance") permit (principal, action == Action::"refund.issue", resource);',
  deny: '@id("c") forbid (principal, action == Action::"refund.issue", resource);',
  none: 'permit (principal, action == Action::"crm.read", resource);',
};

let server: Server;
let document: unknown;
beforeEach(async () => {
  server = await opa({ "countersign/decision": () => document });
});
afterEach(() => server.close());
const byOpa = (more: object = {}) =>
  opaJudge({ url: `${server.url}/v1/data/countersign/decision`, require: { finance }, timeout: PATIENT, ...more });
const byCedar = (policies: string, more: object = {}) => cedarJudge({ policies, ask: { finance }, ...more });

const judgedBy = (own: string, judges: readonly Judge[]) => {
  const made = world(OWN[own], { judges, context: { owner: { issuer: "test", subject: "owner" }, agent } });
  return { ...made, ...refunds(made.cs) };
};

/** How a call ends whose request, where there is one, is left open. */
async function ends(own: string, judges: readonly Judge[]): Promise<{ verdict: string; rules?: readonly string[] }> {
  const { issue, ran } = judgedBy(own, judges);
  const done = await issue.attempt({ orderId: "o", amount: 5 }, { key: "k", hold: 0 });
  expect(ran).toHaveLength(done.ok ? 1 : 0);
  if (done.ok) return { verdict: "allow" };
  const { error } = done;
  return error.code === "denied" ? { verdict: "deny", rules: error.rules } : { verdict: error.code };
}

describe("judges and the policy are joined", () => {
  const decision = (verdict: string) => (verdict === "ask" ? { verdict, require: "finance" } : { verdict });
  const RANK = ["none", "silent", "allow", "ask", "deny"];
  const TABLE = Object.keys(OWN).flatMap((own) =>
    ["allow", "ask", "deny", "none"].flatMap((opa) => Object.keys(CEDAR).map((cedar) => ({ own, opa, cedar }))),
  );

  test.each(TABLE)("policy $own, OPA $opa, Cedar $cedar: the strictest counts, in either order", async (row) => {
    document = decision(row.opa);
    const judges = [byOpa(), byCedar(CEDAR[row.cedar] as string)];
    const strictest = RANK[Math.max(...[row.own, row.opa, row.cedar].map((one) => RANK.indexOf(one)))] as string;
    const expected = strictest === "silent" ? "deny" : strictest === "ask" ? "pending" : strictest;
    expect(await ends(row.own, judges)).toMatchObject({ verdict: expected });
    expect(await ends(row.own, judges.toReversed())).toMatchObject({ verdict: expected });
  });

  test("all who deny are named", async () => {
    document = { verdict: "deny", rules: ["late"] };
    expect(await ends("deny", [byOpa(), byCedar(CEDAR["deny"] as string)])).toEqual({
      verdict: "deny",
      rules: ["own", "opa/late", "cedar/c"],
    });
  });

  const VERDICTS: readonly Verdict[] = [
    { verdict: "deny", rules: [] },
    { verdict: "allow", rules: ["b"] },
    { verdict: "ask", rules: ["c"], require: finance },
  ];
  test.each(["silent", "allow"])("a deny that names no rule is one in any order, policy %s", async (own) => {
    const judges = VERDICTS.map((verdict) => ({ judge: () => verdict }));
    for (const order of [judges, judges.toReversed(), [judges[1], judges[0], judges[2]] as Judge[]])
      expect(await ends(own, order)).toMatchObject({ verdict: "deny" });
  });

  test("the people that each asks for must all agree", async () => {
    document = { verdict: "ask", require: "two" };
    const judge = byOpa({ require: { two: { ...finance, approve: 2 } } });
    const { people, issue, ran } = judgedBy("ask", [judge, byCedar(CEDAR["ask"] as string)]);
    const done = issue.attempt({ orderId: "o", amount: 5 });
    const asked = await people.next();
    await asked.answer(approve("ana"));
    expect(ran).toEqual([]);
    await asked.answer(approve("bo"));
    expect(await done).toMatchObject({ ok: true });
  });

  test("a judge that denies by the time of the claim stops what people approved", async () => {
    document = { verdict: "ask", require: "finance" };
    const { people, issue, ran } = judgedBy("allow", [byOpa()]);
    const done = issue.attempt({ orderId: "o", amount: 5 });
    const asked = await people.next();
    document = { verdict: "deny", rules: ["frozen"] };
    await asked.answer(approve("ana"));
    expect(await done).toMatchObject({ ok: false, error: { code: "denied", executed: "no" } });
    expect(ran).toEqual([]);
  });
});

describe("a judge that cannot decide refuses the call, which does not run", () => {
  const refused = { ok: false, error: { code: "unavailable", part: "judge", executed: "no" } };
  const attempt = async (judges: readonly Judge[]) => {
    const { issue, ran } = judgedBy("allow", judges);
    expect(await issue.attempt({ orderId: "o", amount: 5 })).toMatchObject(refused);
    expect(ran).toEqual([]);
  };
  test.each([
    ["a fault", evalError],
    ["silence", silence],
    ["lost connections", hangUp],
    ["no such rule", dataApi({})],
    ["an unknown verdict", dataApi({ "countersign/decision": () => ({ verdict: "maybe" }) })],
  ])("OPA: %s", async (_, answer) => {
    server.will(answer);
    await attempt([byOpa({ timeout: 800 })]);
  });
  test.each<[string, string, object]>([
    ["policies that do not parse", "permit (", {}],
    ["an unknown name to ask", '@ask("legal") permit (principal, action, resource);', {}],
    ["a schema that the call does not fit", "permit (principal, action, resource);", { schema: "entity User;" }],
  ])("Cedar: %s", async (_, policies, more) => {
    await attempt([byCedar(policies, more)]);
  });
  test("Cedar: nobody who acts", async () => {
    const { cs } = world(OWN["allow"], { judges: [byCedar(CEDAR["allow"] as string)] });
    const { issue, ran } = refunds(cs);
    expect(await issue.attempt({ orderId: "o", amount: 5 })).toMatchObject(refused);
    expect(ran).toEqual([]);
  });
  test("also where all others allow", async () => {
    document = true;
    await attempt([byOpa(), byCedar("permit ("), byOpa()]);
  });
  test("a forbid that fails for a missing attribute denies", async () => {
    const policies = `${CEDAR["allow"]} @id("f") forbid (principal, action, resource) when { context.input.limit > 1 };`;
    expect(await ends("allow", [byCedar(policies)])).toEqual({ verdict: "deny", rules: ["cedar/f"] });
  });
});

describe("what judges see", () => {
  const pay = action("bank.pay", {
    input: z.object({ to: z.object({ iban: z.string(), name: z.string() }), pin: z.string(), amount: z.number() }),
    effect: "money",
    secret: ["to.iban", "pin"],
    datasets: ["accounts"],
  });
  const input = { to: { iban: "DE-hush-1", name: "Cy" }, pin: "hush-2", amount: 5 };
  const rules = [allow("own", { on: pay })];

  test("secret arguments never reach OPA, and what people are told holds none", async () => {
    document = { verdict: "ask", require: "finance" };
    const { cs, people } = world(rules, { judges: [byOpa()] });
    const done = cs.guard(() => "paid", pay).attempt(input);
    await (await people.next()).answer(approve("ana"));
    expect(await done).toEqual({ ok: true, value: "paid" });
    expect(server.seen.length).toBeGreaterThanOrEqual(2); // asked before people are, and at the claim
    for (const { body, path, headers } of server.seen)
      expect(body + path + JSON.stringify(headers)).not.toContain("hush");
    expect(JSON.parse(server.seen[0]?.body ?? "")).toMatchObject({
      input: { action: "bank.pay", args: { to: { iban: "[secret]", name: "Cy" }, pin: "[secret]", amount: 5 } },
    });
  });

  test("Cedar reads marks in their place", async () => {
    const policies =
      'permit (principal, action, resource) when { context.input.pin == "[secret]" && context.input.to.iban == "[secret]" };';
    const { cs } = world(rules, { judges: [byCedar(policies)], context: { agent } });
    expect(await cs.guard(() => "paid", pay).attempt(input)).toEqual({ ok: true, value: "paid" });
  });

  test("the datasets that the action names are there, beside those of the call", async () => {
    document = true;
    const policies =
      'permit (principal, action, resource) when { context.call.datasets.containsAll(["accounts", "eu"]) && context.call.environment == "test" && resource == Tenant::"acme" };';
    const context = { agent, datasets: ["eu"] };
    const { cs } = world(rules, {
      judges: [byCedar(policies), byOpa()],
      context,
      tenant: "acme",
      environment: "test",
    });
    expect(await cs.guard(() => "paid", pay).attempt(input)).toEqual({ ok: true, value: "paid" });
    const { input: asked } = JSON.parse(server.seen[0]?.body ?? "") as { input: { context: { datasets: string[] } } };
    expect(asked.context.datasets.toSorted()).toEqual(["accounts", "eu"]);
  });

  test("a call on a dataset that Cedar forbids is denied", async () => {
    const policies = `permit (principal, action, resource);
      @id("no") forbid (principal, action, resource) when { context.call.datasets.contains("accounts") };`;
    const { cs } = world(rules, { judges: [byCedar(policies)], context: { agent } });
    expect(await cs.guard(() => "paid", pay).attempt(input)).toMatchObject({
      ok: false,
      error: { code: "denied", rules: ["cedar/no"] },
    });
  });
});

test("a check of the arguments asks also where only another engine permits the call", async () => {
  const check = guardrail("links", { on: refund, input: [{ hosts: [] }], otherwise: { ask: finance } });
  const judge: Judge = { judge: () => ({ verdict: "allow", rules: ["theirs"] }) };
  const { cs } = world([check], { judges: [judge] });
  const { issue } = refunds(cs);
  const asked = await issue.attempt({ orderId: "see www.evil.test", amount: 5 }, { key: "k", hold: 0 });
  expect(asked).toMatchObject({ ok: false, error: { code: "pending" } });
  expect(await issue.attempt({ orderId: "o", amount: 5 })).toMatchObject({ ok: true });
});

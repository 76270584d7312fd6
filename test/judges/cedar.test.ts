import { describe, expect, test } from "vitest";
import { cedarJudge } from "../../src/judges/cedar.js";
import { call, failed, finance, security } from "./parts.js";

const ON = 'action == Action::"refund.issue"';
const any = (condition = "") => `(principal, ${ON}, resource)${condition && ` when { ${condition} }`};`;
const judged = (policies: string, asked = call({ amount: 5 }), more: object = {}) =>
  cedarJudge({ policies, ask: { finance, security }, ...more }).judge(asked);

describe("a decision", () => {
  test.each<[string, string, object]>([
    ["a permit that holds allows", `permit ${any()}`, { verdict: "allow", rules: ["cedar/policy0"] }],
    [
      "every permit that holds is named, by @id where it has one, in the order of the text",
      `@id("z") permit ${any()} permit ${any("context.input.amount > 9")} permit ${any()} @id("a") permit ${any()}`,
      { verdict: "allow", rules: ["cedar/z", "cedar/policy2", "cedar/a"] },
    ],
    [
      "a forbid goes before every permit",
      `permit ${any()} @ask("finance") permit ${any()} @id("no") forbid ${any()}`,
      { verdict: "deny", rules: ["cedar/no"] },
    ],
    [
      "a permit that does not hold denies",
      `permit ${any("context.input.amount > 9")}`,
      { verdict: "deny", rules: ["cedar/default-deny"] },
    ],
    [
      "a forbid that does not hold permits nothing",
      `forbid ${any("context.input.amount > 9")}`,
      { verdict: "deny", rules: ["cedar/default-deny"] },
    ],
    [
      "policies of other actions say nothing",
      'permit (principal, action == Action::"crm.read", resource); forbid (principal, action in [Action::"a", Action::"b"], resource);',
      { verdict: "none" },
    ],
    [
      "a policy of all actions says something",
      'forbid (principal, action, resource) when { context.input.amount > 9 }; permit (principal, action == Action::"x", resource);',
      { verdict: "deny", rules: ["cedar/default-deny"] },
    ],
    [
      "a policy of several actions says something about each",
      'permit (principal, action in [Action::"a", Action::"refund.issue"], resource);',
      { verdict: "allow", rules: ["cedar/policy0"] },
    ],
    [
      "a permit with @ask asks",
      `@id("large") @ask("finance") permit ${any()}`,
      { verdict: "ask", rules: ["cedar/large"], require: finance },
    ],
    [
      "an ask goes before an allow",
      `permit ${any()} @ask("finance") permit ${any()}`,
      { verdict: "ask", rules: ["cedar/policy1"], require: finance },
    ],
    [
      "an ask that does not hold asks nobody",
      `permit ${any()} @ask("finance") permit ${any("context.input.amount > 9")}`,
      { verdict: "allow", rules: ["cedar/policy0"] },
    ],
    [
      "an ask of one name in two policies is one",
      `@ask("finance") permit ${any()} @ask("finance") permit ${any()}`,
      { verdict: "ask", rules: ["cedar/policy0", "cedar/policy1"], require: finance },
    ],
    [
      "asks of several names are all asked, in the shortest time",
      `@ask("finance") permit ${any()} @ask("security") permit ${any()}`,
      {
        verdict: "ask",
        rules: ["cedar/policy0", "cedar/policy1"],
        require: {
          stages: [
            { name: "finance", anyOf: [{ approvers: { group: "finance" } }] },
            { name: "security", anyOf: [{ approvers: { group: "security" }, proof: "L2" }] },
          ],
          order: "parallel",
          within: 600_000,
          useWithin: 900_000,
        },
      },
    ],
    [
      "ids are told apart when there are more than ten",
      Array.from({ length: 12 }, (_, i) => `permit ${any(i === 2 ? "true" : "false")}`).join("\n"),
      { verdict: "allow", rules: ["cedar/policy2"] },
    ],
  ])("%s", async (_, policies, verdict) => {
    expect(await judged(policies)).toEqual(verdict);
  });
});

describe("a policy that fails on a call denies", () => {
  const permit = `permit ${any()}`;
  test.each([
    ["a missing argument in a forbid", `${permit} @id("f") forbid ${any("context.input.limit > 5")}`, "f"],
    ["an argument of another type in a forbid", `${permit} @id("f") forbid ${any("context.input.note > 5")}`, "f"],
    ["a missing fact in a forbid", `${permit} @id("f") forbid ${any("context.call.tainted")}`, "f"],
    ["a missing argument in a permit", `${permit} @id("p") permit ${any("context.input.limit > 5")}`, "p"],
    ["too large a sum", `${permit} @id("f") forbid ${any("context.input.big + context.input.big > 1")}`, "f"],
    ["an attribute of a principal, which has none", `${permit} @id("f") forbid ${any('principal.role == "x"')}`, "f"],
  ])("%s", async (_, policies, id) => {
    const asked = call({ amount: 5, note: "x", big: Number.MAX_SAFE_INTEGER });
    const much = policies.includes("big") ? policies.replaceAll("+ context", "* 1025 + context") : policies;
    expect(await judged(much, asked)).toEqual({ verdict: "deny", rules: [`cedar/${id}`] });
  });

  test("also beside a forbid that holds, and both are named", async () => {
    const policies = `@id("holds") forbid ${any()} @id("fails") forbid ${any("context.input.limit > 5")}`;
    expect(await judged(policies)).toEqual({ verdict: "deny", rules: ["cedar/fails", "cedar/holds"] });
  });

  test("unless it tests first whether the attribute is there", async () => {
    const policies = `${permit} forbid ${any("context.input has limit && context.input.limit > 5")}`;
    expect(await judged(policies)).toMatchObject({ verdict: "allow" });
  });
});

describe("what a policy reads of a call", () => {
  const ana = { issuer: "https://idp.example", subject: "ana" };
  const bot = { issuer: "https://agents.example", subject: "bot" };
  const context = {
    agent: bot,
    owner: { issuer: "i|%", subject: "a|b" },
    delegators: [ana],
    environment: "production",
    tainted: false,
    model: "m",
    session: "s",
    run: "r",
    toolCall: "t",
    request: "please",
    trace: "00-1",
    datasets: ["customers"],
    facts: { region: "eu" },
  };
  test.each([
    'principal == User::"https://idp.example|ana"',
    "principal is User",
    'resource == Tenant::"default"',
    'context.call.effect == "money"',
    'context.call.tenant == "default"',
    'context.call.environment == "production"',
    "!context.call.tainted",
    'context.call.model == "m" && context.call.session == "s" && context.call.run == "r"',
    'context.call.toolCall == "t" && context.call.request == "please" && context.call.trace == "00-1"',
    'context.call.facts.region == "eu"',
    'context.call.datasets.contains("customers")',
    'context.call.agent == Agent::"https://agents.example|bot"',
    'context.call.owner == User::"i%7C%25|a|b"',
    "context.call.delegators.contains(principal)",
    "!(context has id) && !(context.call has digest)",
  ])("%s", async (condition) => {
    expect(await judged(`permit ${any(condition)}`, call({}, context))).toMatchObject({ verdict: "allow" });
  });

  test("the agent is the principal where there is no user", async () => {
    const asked = call({}, { user: undefined, agent: bot });
    const policies = `permit (principal == Agent::"https://agents.example|bot", ${ON}, resource);`;
    expect(await judged(policies, asked)).toMatchObject({ verdict: "allow" });
  });

  test.each([
    ["nobody who acts", call({}, { user: undefined }), "needs a principal"],
    ["no tenant", call({}, { tenant: undefined }), "needs a resource"],
    ["arguments without names", call([1]), "needs arguments by name"],
  ])("a call with %s is none that Cedar can decide", async (_, asked, said) => {
    expect(await failed(judged(`permit ${any()}`, asked))).toContain(said);
  });
});

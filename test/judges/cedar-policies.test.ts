import { describe, expect, test } from "vitest";
import { isCountersignError } from "../../src/errors.js";
import { cedarJudge } from "../../src/judges/cedar.js";
import { call, failed, finance } from "./parts.js";

const PERMIT = "permit (principal, action, resource);";
const judged = (policies: string, more: object = {}, asked = call({ amount: 5 })) =>
  cedarJudge({ policies, ask: { finance }, ...more }).judge(asked);

describe("policies that do not hold refuse every call", () => {
  test.each<[string, string, RegExp]>([
    ["syntax", `${PERMIT}\n\npermit (principal == , action, resource);`, /policies: line 3: unexpected token/],
    ["syntax after letters of several bytes", `// ééé\n@id("é`, /policies: line 2: /],
    ["no policy", "// nothing", /there is no policy/],
    ["a template", `${PERMIT} permit (principal == ?principal, action, resource);`, /a template/],
    ["one id twice", `@id("a") ${PERMIT} @id("a") ${PERMIT}`, /the id "a" is taken/],
    ["an id that another has by default", `@id("policy1") ${PERMIT} ${PERMIT}`, /the id "policy1" is taken/],
    ["the id of what no permit holds for", `@id("default-deny") ${PERMIT}`, /the id "default-deny" is taken/],
    ["an id that is none", `@id("a b\\u{202e}") ${PERMIT}`, /@id\(.*\): use letters/],
    ["an id without a value", `@id ${PERMIT}`, /@id\(null\): use letters/],
    ["an unknown name to ask", `@id("x") @ask("legal") ${PERMIT}`, /x has @ask\("legal"\): name one of .*finance/],
    ["a name to ask without a value", `@ask ${PERMIT}`, /@ask\(""\): name one of/],
    ["a name to ask that every object has", `@ask("constructor") ${PERMIT}`, /@ask\("constructor"\): name one of/],
    ["an ask of a forbid", '@ask("finance") forbid (principal, action, resource);', /policy0 is a forbid/],
  ])("%s", async (_, policies, said) => {
    expect(await failed(judged(policies))).toMatch(said);
  });

  test.each<[string, RegExp]>([
    [
      "forbid (principal is AgentCore::OAuthUser, action, resource);",
      /policy0 names AgentCore::OAuthUser: the entities/,
    ],
    ['forbid (principal == Usr::"a|b", action, resource);', /names Usr:/],
    ['forbid (principal, action == My::Action::"a", resource);', /names My::Action:/],
    ['forbid (principal, action in [Action::"a", My::Action::"b"], resource);', /names My::Action:/],
    ['forbid (principal, action, resource == Gateway::"g");', /names Gateway:/],
    ['forbid (principal in Group::"interns", action, resource);', /names Group:/],
    ['forbid (principal, action, resource) when { principal in Group::"interns" };', /names Group:/],
    ['forbid (principal, action, resource) when { [Role::"x"].contains(principal) };', /names Role:/],
    ["forbid (principal, action, resource) unless { principal is Role };", /names Role:/],
    ['forbid (principal in User::"interns", action, resource);', /names a group of User, and a call has no groups/],
    ['forbid (principal is User in User::"interns", action, resource);', /a group of User/],
    ['forbid (principal, action, resource in Tenant::"all");', /a group of Tenant/],
    ['forbid (principal, action, resource) when { principal in User::"interns" };', /a group of User/],
    ['forbid (principal, action, resource) when { principal is User in User::"interns" };', /a group of User/],
    ['forbid (principal, action in Action::"money", resource);', /a group of actions, which needs a schema/],
    ['forbid (principal, action, resource) when { action in Action::"money" };', /a group of actions/],
  ])("what could never hold: %s", async (policies, said) => {
    expect(await failed(judged(`${policies} ${PERMIT}`))).toMatch(said);
  });

  test("each time, with the same words", async () => {
    const judge = cedarJudge({ policies: "permit" });
    const first = await failed(judge.judge(call()));
    expect(await failed(judge.judge(call()))).toBe(first);
  });

  test("with code input, which names the option", async () => {
    const error = await Promise.resolve(judged("permit")).catch((error: unknown) => error);
    expect(isCountersignError(error, "input") && error.issues[0]?.path).toBe("cedarJudge.policies");
  });
});

test.each([
  'permit (principal, action, resource) when { principal in [User::"https://idp.example|ana", User::"a|b"] };',
  '@type("User") @entity("Group") permit (principal, action, resource);',
  'permit (principal, action, resource) when { {type: "Group", id: "x"}.type == "Group" };',
  "permit (principal, action, resource) when { context.input has amount && !(context has Group) };",
])("what is no group and no entity is not taken for one: %s", async (policies) => {
  expect(await judged(policies)).toMatchObject({ verdict: "allow" });
});

describe("a schema", () => {
  const schema = `
    type Call = { effect: String, tenant: String, environment?: String, tainted?: Bool, owner?: User };
    entity User, Agent, Tenant;
    action "money";
    action "refund.issue" in ["money"] appliesTo {
      principal: [User, Agent], resource: Tenant,
      context: { input: { amount: Long, note?: String, rate?: decimal, to?: ipaddr }, call: Call },
    };
    action "crm.read" appliesTo { principal: [User, Agent], resource: Tenant, context: { input: {}, call: Call } };
  `;
  const read = call({}, {}, { action: "crm.read", effect: "read" });

  test("gives groups of actions", async () => {
    const policies = 'permit (principal, action in Action::"money", resource) when { context.input.amount < 6 };';
    expect(await judged(policies, { schema })).toEqual({ verdict: "allow", rules: ["cedar/policy0"] });
    expect(await judged(policies, { schema }, call({ amount: 6 }))).toMatchObject({ verdict: "deny" });
    expect(await judged(policies, { schema }, read)).toEqual({ verdict: "none" });
  });

  test("makes a text what the schema says it is", async () => {
    const policies =
      'permit (principal, action == Action::"refund.issue", resource) when { context.input has rate && context.input has to && context.input.rate.lessThan(decimal("2.0")) && context.input.to.isLoopback() };';
    const asked = call({ amount: 1, rate: "1.5", to: "127.0.0.1" });
    expect(await judged(policies, { schema }, asked)).toMatchObject({ verdict: "allow" });
  });

  test("may be JSON", async () => {
    const json = {
      "": {
        entityTypes: { User: {}, Tenant: {} },
        actions: {
          "refund.issue": {
            appliesTo: {
              principalTypes: ["User"],
              resourceTypes: ["Tenant"],
              context: {
                type: "Record",
                attributes: {
                  input: { type: "Record", attributes: { amount: { type: "Long" } } },
                  call: { type: "Record", attributes: { effect: { type: "String" }, tenant: { type: "String" } } },
                },
              },
            },
          },
        },
      },
    };
    expect(await judged(PERMIT, { schema: JSON.stringify(json) })).toMatchObject({ verdict: "allow" });
  });

  test.each([
    ["an argument that it does not have", call({ amount: 5, extra: 1 })],
    ["no argument that it must have", call({})],
    ["an argument of another type", call({ amount: "5" })],
    ["an entity in place of a text", call({ amount: 5, note: { type: "User", id: "root" } })],
    ["an action that it does not have", call({ amount: 5 }, {}, { action: "refund.cancel" })],
    ["a fact that it does not have", call({ amount: 5 }, { session: "s" })],
  ])("refuses a call with %s, in a judge that knows the action and in one that does not", async (_, asked) => {
    const judge = cedarJudge({ policies: PERMIT, schema });
    expect(await failed(judge.judge(asked))).toContain("the call does not fit the schema");
    await judge.judge(call({ amount: 5 }));
    expect(await failed(judge.judge(asked))).toContain("the call does not fit the schema");
  });

  test.each<[string, string, string, RegExp]>([
    ["that is none", PERMIT, "entity ;", /schema: line 1: .*unexpected token/],
    ["that is no JSON", PERMIT, "{ entity", /schema: is not JSON/],
    [
      "without the action of a policy",
      'permit (principal, action == Action::"nope", resource);',
      schema,
      /unrecognized action/,
    ],
    [
      "without an attribute that a policy reads",
      "permit (principal, action, resource) when { context.input.total > 1 };",
      schema,
      /attribute `input.total` in context/,
    ],
    [
      "by which a policy reads what may be missing",
      'permit (principal, action == Action::"refund.issue", resource) when { context.call.tainted };',
      schema,
      /unable to guarantee safety/,
    ],
    [
      "by which a policy can never hold",
      `${PERMIT} forbid (principal, action, resource) when { context has tainted && context.tainted };`,
      schema,
      /policy is impossible/,
    ],
  ])("%s refuses every call", async (_, policies, schema, said) => {
    expect(await failed(judged(policies, { schema }))).toMatch(said);
  });
});

describe("options", () => {
  test.each<[object, RegExp]>([
    [{}, /cedarJudge\.policies: give the policies/],
    [{ policies: " \n" }, /cedarJudge\.policies: give the policies/],
    [{ policies: { a: PERMIT } }, /cedarJudge\.policies: give the policies/],
    [{ policies: PERMIT, schema: "" }, /cedarJudge\.schema: must be a text/],
    [{ policies: PERMIT, schema: {} }, /cedarJudge\.schema: must be a text/],
    [{ policies: PERMIT, ask: { finance: {} } }, /cedarJudge\.ask\.finance\.approvers: is missing/],
    [{ policies: PERMIT, ask: { "a b": finance } }, /cedarJudge\.ask: a name must be/],
    [{ policies: PERMIT, shema: "" }, /cedarJudge\.shema: unknown option: use policies, schema, ask/],
  ])("%j are refused at once, naming the place", (options, said) => {
    const make = () => cedarJudge(options as Parameters<typeof cedarJudge>[0]);
    expect(make).toThrow(said);
    expect(make).toThrow(expect.objectContaining({ code: "input" }));
  });
});

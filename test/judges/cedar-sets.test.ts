import { isAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { requestOf } from "../../src/judges/cedar/request.js";
import { cedarJudge } from "../../src/judges/cedar.js";
import { call } from "./parts.js";

const ACTIONS = ["refund.issue", "crm.read", "mail.send", "other"];
const APPLIES =
  "appliesTo { principal: [User, Agent], resource: Tenant, context: { input: { a?: Long, b?: Long }, call: Call } }";
const SCHEMA = `
  type Call = { effect: String, tenant: String, tainted?: Bool, agent?: Agent };
  entity User, Agent, Tenant;
  action "writes"; action "money" in ["writes"];
  ${['"refund.issue" in ["money"]', '"mail.send" in ["writes"]', '"crm.read", "other"'].map((names) => `action ${names} ${APPLIES};`).join("\n")}
`;

const principal = fc.constantFrom("principal", "principal is Agent", 'principal == User::"i|ana"', "principal is User");
const action = (groups: readonly string[]) =>
  fc.oneof(
    fc.constant("action"),
    fc.constantFrom(...ACTIONS).map((name) => `action == Action::"${name}"`),
    fc.subarray(ACTIONS, { minLength: 2 }).map((names) => `action in [${names.map((name) => `Action::"${name}"`)}]`),
    ...(groups.length > 0 ? [fc.constantFrom(...groups).map((name) => `action in Action::"${name}"`)] : []),
  );
// The first ones fail where an argument or fact is missing, of which a schema would not let them through.
const LOOSE = ["context.input.a > 1", "context.input.b == 0", "!context.call.tainted"];
const SAFE = [
  "true",
  "context.input has a && context.input.a > 1",
  "context.input has b && context.input.b == 0",
  "context.call has tainted && context.call.tainted",
];
const policies = (groups: readonly string[], conditions: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom("permit", "forbid"), principal, action(groups), fc.constantFrom(...conditions)), {
      minLength: 1,
      maxLength: 12,
    })
    .map((list) =>
      list.map(([effect, who, what, when]) => `${effect} (${who}, ${what}, resource) when { ${when} };`).join("\n"),
    );

const number = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null });
const calls = fc
  .record({
    action: fc.constantFrom(...ACTIONS),
    args: fc.record({ a: number, b: number }),
    tainted: fc.option(fc.boolean(), { nil: undefined }),
    who: fc.constantFrom("user", "agent"),
    subject: fc.constantFrom("ana", "bo"),
  })
  .map(({ action, args, tainted, who, subject }) =>
    call(args, { user: undefined, [who]: { issuer: "i", subject }, tainted }, { action }),
  );

/** What Cedar says of the whole text, parsed for this one call. */
function whole(staticPolicies: string, asked: ReturnType<typeof call>, schema?: string) {
  const request = requestOf(asked);
  const named = schema === undefined ? {} : { schema, validateRequest: true };
  const answer = isAuthorized({ ...request, ...named, entities: [], policies: { staticPolicies } });
  if (answer.type === "failure") throw new Error(answer.errors.map(({ message }) => message).join());
  const { decision, diagnostics } = answer.response;
  const failed = diagnostics.errors.map(({ policyId }) => policyId);
  if (failed.length === 0 && decision === "allow") return { verdict: "allow", rules: rules(diagnostics.reason) };
  const by = [...failed, ...(decision === "deny" ? diagnostics.reason : [])];
  return { verdict: "deny", rules: by.length > 0 ? rules(by) : ["cedar/default-deny"] };
}
const rules = (ids: readonly string[]) => ids.map((id) => `cedar/${id}`).toSorted();

test.each([
  ["without a schema", undefined, policies([], [...LOOSE, ...SAFE])],
  ["with groups of a schema", SCHEMA, policies(["writes", "money"], SAFE)],
])("an action's own set decides as the whole text does, %s", async (_, schema, texts) => {
  await fc.assert(
    fc.asyncProperty(texts, fc.array(calls, { minLength: 1, maxLength: 8 }), async (text, asked) => {
      const judge = cedarJudge({ policies: text, ...(schema !== undefined && { schema }) });
      for (const one of asked) {
        const verdict = await judge.judge(one);
        const all = whole(text, one, schema);
        if (verdict.verdict === "none") expect(all).toEqual({ verdict: "deny", rules: ["cedar/default-deny"] });
        else expect({ ...verdict, rules: verdict.rules.toSorted() }).toEqual(all);
      }
    }),
    { numRuns: 50 },
  );
});

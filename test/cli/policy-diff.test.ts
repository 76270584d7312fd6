import { expect, test } from "vitest";
import { loadPolicy } from "../../src/policy/load.js";
import { finance, ruleOf } from "../policy/parts.js";
import { fileOf, policyRun } from "./run.js";

const amount = (value: number) => ({ path: "args.amount", op: "gt", value });
const small = ruleOf("allow", { id: "small" });
const large = (more: object = {}) => ruleOf("ask", { id: "large", on: { action: "refund.issue" }, ...more });
const file = (...rules: readonly object[]) => fileOf(JSON.stringify({ id: "p", rules }), "p.json");
const hashOf = (...rules: readonly object[]) => loadPolicy({ id: "p", rules }, []).hash;

test("rules that came, went and changed are told by their ids, with the members that differ", async () => {
  const old = file(small, large({ when: [amount(50)], require: { ...finance, approve: 2 } }));
  const next = file(large({ when: [amount(60)], require: { ...finance, reason: "required" } }), ruleOf("deny"));
  const { code, out } = await policyRun("diff", old, next);
  expect([code, out.slice(0, -1)]).toEqual([
    1,
    [
      '- rule small: {"verdict":"allow","on":{"action":"*"}}',
      '+ rule deny: {"verdict":"deny","on":{"action":"*"}}',
      "~ rule large",
      "    - require.approve: 2",
      '    + require.reason: "required"',
      '    - when: {"path":"args.amount","op":"gt","value":50}',
      '    + when: {"path":"args.amount","op":"gt","value":60}',
    ],
  ]);
});

test("one policy, in YAML and in JSON, is the same, and its hash is told", async () => {
  const yaml = fileOf("rules:\n  - { verdict: allow, on: { action: '*' }, id: small }\nid: p\n");
  expect(await policyRun("diff", file(small), yaml)).toMatchObject({
    code: 0,
    out: [`the same: hash ${hashOf(small)}`],
  });
});

test("another order of rules is another hash, and no rule differs", async () => {
  const deny = ruleOf("deny");
  const { code, out } = await policyRun("diff", file(small, deny), file(deny, small));
  expect([code, out]).toEqual([
    1,
    ["the same rules in another order", `hash ${hashOf(small, deny)} is now ${hashOf(deny, small)}`],
  ]);
});

test("as JSON it tells both hashes and all that differs", async () => {
  const { code, out } = await policyRun("diff", file(small), file(small, ruleOf("deny")), "--json");
  expect([code, JSON.parse(out.join(""))]).toMatchObject([
    1,
    { old: hashOf(small), hash: "different", members: [], added: [{ id: "deny" }], removed: [], changed: [] },
  ]);
});

test("what is refused, or not there, has no difference: exit 2", async () => {
  const { code, out, error } = await policyRun("diff", file(small), file(ruleOf("deny", { id: "a b" })));
  expect([code, out]).toEqual([2, []]);
  expect(error[0]).toMatch(/a policy is refused\n.*p\.json:1:\d+: rules\[0\]\.id: must be letters/);
  expect((await policyRun("diff", file(small), "/no/p.json")).error[0]).toContain("/no/p.json: there is no such file");
  expect((await policyRun("diff", file(small))).error[0]).toContain("name two files, the old one first");
  expect((await policyRun("diff", "a", "b", "c")).code).toBe(2);
});

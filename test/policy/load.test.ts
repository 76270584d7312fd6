import { expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/action/action.js";
import { allow, deny } from "../../src/policy/builders.js";
import { compilePolicies } from "../../src/policy/judge.js";
import { loadPolicy, policy } from "../../src/policy/load.js";
import type { Policy } from "../../src/policy/rule.js";
import { call, finance, refund, refusal, ruleOf, transfer } from "./parts.js";

const load = (data: unknown): Policy => loadPolicy(data, [refund, transfer]);
const refused = (data: unknown) => refusal(() => load(data));
const withRules = (...rules: readonly object[]) => ({ id: "p", rules });
const onRefund = (more: object) => withRules(ruleOf("deny", { on: { action: "refund.issue" }, ...more }));
const withWhen = (condition: object) => withRules(ruleOf("deny", { when: [condition] }));
const asking = (require: object) => withRules(ruleOf("ask", { require }));
const within = { within: "1h" };
const stage = (name: string, more: object = {}) => ({ name, anyOf: [{ approvers: { group: "g" } }], ...more });

test("nothing is answered with all that is missing", () => {
  expect(refused({})).toEqual(["id: is missing: give a text", "rules: is missing: give a list"]);
});

test("the error says which policy, and each issue with its place", () => {
  const data = {
    id: "pay",
    rules: [ruleOf("alow" as "allow"), ruleOf("deny", { when: [{ path: "args.x", op: "gr", value: 1 }] })],
  };
  expect(() => load(data)).toThrow(
    /policy "pay" is refused:\n {2}rules\[0\]\.verdict: is "alow": use allow, deny, ask\n {2}rules\[1\]\.when\[0\]\.op: is "gr": use eq, ne, in, /,
  );
});

test("a long list of issues is cut in the text and whole in the facts", () => {
  const data = withRules(
    ...Array.from({ length: 50 }, (_, i) => ({ id: `r${i}`, verdict: "no", on: { action: "*" } })),
  );
  expect(refused(data)).toHaveLength(50);
  expect(() => load(data)).toThrow(/and 30 more$/);
});

test.each<readonly [string, unknown, string]>([
  ["null", null, ": is null: give an object"],
  ["a list", [], ": is a list: give an object"],
  ["a text", "id: p", ': is "id: p": give an object'],
  ["undefined", undefined, ": is not JSON (a cycle, a BigInt, nesting without end)"],
  ["a BigInt", { id: 1n }, ": is not JSON (a cycle, a BigInt, nesting without end)"],
  ["no rule", withRules(), "rules: a policy needs at least one rule: without one it denies everything"],
  [
    "an id with a slash",
    { id: "a/b", rules: [ruleOf("allow")] },
    "id: must be letters, digits and . : _ -, at most 128",
  ],
  [
    "an empty version",
    { ...withRules(ruleOf("allow")), version: "" },
    "version: must be a text of 1 to 256 characters",
  ],
  [
    "an unknown key",
    { ...withRules(ruleOf("allow")), defualt: 1 },
    "defualt: is no key here: use id, version, hash, mode, predicates, rules",
  ],
  ["another mode", { ...withRules(ruleOf("allow")), mode: "audit" }, 'mode: is "audit": use enforce, shadow'],
  [
    "a hidden prototype",
    JSON.parse('{"id":"p","rules":[],"__proto__":{}}'),
    "__proto__: is no key here: use id, version, hash, mode, predicates, rules",
  ],
  [
    "two rules of one id",
    withRules(ruleOf("allow"), ruleOf("deny"), ruleOf("allow")),
    "rules[2].id: rules[0] has this id too",
  ],
  [
    "an unknown key of a rule",
    withRules(ruleOf("allow", { wehn: [] })),
    "rules[0].wehn: is no key here: use id, on, when, unless, shadow, verdict, require, remember",
  ],
  ["no subject", withRules(ruleOf("allow", { on: {} })), "rules[0].on: name one of action, effect, dataset"],
  [
    "two subjects",
    withRules(ruleOf("allow", { on: { effect: "read", action: "*" } })),
    "rules[0].on: name one of action, effect, dataset",
  ],
  [
    "an unknown effect",
    withRules(ruleOf("allow", { on: { effect: "reed" } })),
    'rules[0].on.effect: is "reed": use read, write, message, share, money, destroy, credential, execute',
  ],
  [
    "an unknown effect in a list",
    withRules(ruleOf("allow", { on: { effect: ["read", "reed"] } })),
    'rules[0].on.effect[1]: is "reed": use read, write, message, share, money, destroy, credential, execute',
  ],
  [
    "an empty list of actions",
    withRules(ruleOf("allow", { on: { action: [] } })),
    "rules[0].on.action: an empty list names nothing",
  ],
  [
    "a star inside a pattern",
    withRules(ruleOf("allow", { on: { action: "crm.*.export" } })),
    'rules[0].on.action: is no name of an action; a pattern is "*" or ends in ".*", as "crm.*"',
  ],
  [
    "a star within a segment",
    withRules(ruleOf("allow", { on: { action: "crm*" } })),
    'rules[0].on.action: is no name of an action; a pattern is "*" or ends in ".*", as "crm.*"',
  ],
  [
    "a dataset that looks otherwise",
    withRules(ruleOf("deny", { on: { dataset: "cust\u200bomers" } })),
    "rules[0].on.dataset: holds hidden characters or is not in normal form (NFKC): type it again",
  ],
  [
    "an action that was not given",
    withRules(ruleOf("allow", { on: { action: ["bank.transfer", "bank.transfr"] } })),
    'rules[0].on.action: no action "bank.transfr" was given: give the action itself, or write a pattern as "crm.*"',
  ],
  [
    "an argument that the schema lacks",
    onRefund({ when: [{ path: "args.amuont", op: "gt", value: 1 }] }),
    'rules[0].when[0].path: the input schema of refund.issue has no argument "amuont"',
  ],
  [
    "a nested argument that the schema lacks",
    onRefund({ unless: [{ path: "args.amount.x", op: "absent" }] }),
    'rules[0].unless[0].path: the input schema of refund.issue has no argument "amount.x"',
  ],
  [
    "a reference that the schema lacks",
    onRefund({ when: [{ path: "context.session", op: "eq", ref: "args.ordrId" }] }),
    'rules[0].when[0].ref: the input schema of refund.issue has no argument "ordrId"',
  ],
  [
    "an argument that one of the actions lacks",
    onRefund({ on: { action: ["refund.issue", "bank.transfer"] }, when: [{ path: "args.orderId", op: "absent" }] }),
    'rules[0].when[0].path: the input schema of bank.transfer has no argument "orderId"',
  ],
  ["conditions that are no list", withRules(ruleOf("allow", { when: {} })), "rules[0].when: is an object: give a list"],
  [
    "no condition in `when`",
    withRules(ruleOf("allow", { when: [] })),
    "rules[0].when: an empty list of conditions says nothing: leave it out",
  ],
  [
    "no condition in `unless`",
    withRules(ruleOf("deny", { unless: [] })),
    "rules[0].unless: an empty list of conditions says nothing: leave it out",
  ],
  [
    "an unknown operator",
    withWhen({ path: "args.x", op: "neq", value: 1 }),
    'rules[0].when[0].op: is "neq": use eq, ne, in, gt, gte, lt, lte, absent, host, mailDomain, under, startsWith, endsWith, cidr, pattern, grounded',
  ],
  [
    "a pattern operator",
    withWhen({ path: "args.x", op: "matches", value: "(a+)+$" }),
    'rules[0].when[0].op: is "matches": use eq, ne, in, gt, gte, lt, lte, absent, host, mailDomain, under, startsWith, endsWith, cidr, pattern, grounded',
  ],
  [
    "an unknown key of a condition",
    withWhen({ path: "args.x", op: "absent", not: true }),
    "rules[0].when[0].not: is no key here: use path, op, value, ref",
  ],
  [
    "a path without a root",
    withWhen({ path: "amount", op: "absent" }),
    'rules[0].when[0].path: "amount" is not a path: write "args.amount" or "context.user.subject"',
  ],
  [
    "a path that ends in a dot",
    withWhen({ path: "args.x.", op: "absent" }),
    'rules[0].when[0].path: "args.x." is not a path: write "args.amount" or "context.user.subject"',
  ],
  [
    "a path of nothing",
    withWhen({ path: "args.", op: "absent" }),
    'rules[0].when[0].path: "args." is not a path: write "args.amount" or "context.user.subject"',
  ],
  [
    "a path with a hidden character",
    withWhen({ path: "args.am\u200bount", op: "absent" }),
    "rules[0].when[0].path: a path has no hidden characters: type it again",
  ],
  [
    "a misspelt part of the context",
    withWhen({ path: "context.user.id", op: "absent" }),
    'rules[0].when[0].path: context.user has no "id": use one of issuer, subject, name',
  ],
  [
    "more of a text of the context",
    withWhen({ path: "context.model.name", op: "absent" }),
    'rules[0].when[0].path: context.model has no "name"',
  ],
  [
    "a value and a reference",
    withWhen({ path: "args.x", op: "eq", value: 1, ref: "args.y" }),
    "rules[0].when[0].ref: give a value or a ref, not both",
  ],
  [
    "neither a value nor a reference",
    withWhen({ path: "args.x", op: "eq" }),
    "rules[0].when[0].value: is missing: eq takes a text, a number, true, false or null (or a ref)",
  ],
  [
    "a reference of gt",
    withWhen({ path: "args.x", op: "gt", ref: "args.y" }),
    "rules[0].when[0].ref: gt takes a value, not a ref: only eq, ne, in compare two paths",
  ],
  [
    "a reference that is no path",
    withWhen({ path: "args.x", op: "eq", ref: "y" }),
    'rules[0].when[0].ref: "y" is not a path: write "args.amount" or "context.user.subject"',
  ],
  ["gt on a text", withWhen({ path: "args.x", op: "gt", value: "500" }), "rules[0].when[0].value: gt takes a number"],
  [
    "lte of NaN",
    withWhen({ path: "args.x", op: "lte", value: Number.NaN }),
    "rules[0].when[0].value: lte takes a number",
  ],
  [
    "eq on an object",
    withWhen({ path: "args.x", op: "eq", value: {} }),
    "rules[0].when[0].value: eq takes a text, a number, true, false or null",
  ],
  [
    "in on a text",
    withWhen({ path: "args.x", op: "in", value: "a" }),
    "rules[0].when[0].value: in takes a list, not empty, each a text, a number, true, false or null",
  ],
  [
    "in on an empty list",
    withWhen({ path: "args.x", op: "in", value: [] }),
    "rules[0].when[0].value: in takes a list, not empty, each a text, a number, true, false or null",
  ],
  [
    "absent with a value",
    withWhen({ path: "args.x", op: "absent", value: true }),
    "rules[0].when[0].op: absent takes no value and no ref",
  ],
  [
    "an address as host",
    withWhen({ path: "args.x", op: "host", value: ["https://a.com"] }),
    'rules[0].when[0].value: host takes a list, not empty, of host names as "example.com" or "*.example.com"',
  ],
  ...[
    [],
    "a.com",
    [5],
    ["a@b.com"],
    ["@b.com"],
    ["localhost"],
    ["*.10.0.0.1"],
    ["10.0.0.1"],
    ["a..com"],
    ["*.*.com"],
    ["b.com:25"],
    ["[::1]"],
  ].map((value): readonly [string, unknown, string] => [
    `mailDomain of ${JSON.stringify(value)}`,
    withWhen({ path: "args.x", op: "mailDomain", value }),
    'rules[0].when[0].value: mailDomain takes a list, not empty, of mail domains as "example.com" or "*.example.com"',
  ]),
  ...[
    [],
    "10.0.0.0/8",
    [5],
    ["10.0.0.1"],
    ["10.0.0.1/8"],
    ["10.0.0.0/08"],
    ["10.0.0.0/33"],
    ["10.0.0.0/-1"],
    ["10.0.0.0/8/8"],
    ["10.0.0.0/"],
    ["010.0.0.0/8"],
    ["10.0.0/8"],
    ["10/8"],
    ["2001:0db8::/32"],
    ["2001:db8::1/32"],
    ["2001:db8::/129"],
    ["::ffff:10.0.0.0/104"],
    ["fe80::%eth0/10"],
    ["localhost/8"],
  ].map((value): readonly [string, unknown, string] => [
    `cidr of ${JSON.stringify(value)}`,
    withWhen({ path: "args.x", op: "cidr", value }),
    'rules[0].when[0].value: cidr takes a list, not empty, of ranges as "10.0.0.0/8" or "2001:db8::/32", from the first address, without leading zeros',
  ]),
  ...[5, "", "(a+)+$", "UUID", "toString", ["uuid"]].map((value): readonly [string, unknown, string] => [
    `pattern of ${JSON.stringify(value)}`,
    withWhen({ path: "args.x", op: "pattern", value }),
    "rules[0].when[0].value: pattern takes one of the names uuid, hex, digits, identifier, slug, semver, iso-date, iban",
  ]),
  ["any of nothing", withWhen({ any: [] }), "rules[0].when[0].any: an empty list of conditions never holds"],
  ["any that is no list", withWhen({ any: {} }), "rules[0].when[0].any: is an object: give a list"],
  ["any of a list", withWhen({ any: [[]] }), "rules[0].when[0].any[0]: is a list: give an object"],
  [
    "any within any",
    withWhen({ any: [{ any: [{ path: "args.x", op: "absent" }] }] }),
    "rules[0].when[0].any[0]: an `any` holds no other: put all conditions in the one list",
  ],
  [
    "any beside a path",
    withWhen({ any: [{ path: "args.x", op: "absent" }], path: "args.x" }),
    "rules[0].when[0].path: is no key here: use any",
  ],
  [
    "a bad operand within any",
    withWhen({
      any: [
        { path: "args.x", op: "absent" },
        { path: "args.x", op: "gt", value: "1" },
      ],
    }),
    "rules[0].when[0].any[1].value: gt takes a number",
  ],
  [
    "an argument within any that the schema lacks",
    onRefund({ unless: [{ any: [{ path: "args.amuont", op: "gt", value: 1 }] }] }),
    'rules[0].unless[0].any[0].path: the input schema of refund.issue has no argument "amuont"',
  ],
  [
    "a reference within any that the schema lacks",
    onRefund({ when: [{ any: [{ path: "context.session", op: "eq", ref: "args.ordrId" }] }] }),
    'rules[0].when[0].any[0].ref: the input schema of refund.issue has no argument "ordrId"',
  ],
  ...["startsWith", "endsWith"].flatMap((op) =>
    [5, "", "  ", "\u0301a", ["a"]].map((value): readonly [string, unknown, string] => [
      `${op} of ${JSON.stringify(value)}`,
      withWhen({ path: "args.x", op, value }),
      `rules[0].when[0].value: ${op} takes a text that is not only spaces and does not begin with a combining mark`,
    ]),
  ),
  [
    "a prefix that looks otherwise",
    withWhen({ path: "args.x", op: "startsWith", value: "sa\u200bfe" }),
    "rules[0].when[0].value: holds hidden characters or is not in normal form (NFKC), so it would match nothing: type it again",
  ],
  [
    "a prefix by reference",
    withWhen({ path: "args.x", op: "startsWith", ref: "args.y" }),
    "rules[0].when[0].ref: startsWith takes a value, not a ref: only eq, ne, in compare two paths",
  ],
  [
    "two stars in a host",
    withWhen({ path: "args.x", op: "host", value: ["*.*.com"] }),
    'rules[0].when[0].value: host takes a list, not empty, of host names as "example.com" or "*.example.com"',
  ],
  [
    "no host",
    withWhen({ path: "args.x", op: "host", value: [] }),
    'rules[0].when[0].value: host takes a list, not empty, of host names as "example.com" or "*.example.com"',
  ],
  [
    "a prefix with ..",
    withWhen({ path: "args.x", op: "under", value: "/a/../b" }),
    'rules[0].when[0].value: under takes a path as "/srv/data", without "..", backslashes or percent escapes',
  ],
  [
    "a value that would match nothing",
    withWhen({ path: "args.x", op: "in", value: ["ok", "\uff41"] }),
    "rules[0].when[0].value: holds hidden characters or is not in normal form (NFKC), so it would match nothing: type it again",
  ],
  [
    "an ask of nobody",
    withRules({ id: "r", verdict: "ask", on: { action: "*" } }),
    "rules[0].require: is missing: say who must agree",
  ],
  [
    "an allow of somebody",
    withRules(ruleOf("allow", { require: finance })),
    "rules[0].require: belongs to an ask rule only",
  ],
])("refuses %s", (_, data, issue) => {
  expect(refused(data)).toContain(issue);
});

test("a misspelt context key is answered with those that there are", () => {
  expect(refused(withWhen({ path: "context.enviroment", op: "absent" }))[0]).toMatch(
    /has no "enviroment": use one of agent, owner, .*environment/,
  );
});

test.each<readonly [string, object, string]>([
  ["no approvers", within, "approvers: is missing: give an object"],
  ["an empty list of approvers", { ...within, approvers: [] }, "approvers: an empty list means nobody"],
  [
    "an unknown kind of approver",
    { ...within, approvers: { context: "user" } },
    "approvers.context: is no key here: use group, role, person, onCall",
  ],
  [
    "approvers of two kinds",
    { ...within, approvers: { group: "g", role: "r" } },
    "approvers: name one of group, role, person, onCall",
  ],
  [
    "an approver without a name",
    { ...within, approvers: [{ group: "" }] },
    "approvers[0].group: must be a text of 1 to 256 characters",
  ],
  [
    "no time to decide",
    { approvers: { group: "g" } },
    'within: must be a duration longer than zero: milliseconds or "30s", "5m", "2h", "1d"',
  ],
  [
    "a bad duration",
    { ...finance, within: "30min" },
    'within: must be a duration longer than zero: milliseconds or "30s", "5m", "2h", "1d"',
  ],
  [
    "no time at all",
    { ...finance, within: "0s" },
    'within: must be a duration longer than zero: milliseconds or "30s", "5m", "2h", "1d"',
  ],
  [
    "more time than dates have",
    { ...finance, useWithin: "99999999d" },
    'useWithin: must be a duration longer than zero: milliseconds or "30s", "5m", "2h", "1d"',
  ],
  [
    "a bad reminder",
    { ...finance, remind: ["soon"] },
    'remind[0]: must be a duration longer than zero: milliseconds or "30s", "5m", "2h", "1d"',
  ],
  ["no approval at all", { ...finance, approve: 0 }, "approve: must be a whole number of people, 1 to 100"],
  ["half a person", { ...finance, approve: 1.5 }, "approve: must be a whole number of people, 1 to 100"],
  ["a count as text", { ...finance, deny: "2" }, "deny: must be a whole number of people, 1 to 100"],
  [
    "more people than could be matched",
    { ...finance, approve: 101 },
    "approve: must be a whole number of people, 1 to 100",
  ],
  ["an unknown proof", { ...finance, proof: "L5" }, 'proof: is "L5": use L1, L2, L3, L4'],
  ["an unknown way to modify", { ...finance, modify: "yes" }, 'modify: is "yes": use approve, author, forbid'],
  ["an unknown reason", { ...finance, reason: "please" }, 'reason: is "please": use required'],
  [
    "an unknown option",
    { ...finance, onTimeout: "allow" },
    "onTimeout: is no key here: use approvers, approve, deny, proof, remind, escalate, within, useWithin, reason, modify, or stages and order",
  ],
  [
    "an escalation to nobody",
    { ...finance, escalate: [{ after: "1h", to: [] }] },
    "escalate[0].to: an empty list means nobody",
  ],
  [
    "an escalation that says otherwise",
    { ...finance, escalate: [{ after: "1h", to: { group: "g" }, approve: 1 }] },
    "escalate[0].approve: is no key here: use after, to",
  ],
  [
    "an order without stages",
    { ...finance, order: "sequential" },
    "order: is no key here: use approvers, approve, deny, proof, remind, escalate, within, useWithin, reason, modify, or stages and order",
  ],
  ["no stage", { ...within, stages: [] }, "stages: needs at least one stage"],
  ["two stages of one name", { ...within, stages: [stage("a"), stage("a")] }, "stages: two stages of one name"],
  [
    "a stage without a threshold",
    { ...within, stages: [stage("a", { anyOf: [] })] },
    "stages[0].anyOf: needs at least one threshold",
  ],
  [
    "a threshold of nobody",
    { ...within, stages: [stage("a", { anyOf: [{ approvers: [] }] })] },
    "stages[0].anyOf[0].approvers: an empty list means nobody",
  ],
  [
    "an unknown order",
    { ...within, stages: [stage("a")], order: "random" },
    'order: is "random": use parallel, sequential',
  ],
  [
    "an escalation of all stages",
    { ...within, stages: [stage("a")], escalate: [] },
    "escalate: is no key here: with stages, who and how many belong to a threshold of a stage",
  ],
  [
    "more than 64 choices",
    {
      ...within,
      stages: ["a", "b", "c"].map((name) => stage(name, { anyOf: Array(5).fill({ approvers: { group: "g" } }) })),
    },
    "stages: more than 64 ways to choose a threshold for each stage: use fewer",
  ],
])("refuses a requirement with %s", (_, require, issue) => {
  expect(refused(asking(require))).toContain(`rules[0].require.${issue}`);
});

test.each<readonly [string, object]>([
  ["two of one person", { ...within, approvers: { person: "ana" }, approve: 2 }],
  ["two of one person said twice", { ...within, approvers: [{ person: "ana" }, { person: "ana" }], approve: 2 }],
  ["three denies of two persons", { ...within, approvers: [{ person: "ana" }, { person: "bo" }], deny: 3 }],
  [
    "two of one person in a stage",
    { ...within, stages: [stage("a", { anyOf: [{ approvers: { person: "ana" }, approve: 2 }] })] },
  ],
])("refuses a requirement that asks for %s", (_, require) => {
  expect(refused(asking(require)).join()).toMatch(/names fewer people than must approve or deny/);
});

test.each<readonly [string, object]>([
  [
    "one threshold in full",
    {
      ...finance,
      approve: 2,
      deny: 2,
      proof: "L3",
      remind: ["5m", 1000],
      escalate: [{ after: "1h", to: [{ role: "r" }, { person: "p" }] }],
      useWithin: "10m",
      reason: "required",
      modify: "forbid",
    },
  ],
  [
    "two persons, one of them later",
    { ...within, approvers: { person: "a" }, approve: 2, escalate: [{ after: "5m", to: { person: "b" } }] },
  ],
  [
    "stages in sequence",
    {
      ...within,
      order: "sequential",
      proof: "L2",
      stages: [
        stage("a"),
        stage("b", { anyOf: [{ approvers: { onCall: "s" } }, { approvers: { group: "g" }, approve: 2 }] }),
      ],
    },
  ],
  [
    "64 choices",
    {
      ...within,
      stages: ["a", "b", "c"].map((name) => stage(name, { anyOf: Array(4).fill({ approvers: { group: "g" } }) })),
    },
  ],
])("takes a requirement with %s", (_, require) => {
  expect(load(asking(require)).rules[0]?.require).toEqual(require);
});

test("a layer is reserved, which is not unknown", () => {
  const data = { ...withRules(ruleOf("allow")), layer: "team" };
  expect(refused(data)).toContain("layer: reserved: not available in this version");
});

const shaped = (more: object) => withRules({ id: "r", on: { action: "*" }, ...more });
const checking = (guardrail: object) => shaped({ guardrail });
test.each<readonly [string, unknown, string]>([
  ["a mask of nothing", shaped({ mask: {} }), "rules[0].mask: masks nothing: name a member of the result"],
  ["an unknown mask", shaped({ mask: { a: "blur" } }), 'rules[0].mask.a: is "blur": use drop, redact, hash, last4'],
  [
    "a mask with a gap in its path",
    shaped({ mask: { "a..b": "drop" } }),
    'rules[0].mask["a..b"]: must be a path into the result, as "card.number"',
  ],
  [
    "a mask with a verdict",
    shaped({ mask: { a: "drop" }, verdict: "deny" }),
    "rules[0].verdict: is no key here: use id, on, when, unless, shadow, mask",
  ],
  ["a guardrail of nothing", checking({ input: [] }), "rules[0].guardrail.input: checks nothing: name a check"],
  ["a guardrail without a side", checking({ otherwise: "deny" }), "rules[0].guardrail.input: is missing: give a list"],
  [
    "a guardrail of both sides",
    checking({ input: ["secrets"], output: ["secrets"] }),
    "rules[0].guardrail.input: is no key here: a guardrail has input and otherwise, or output",
  ],
  [
    "a guardrail that allows otherwise",
    checking({ input: ["secrets"], otherwise: "allow" }),
    'rules[0].guardrail.otherwise: is "allow": use deny',
  ],
  [
    "a guardrail that asks nobody",
    checking({ input: ["secrets"], otherwise: { ask: { approvers: [], within: "1h" } } }),
    "rules[0].guardrail.otherwise.ask.approvers: an empty list means nobody",
  ],
  ["a shadow that is none", shaped({ verdict: "deny", shadow: false }), "rules[0].shadow: is false: use true"],
  [
    "a predicate that nobody gave",
    shaped({ verdict: "deny", when: [{ fn: "quiet" }] }),
    'rules[0].when[0].fn: no predicate "quiet" was given: pass it as `predicates`',
  ],
  [
    "a check by a predicate that nobody gave",
    checking({ output: [{ fn: "quiet" }] }),
    'rules[0].guardrail.output[0].fn: no predicate "quiet" was given: pass it as `predicates`',
  ],
  [
    "predicates that nobody gave",
    { ...shaped({ verdict: "deny" }), predicates: { quiet: "1" } },
    'predicates.quiet: the policy was made with version "1", and none was given',
  ],
])("refuses %s", (_, data, issue) => {
  expect(refused(data)).toContain(issue);
});

const history = (more: object) =>
  withWhen({ history: "sum", path: "args.amount", within: "24h", per: "user", op: "gt", value: 1, ...more });
test.each<readonly [string, object, string]>([
  ["an unknown history", { history: "mean" }, 'history: is "mean": use count, sum, distinct, denied'],
  ["denials of an argument", { history: "denied" }, "path: denied takes no path: it counts calls"],
  [
    "denials that are the same otherwise",
    { history: "denied", path: undefined, same: "user" },
    "same: use args, or leave it out",
  ],
  ["a sum of the same", { same: "args" }, "same: is of denied only: leave it out"],
  ["a count of an argument", { history: "count" }, "path: count takes no path: it counts calls"],
  ["a sum of nothing", { path: undefined }, 'path: is missing: sum takes an argument, as "args.amount"'],
  ["a sum over the context", { path: "context.run" }, 'path: takes an argument, as "args.amount"'],
  [
    "a window without end",
    { within: "9999d" },
    'within: takes a duration longer than zero, at most 366 days: "1h", "24h", "7d"',
  ],
  ["nobody's history", { per: "team" }, 'per: is "team": use user, agent, session, app'],
  ["a history compared with a text", { value: "1" }, "value: is no number: give the number to compare with"],
  ["a history that is equal", { op: "eq" }, 'op: is "eq": use gt, gte, lt, lte'],
])("refuses %s", (_, more, issue) => {
  expect(refused(history(more))).toContain(`rules[0].when[0].${issue}`);
});

const quiet = { version: "1", test: () => false };
test("a predicate that is none is refused", () => {
  const broken = { version: "", test: quiet.test };
  expect(refusal(() => loadPolicy(shaped({ verdict: "deny" }), [], { quiet: broken }))).toEqual([
    "predicates.quiet: is { version, test }: a text and a function",
  ]);
});

test("the version of a predicate is in the hash, and a policy of another version is refused", () => {
  const data = shaped({ verdict: "deny", when: [{ fn: "quiet" }] });
  const [one, two] = ["1", "2"].map((version) => loadPolicy(data, [], { quiet: { ...quiet, version } }));
  expect(one?.hash).not.toBe(two?.hash);
  expect(refusal(() => loadPolicy(JSON.parse(JSON.stringify(one)), [], { quiet: { ...quiet, version: "2" } }))).toEqual(
    ['predicates.quiet: the policy was made with version "1", and "2" was given'],
  );
});

test("a policy as JSON has lost its predicates, and is refused where it judges", () => {
  const made = loadPolicy(shaped({ verdict: "deny", when: [{ fn: "quiet" }] }), [], { quiet });
  expect(refusal(() => compilePolicies([JSON.parse(JSON.stringify(made)) as Policy]))[0]).toContain(
    'the predicate "quiet" is not with it',
  );
});

const other = action("refund.issue", { input: z.object({ amount: z.string() }), effect: "money" });
const rules = withRules(ruleOf("allow"));

test("two actions of one name are refused", () => {
  const issue = 'actions: two actions of one name: "refund.issue"; name each only once';
  expect(refusal(() => loadPolicy(rules, [refund, other]))).toEqual([issue]);
  expect(refusal(() => policy({ id: "p", rules: [allow("a", { on: refund }), deny("b", { on: [other] })] }))).toEqual([
    issue,
  ]);
});

test("the same action twice is one", () => {
  expect(loadPolicy(rules, [refund, refund]).id).toBe("p");
});

test("what is no action is refused", () => {
  expect(refusal(() => loadPolicy(rules, [{ name: "refund.issue", effect: "money" }]))[0]).toContain(
    "this is not an action",
  );
  expect(refusal(() => loadPolicy(rules, undefined as never))[0]).toContain("give the list of actions");
});

const HOSTILE: Record<string, unknown> = {
  "a cycle": (() => {
    const data: Record<string, unknown> = { id: "p" };
    data["rules"] = [data];
    return data;
  })(),
  "a getter that throws": Object.defineProperty({ id: "p" }, "rules", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  }),
  "a revoked proxy": (() => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  })(),
  "deep nesting": JSON.parse(`${'{"a":'.repeat(4000)}1${"}".repeat(4000)}`),
  "a symbol": Symbol("p"),
  "a function": () => undefined,
  "a map": new Map([["id", "p"]]),
};
test.each(Object.entries(HOSTILE))("%s gives a typed error and no other", (_, data) => {
  expect(refused(data).length).toBeGreaterThan(0);
});

test("a value that answers otherwise the second time is read once", () => {
  let reads = 0;
  const data = Object.defineProperty({ id: "p" }, "rules", {
    enumerable: true,
    get: () => (reads++ === 0 ? [ruleOf("deny")] : [ruleOf("allow")]),
  });
  expect(compilePolicies([load(data)]).judge(call({})).verdict).toBe("deny");
});

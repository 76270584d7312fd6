import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.js";
import { compilePolicies, type Subject } from "../../src/policy/judge.js";
import { call, policyOf, ruleOf } from "./parts.js";

const explained = (rules: readonly object[], subject: Subject) => compilePolicies([policyOf(rules)]).explain(subject);
const amount = (op: string, value: number) => ({ path: "args.amount", op, value });
const iban = { path: "args.to.iban", op: "under", value: "RU" };
const x = (op: string, value: unknown) => ({ path: "args.x", op, value });
const RULES = [
  ruleOf("deny", { id: "bad-iban", when: [iban] }),
  ruleOf("ask", { id: "large", when: [amount("gt", 500)] }),
  ruleOf("allow", { id: "small", when: [amount("lte", 50)] }),
];

test("an ask says what was found, and what would have allowed the call", () => {
  expect(explained(RULES, call({ amount: 900, to: { iban: "DE12" } }))).toEqual([
    "ask large: args.amount 900 is greater than 500",
    "allow small did not apply: args.amount 900 is not at most 50",
  ]);
});

test("a rule that applies because something is not known says so", () => {
  expect(explained(RULES, call({ amount: 5 }))).toEqual([
    "deny bad-iban: applies because args.to.iban is not known",
    "allow small: args.amount 5 is at most 50",
  ]);
});

test("a default deny says that no rule allows it", () => {
  expect(explained(RULES, call({ amount: 60, to: { iban: "DE12" } }))).toEqual([
    "allow small did not apply: args.amount 60 is not at most 50",
    "no rule allows it",
  ]);
});

test("what was lifted is told", () => {
  const rules = [ruleOf("allow"), ruleOf("deny", { unless: [amount("lt", 10)] })];
  expect(explained(rules, call({ amount: 5 }))).toEqual([
    "allow allow: applies to every call of *",
    "deny deny does not apply: lifted because args.amount 5 is less than 10",
  ]);
});

test("an exception that is not sure is told", () => {
  const rules = [
    ruleOf("deny", { when: [amount("gt", 1)], unless: [x("eq", "a")] }),
    ruleOf("allow", { unless: [x("eq", "a")] }),
  ];
  expect(explained(rules, call({ amount: 5 }))).toEqual([
    "deny deny: args.amount 5 is greater than 1, and its exception is not sure: args.x is not known",
  ]);
  expect(explained(rules.slice(1), call({}))[0]).toBe("allow allow did not apply: args.x is not known");
  expect(explained(rules.slice(1), call({ x: "a" }))[0]).toBe(
    'allow allow did not apply: excepted because args.x "a" is "a"',
  );
});

test.each([
  [{ action: ["refund.issue", "bank.transfer"] }, "every call of refund.issue, bank.transfer"],
  [{ effect: ["read", "money"] }, "every read, money action"],
  [{ dataset: "customers" }, "every call on the dataset customers"],
])("a rule without conditions on %j applies to %s", (on, text) => {
  expect(explained([ruleOf("deny", { on })], call({}, { datasets: ["customers"] }))).toEqual([
    `deny deny: applies to ${text}`,
  ]);
});

test("a dataset with hidden characters is told", () => {
  const rules = [ruleOf("deny", { on: { dataset: "d" } }), ruleOf("allow", { on: { dataset: "d" } })];
  expect(explained(rules, call({}, { datasets: ["d\u200b"] }))).toEqual([
    "deny deny: applies because a dataset's name has hidden characters",
  ]);
  expect(explained(rules.slice(1), call({}, { datasets: ["d\u200b"] }))[0]).toBe(
    "allow allow did not apply: a dataset's name has hidden characters",
  );
});

test.each([
  [x("eq", "a"), "a", '"a" is "a"'],
  [x("in", ["a", 1, null]), "a", '"a" is one of "a", 1, null'],
  [x("gte", 1), 2, "2 is at least 1"],
  [x("lt", 9), 2, "2 is less than 9"],
  [x("host", ["a.com", "*.b.com"]), "https://a.com/", '"https://a.com/" is at the host "a.com", "*.b.com"'],
  [x("under", "/a"), "/a/b", '"/a/b" is inside "/a"'],
  [x("mailDomain", ["a.com"]), "bo@a.com", '"bo@a.com" is an address at the mail domain "a.com"'],
  [
    x("mailDomain", ["a.com"]),
    "Bo <bo@a.com>",
    '"Bo <bo@a.com>" is not a plain mail address, so it may be at the mail domain "a.com"',
  ],
  [x("cidr", ["10.0.0.0/8"]), "10.1.2.3", '"10.1.2.3" is in the range "10.0.0.0/8"'],
  [
    x("cidr", ["10.0.0.0/8"]),
    "::ffff:10.1.2.3",
    '"::ffff:10.1.2.3" is not a plain address outside, so it may be in the range "10.0.0.0/8"',
  ],
  [x("pattern", "hex"), "ff", '"ff" is of the pattern "hex"'],
  [
    x("pattern", "hex"),
    " ff",
    '" ff" is no text, too long or written in another form, so it may be of the pattern "hex"',
  ],
  [x("startsWith", "rm "), "rm -r", '"rm -r" is a text that starts with "rm "'],
  [x("endsWith", ".exe"), "a.exe", '"a.exe" is a text that ends with ".exe"'],
  [x("startsWith", "rm "), " RM -r", '" RM -r" may or may not be a text that starts with "rm "'],
  [x("endsWith", ".exe"), 5, '5 may or may not be a text that ends with ".exe"'],
  [x("gt", 5), "6", '"6" is not a number, so it cannot be compared with 5'],
  [x("eq", 5), "5", '"5" cannot be compared with 5'],
  [x("eq", "a"), ["a"], '["a"] cannot be compared with "a"'],
  [x("host", ["a.com"]), "a.com:1", '"a.com:1" is not a plain address, so it may be at the host "a.com"'],
  [x("under", "/a"), "/a/..", '"/a/.." is not a plain path, so it may be inside "/a"'],
  [x("eq", "a"), "A ", '"A " differs in letter case or spaces only, so it may or may not be "a"'],
  [x("eq", "a"), "a\u200b", '"a\\u{200b}" has hidden characters or an unusual form, so it may or may not be "a"'],
])("%j of %j", (condition, value, text) => {
  const [line] = explained([ruleOf("deny", { when: [condition] })], call({ x: value }));
  expect(line?.replace("applies because ", "")).toBe(`deny deny: args.x ${text}`);
});

test("any is told by the conditions that made it so", () => {
  const any = { any: [x("gt", 5), x("eq", "a"), { path: "args.y", op: "eq", value: 1 }] };
  const told = (verdict: "deny" | "allow", args: JsonObject) =>
    explained([ruleOf(verdict, { when: [any] })], call(args))[0];
  expect(told("deny", { x: 9, y: 2 })).toBe("deny deny: args.x 9 is greater than 5");
  expect(told("deny", { x: 9, y: 1 })).toBe("deny deny: args.x 9 is greater than 5 and args.y 1 is 1");
  expect(told("deny", { x: "b" })).toBe(
    'deny deny: applies because args.x "b" is not a number, so it cannot be compared with 5 and args.y is not known',
  );
  const narrow = { any: [x("gt", 5), x("gt", 8)] };
  expect(explained([ruleOf("allow", { when: [narrow] })], call({ x: 1 }))[0]).toBe(
    "allow allow did not apply: args.x 1 is not greater than 5 and args.x 1 is not greater than 8",
  );
});

test("absent and present are told", () => {
  const rules = [
    ruleOf("deny", { when: [{ path: "args.x", op: "absent" }] }),
    ruleOf("allow", { when: [{ path: "args.x", op: "absent" }] }),
  ];
  expect(explained(rules.slice(0, 1), call({}))).toEqual(["deny deny: args.x is absent"]);
  expect(explained(rules.slice(1), call({ x: 1 }))[0]).toBe("allow allow did not apply: args.x is present");
});

test("a reference is told with both values, or with the one that is missing", () => {
  const rules = [ruleOf("deny", { when: [{ path: "args.x", op: "eq", ref: "context.session" }] })];
  expect(explained(rules, call({ x: "s" }, { context: { session: "s" } }))).toEqual([
    'deny deny: args.x "s" is context.session "s"',
  ]);
  expect(explained(rules, call({ x: "s" }))).toEqual(["deny deny: applies because context.session is not known"]);
});

test("a secret is in no line: nor what it was compared with, nor what holds it, nor what it holds", () => {
  const secret = ["pin", "card.number", "box"];
  const rules = [
    ruleOf("ask", { id: "a", when: [{ path: "args.pin", op: "eq", value: "4711" }] }),
    ruleOf("ask", { id: "b", when: [{ path: "args.free", op: "eq", ref: "args.pin" }] }),
    ruleOf("ask", { id: "c", when: [{ path: "args.card", op: "eq", value: "x" }] }),
    ruleOf("ask", { id: "d", when: [{ path: "args.box.key", op: "under", value: "4711" }] }),
    ruleOf("allow", { id: "e", when: [{ path: "args.pin", op: "in", value: ["4712"] }] }),
  ];
  const args = { pin: "4711", free: "4711", card: { number: "4711" }, box: { key: "4711" } };
  const lines = explained(rules, call(args, { secret }));
  expect(lines).toEqual([
    "ask a: args.pin (secret) is (secret)",
    "ask b: args.free (secret) is (secret)",
    "ask c: applies because args.card (secret) cannot be compared with (secret)",
    "ask d: args.box.key (secret) is inside (secret)",
    "allow e did not apply: args.pin (secret) is not one of (secret)",
  ]);
});

test("a value cannot pretend to be more of the sentence", () => {
  const value = 'ok" is "ok"\u202e\n, and \\';
  const [line] = explained([ruleOf("deny", { when: [x("gt", 1)] })], call({ x: value }));
  expect(line).toContain('args.x "ok\\" is \\"ok\\"\\u{202e}\\u{a}, and \\\\" has hidden');
});

test("hidden characters inside an object are written out too", () => {
  const [line] = explained([ruleOf("deny", { when: [x("gt", 1)] })], call({ x: { "k\u202e": "v\u200b" } }));
  expect(line).toContain('args.x {"k\\u{202e}":"v\\u{200b}"} is not a number');
});

test("a long value is cut", () => {
  const [line] = explained([ruleOf("deny", { when: [x("gt", 1)] })], call({ x: "👍".repeat(5000) }));
  expect(line).toBe(
    `deny deny: applies because args.x "${"👍".repeat(40)}…" is not a number, so it cannot be compared with 1`,
  );
});

test("many rules are cut to 32 lines", () => {
  const lines = explained(
    Array.from({ length: 100 }, (_, i) => ruleOf("ask", { id: `r${i}` })),
    call({}),
  );
  expect(lines).toHaveLength(32);
  expect(lines.at(-1)).toBe("and 69 more");
});

test("with several policies, rules are told with theirs, and whose allow is missing", () => {
  const judge = compilePolicies([
    policyOf([ruleOf("allow", { on: { effect: "read" } })], "org"),
    policyOf([ruleOf("allow", { on: { effect: "read" } }), ruleOf("ask", { id: "later" })], "team"),
  ]);
  expect(judge.explain(call({}))).toEqual(["ask team/later: applies to every call of *", "no rule of org allows it"]);
});

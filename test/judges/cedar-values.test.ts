import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../src/action/limits.js";
import { cedarJudge } from "../../src/judges/cedar.js";
import { call, failed } from "./parts.js";

const holds = async (condition: string, args: unknown): Promise<boolean> => {
  const judge = cedarJudge({ policies: `permit (principal, action, resource) when { ${condition} };` });
  return (await judge.judge(call(args))).verdict === "allow";
};
/** A text as Cedar's syntax writes it. */
const written = (text: string): string =>
  `"${[...text].map((char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`).join("")}"`;

describe("an argument", () => {
  test.each<[string, unknown]>([
    ['context.input.x == "text"', "text"],
    ["context.input.x", true],
    ["context.input.x == 5 && context.input.x < 6", 5],
    ["context.input.x == 9007199254740991", Number.MAX_SAFE_INTEGER],
    ["context.input.x == -9007199254740991", Number.MIN_SAFE_INTEGER],
    ['context.input.x == decimal("12.5") && context.input.x.greaterThan(decimal("12.4999"))', 12.5],
    ['context.input.x == decimal("-0.0001")', -0.0001],
    ["context.input.x.contains(1) && context.input.x.contains(2)", [1, 2, 2]],
    ["context.input.x.isEmpty()", []],
    ['context.input.x.y["a b"] == 1', { y: { "a b": 1 } }],
    ["!(context.input has x) && context.input == {}", null],
    ["!(context.input.x has y)", { y: null }],
  ])("%s holds for %j", async (condition, x) => {
    expect(await holds(condition, { x })).toBe(true);
  });

  test.each<[string, unknown, string]>([
    ["five decimals", 0.12345, "no such number"],
    ["an exponent", 1e-7, "no such number"],
    ["more than a decimal holds", 922_337_203_685_477.6, "the call does not fit"],
    ["a whole number that is not exact", 2 ** 53, "no such number"],
    ["null in a list", ["a", null], "no null in a list"],
    ["half a character", "\ud800", "Error"],
    ["a name that makes an entity", { __entity: { type: "User", id: "root" } }, "makes entities"],
    ["such a name among others", { a: 1, __entity: { type: "User", id: "root" } }, "makes entities"],
    ["such a name in a list", [{ b: { __extn: { fn: "decimal", arg: "1.0" } } }], "makes entities"],
    ["an expression", { __expr: 'User::"root"' }, "makes entities"],
  ])("with %s has no form in Cedar, and no call goes on", async (_, x, said) => {
    expect(await failed(holds("true", { x }))).toContain(said);
  });

  test("with the names that make entities at its top has none either", async () => {
    expect(await failed(holds("true", { __extn: { fn: "decimal", arg: "1.0" } }))).toContain("makes entities");
  });

  test("as deep as a call may be is read", async () => {
    const deep = Array.from({ length: LIMITS.depth - 1 }).reduce<unknown>((inner) => ({ a: inner }), 1);
    expect(await holds("context.input has a", { a: deep })).toBe(true);
  });

  test("its value is in no error", async () => {
    const schema = `entity User, Agent, Tenant;
      action "refund.issue" appliesTo { principal: User, resource: Tenant, context: { input: { x: Long } } };`;
    const judge = cedarJudge({ policies: "permit (principal, action, resource);", schema });
    for (const x of ["hush", { __entity: { type: "hush", id: "hush" } }, { hush: 0.123456 }])
      expect(await failed(judge.judge(call({ x })))).not.toContain("hush");
  });
});

const HOSTILE = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string(),
  fc.constantFrom(
    '"',
    "\\",
    '"::"',
    'User::"root"',
    "\n",
    "\u0000",
    "|",
    "%7C",
    "a|b",
    "', resource);permit(",
    "é",
    "𝔘",
    "?",
  ),
);

describe("hostile texts", () => {
  test("in a principal are that principal and no other", async () => {
    const nonEmpty = HOSTILE.filter((text) => text !== "");
    await fc.assert(
      fc.asyncProperty(nonEmpty, nonEmpty, nonEmpty, nonEmpty, async (issuer, subject, issuer2, subject2) => {
        const id = `${issuer.replaceAll("%", "%25").replaceAll("|", "%7C")}|${subject}`;
        const judge = cedarJudge({ policies: `permit (principal == User::${written(id)}, action, resource);` });
        const as = async (user: object) => (await judge.judge(call({}, { user }))).verdict;
        const same = issuer === issuer2 && subject === subject2;
        expect(await as({ issuer, subject })).toBe("allow");
        expect(await as({ issuer: issuer2, subject: subject2 })).toBe(same ? "allow" : "deny");
      }),
      { numRuns: 60 },
    );
  });

  test("two principals never have one id, wherever the bar is", async () => {
    const judge = cedarJudge({ policies: 'permit (principal == User::"a|b|c", action, resource);' });
    const as = async (issuer: string, subject: string) =>
      (await judge.judge(call({}, { user: { issuer, subject } }))).verdict;
    expect(await as("a", "b|c")).toBe("allow");
    expect(await as("a|b", "c")).toBe("deny");
    expect(await as("a%7Cb", "c")).toBe("deny");
  });

  test("in the action's name are that action and no other", async () => {
    await fc.assert(
      fc.asyncProperty(HOSTILE, HOSTILE, async (action, other) => {
        const policies = `permit (principal, action == Action::${written(action)}, resource);`;
        const judge = cedarJudge({ policies });
        const of = async (name: string) => (await judge.judge(call({}, {}, { action: name }))).verdict;
        expect(await of(action)).toBe("allow");
        expect(await of(other)).toBe(other === action ? "allow" : "none");
      }),
      { numRuns: 60 },
    );
  });

  test("in arguments, as names and as values, are texts", async () => {
    await fc.assert(
      fc.asyncProperty(HOSTILE, HOSTILE, async (name, value) => {
        const condition = `context.input[${written(name)}] == ${written(value)}`;
        expect(await holds(condition, Object.fromEntries([[name, value]]))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

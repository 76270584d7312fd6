import fc from "fast-check";
import { expect, test } from "vitest";
import { actOf, undone } from "../../src/action/act.js";
import type { Effect } from "../../src/action/action.js";
import { shown } from "../../src/action/view.js";
import { checkWords } from "../../src/action/words.js";
import { sampleMessage } from "../../src/testing/sample-message.js";

/** A message whose first critical argument has this value. */
function about(effect: Effect, value: string | number, complete: "whole" | "cut" = "whole") {
  const message = sampleMessage("act");
  const fields = [
    { path: "to", text: shown(value), critical: true },
    { path: "note", text: '"\\u200bhidden"', critical: false },
  ];
  return { ...message, view: { ...message.view, effect, fields, complete: complete === "whole" } };
}
const given = (fields: Record<string, string>) => new URLSearchParams(fields);
const typed = (effect: Effect, value: string | number, text: string) => {
  const message = about(effect, value);
  return undone(actOf(message), message, given({ typed: text }));
};

test.each<[Effect, string]>([
  ["read", "press"],
  ["write", "press"],
  ["message", "tick"],
  ["share", "tick"],
  ["execute", "tick"],
  ["money", "type"],
  ["destroy", "type"],
  ["credential", "type"],
])("approving what does %s takes: %s", (effect, kind) =>
  expect(actOf(about(effect, "partner.example")).kind).toBe(kind),
);

test.each([
  ["a hidden character", "part\u200bner"],
  ["a direction mark", "\u202eevil"],
  ["a Cyrillic letter among Latin ones", "p\u0430rtner"],
  ["a Greek letter among Latin ones", "\u03bfrder"],
])("a critical value with %s cannot be approved where it would be ticked or typed", (_, value) => {
  for (const effect of ["money", "message"] as const)
    expect(actOf(about(effect, value))).toMatchObject({ kind: "withheld", why: expect.stringContaining("`to`") });
  expect(actOf(about("write", value)).kind).toBe("press");
});

test("what is cut cannot be approved, whatever it does", () => {
  for (const effect of ["read", "money"] as const) expect(actOf(about(effect, "a", "cut")).kind).toBe("withheld");
});

test.each([
  ["longer than 24 characters", "a".repeat(25)],
  ["in another script", "大阪支店"],
  ["with an accent, which can be written in two ways", "Zo\u00eb"],
])("for a value %s the 2nd check word is typed", (_, value) => {
  const message = about("money", value);
  const act = actOf(message);
  expect(act.kind).toBe("word");
  const [first = "", second = ""] = checkWords(message.digest).split(" ");
  expect(undone(act, message, given({ typed: ` ${second.toUpperCase()} ` }))).toBeUndefined();
  expect(undone(act, message, given({ typed: first }))).toHaveProperty("typed");
  expect(undone(act, message, given({ typed: "" }))).toHaveProperty("typed");
});

test("spaces and thousands commas are forgiven, and nothing else", () => {
  expect(typed("money", 1840, " 1,840 ")).toBeUndefined();
  expect(typed("money", "XX00 TEST 44", "XX00TEST44")).toBeUndefined();
  for (const wrong of ["1840.0", "1841", "01840", "1.840", "", "１８４０"])
    expect(typed("money", 1840, wrong)).toHaveProperty("typed");
  expect(typed("money", "o-17", "O-17")).toHaveProperty("typed");
});

test("commas that part no thousands belong to the value", () => {
  expect(typed("destroy", "a,b", "ab")).toHaveProperty("typed");
  expect(typed("money", "1,2", "12")).toHaveProperty("typed");
  expect(typed("destroy", "a,b", "a,b")).toBeUndefined();
});

test("a value of nothing but spaces is not approved by typing nothing", () => {
  expect(actOf(about("destroy", "   ")).kind).toBe("word");
});

test("a value is approved by typing it, and by no other text", () => {
  const text = fc.stringMatching(/^[!-+.-~]{1,24}$/);
  fc.assert(fc.property(text, (value) => typed("money", value, value) === undefined));
  fc.assert(
    fc.property(text, text, (value, other) => {
      fc.pre(value !== other);
      return typed("money", value, other) !== undefined;
    }),
  );
});

test("a sentence must be ticked", () => {
  const message = about("share", "partner.example");
  const act = actOf(message);
  expect(act).toMatchObject({ kind: "tick", text: "I mean partner.example" });
  expect(undone(act, message, given({}))).toHaveProperty("meant");
  expect(undone(act, message, given({ meant: "no" }))).toHaveProperty("meant");
  expect(undone(act, message, given({ meant: "yes" }))).toBeUndefined();
});

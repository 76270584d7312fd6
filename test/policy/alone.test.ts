import { expect, test } from "vitest";
import { call, finance, judged, ruleOf } from "./parts.js";

const once = { scope: "same call", for: "1h", uses: 1 } as const;
const often = { scope: "same call", for: "2h", uses: 3 } as const;
const remembering = (id: string, remember: object) => ruleOf("ask", { id, remember });

test("a rule that decides alone gives its id, and an ask its requirement and its ceiling", () => {
  expect(judged([ruleOf("allow")], call({}))).toEqual({ verdict: "allow", rules: ["allow"], requirements: [] });
  expect(judged([ruleOf("allow"), ruleOf("deny")], call({}))).toMatchObject({ verdict: "deny", rules: ["deny"] });
  expect(judged([ruleOf("ask")], call({}))).toEqual({ verdict: "ask", rules: ["ask"], requirements: [finance] });
  expect(judged([remembering("a", once)], call({}))).toEqual({
    verdict: "ask",
    rules: ["a"],
    requirements: [finance],
    remember: once,
  });
});

test("of several, all requirements and the narrowest ceiling", () => {
  expect(judged([remembering("a", often), remembering("b", once)], call({}))).toMatchObject({
    rules: ["a", "b"],
    requirements: [finance, finance],
    remember: { uses: 1 },
  });
});

test("the same rule decides alone again and again: what one caller was given cannot be changed for the next", () => {
  const given = judged([ruleOf("ask")], call({}));
  expect(() => (given.requirements as unknown[]).pop()).toThrow(TypeError);
  expect(() => (given.rules as unknown[]).pop()).toThrow(TypeError);
});

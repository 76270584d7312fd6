import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.js";
import { call, truthOf } from "./parts.js";

const PATHS = [
  "args.__proto__.x",
  "args.constructor.name",
  "args.toString",
  "args.list.length",
  "args.text.length",
  "context.facts.__proto__.x",
];

test.each(PATHS)("%s is not there: what an object inherits is no argument", (path) => {
  const subject = call({ list: ["a"], text: "abc" }, { context: { facts: {} } });
  expect(truthOf({ path, op: "eq", value: 1 }, subject)).toBe("unknown");
  expect(truthOf({ path, op: "absent" }, subject)).toBe(true);
});

test("an own key of an inherited name is an argument like another", () => {
  const args = JSON.parse('{"constructor":{"name":"a"},"__proto__":{"x":"a"}}') as JsonObject;
  expect(truthOf({ path: "args.constructor.name", op: "eq", value: "a" }, call(args))).toBe(true);
  expect(truthOf({ path: "args.__proto__.x", op: "eq", value: "a" }, call(args))).toBe(true);
});

test("a polluted prototype gives no call an argument", () => {
  Object.defineProperty(Object.prototype, "amount", { value: 1, configurable: true });
  try {
    expect(truthOf({ path: "args.amount", op: "lte", value: 5 }, call({}))).toBe("unknown");
  } finally {
    Reflect.deleteProperty(Object.prototype, "amount");
  }
});

test("an argument called context is not the context", () => {
  const args = { context: { tenant: "a" }, "context.tenant": "a" };
  expect(truthOf({ path: "context.tenant", op: "eq", value: "a" }, call(args))).toBe("unknown");
});

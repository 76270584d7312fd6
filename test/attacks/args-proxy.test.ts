import { expect, test } from "vitest";
import { allow } from "../../src/policy.js";
import { anything as any, world } from "../world.js";

const run = () => {
  const ran: unknown[] = [];
  const { cs } = world([allow("r", { on: any })]);
  return { ran, call: cs.guard((args) => void ran.push(args), any) };
};
class Order {
  id = "x";
}
const cyclic: Record<string, unknown> = {};
cyclic["self"] = cyclic;
let reads = 0;
const shifty = Object.defineProperty({}, "amount", { enumerable: true, get: () => ++reads });
class Sub extends Array {}

test.each<[string, object]>([
  ["a proxy", new Proxy({ amount: 1 }, {})],
  ["a proxy inside", { inner: new Proxy([1], {}) }],
  ["an accessor", shifty],
  ["an accessor in a list", { list: Object.defineProperty([1], "0", { enumerable: true, get: () => 2 }) }],
  ["a class instance", { order: new Order() }],
  ["a Date", { when: new Date() }],
  ["a Map", { map: new Map() }],
  ["a subclass of Array", { list: Sub.from([1]) }],
  ["a function", { run: () => 1 }],
  ["an own toJSON", { toJSON: () => ({ amount: 1 }) }],
  ["a BigInt", { amount: 10n }],
  ["a symbol", { tag: Symbol("x") }],
  ["a cycle", cyclic],
])("%s in the arguments is refused with a typed error, and nothing runs", async (_, input) => {
  const { call, ran } = run();
  expect(await call.attempt(input as never)).toMatchObject({ ok: false, error: { code: "input", executed: "no" } });
  expect(ran).toEqual([]);
});

test("a getter is not even called", () => expect(reads).toBe(0));

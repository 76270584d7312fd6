import { runInNewContext } from "node:vm";
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
const trapped: string[] = [];
const traps = new Proxy(
  {},
  {
    get(_, trap: string) {
      trapped.push(trap);
      return Reflect.get(Reflect, trap);
    },
  },
);
const prototype = (maker: unknown) => Object.create(null, { constructor: { value: maker } }) as object;
/** Looks plain where its own name is believed. */
const shiftyName = Object.defineProperty(() => 1, "name", { get: () => ["Object", trapped.push("name")][0] });

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
  ["a Date of another realm", { when: runInNewContext("new Date()") as Date }],
  ["a Map of another realm", { map: runInNewContext("new Map()") as object }],
  ["a class instance of another realm", { order: runInNewContext("new (class Order {})()") as object }],
  ["a subclass of Array of another realm", { list: runInNewContext("new (class Sub extends Array {})()") as object }],
  ["a proxy of another realm", { inner: runInNewContext("new Proxy({}, {})") as object }],
  ["an accessor of another realm", { inner: runInNewContext("({ get a() { return 1 } })") as object }],
  ["an object whose prototype is a proxy", { inner: Object.create(new Proxy({}, traps)) as object }],
  ["an object below one without a prototype", { inner: Object.create(Object.create(null)) as object }],
  ["one whose constructor is a proxy", { inner: Object.create(prototype(new Proxy(Object, traps))) as object }],
  ["one whose constructor tells its name by a getter", { inner: Object.create(prototype(shiftyName)) as object }],
  ["one whose constructor is of another name", { inner: Object.create(prototype(class Order {})) as object }],
  ["a list whose prototype is a proxy", { inner: Object.setPrototypeOf([1], new Proxy([], traps)) as object }],
  ["a list whose prototype is a list", { inner: Object.setPrototypeOf([1], [2]) as object }],
])("%s in the arguments is refused with a typed error, and nothing runs", async (_, input) => {
  const { call, ran } = run();
  expect(await call.attempt(input as never)).toMatchObject({ ok: false, error: { code: "input", executed: "no" } });
  expect(ran).toEqual([]);
});

test("a getter or a trap is not even called", () => expect([reads, trapped]).toEqual([0, []]));

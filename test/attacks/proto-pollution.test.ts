import { expect, test } from "vitest";
import { allow, deny } from "../../src/policy.js";
import { anything as any, world } from "../world.js";

test.each(["__proto__", "constructor", "prototype"])("an argument named %s is refused, at any depth", async (name) => {
  const { cs } = world([allow("r", { on: any })]);
  const run = cs.guard((args) => args, any);
  const hostile = JSON.parse(`{"inner":{"${name}":{"polluted":true}}}`) as object;
  expect(await run.attempt(hostile as never)).toMatchObject({ ok: false, error: { code: "input" } });
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test.each(["McLaren", 7, true, null, ["a", "b"]])("an argument named constructor may be %j", async (value) => {
  const { cs } = world([
    allow("r", { on: any, when: ({ arg }) => [arg("constructor").absent()] }),
    allow("all", { on: any }),
  ]);
  const run = cs.guard((args) => JSON.stringify(args), any);
  expect(await run({ constructor: value, inner: { constructor: value } } as never)).toBe(
    JSON.stringify({ constructor: value, inner: { constructor: value } }),
  );
});

test("a rule reads an argument named constructor, and none that is inherited", async () => {
  const { cs } = world([allow("r", { on: any, when: ({ arg }) => [arg("constructor").eq("McLaren")] })]);
  const run = cs.guard(() => "ran", any);
  expect(await run({ constructor: "McLaren" } as never)).toBe("ran");
  expect(await run.attempt({} as never)).toMatchObject({ ok: false, error: { code: "denied" } });
});

test("a rule reads own arguments only: what every object inherits is not there", async () => {
  const { cs } = world([
    allow("r", { on: any }),
    deny("odd", { on: any, unless: ({ arg }) => [arg("toString").absent()] }),
  ]);
  expect(await cs.guard(() => "ran", any)({})).toBe("ran");
});

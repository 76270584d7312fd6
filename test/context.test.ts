import { afterEach, expect, test, vi } from "vitest";
import * as z from "zod";
import { action } from "../src/action/action.js";
import type { Context } from "../src/action/context.js";
import { asyncContext } from "../src/context.js";

const read = action("thing.read", { input: z.object({}), effect: "read" });
const who = (subject: string) => ({ issuer: "test", subject });
const [ana, bo, cy] = [who("ana"), who("bo"), who("cy")];
const tick = () => new Promise<void>((resolve) => setTimeout(resolve));

afterEach(() => vi.unstubAllGlobals());

test("outside of a run there is no context", () => {
  expect(asyncContext()(read)).toBeUndefined();
});

test("a run's context is seen in it, also after awaits and in what it starts, and not after it", async () => {
  const ambient = asyncContext();
  const seen = await ambient.run({ user: ana, model: "m" }, async () => {
    await tick();
    return Promise.all([ambient(read), tick().then(() => ambient(read))]);
  });
  expect(seen).toEqual([
    { user: ana, model: "m" },
    { user: ana, model: "m" },
  ]);
  expect(ambient(read)).toBeUndefined();
});

test("run gives back what its function returns or throws", async () => {
  const ambient = asyncContext();
  expect(ambient.run({}, () => 7)).toBe(7);
  expect(() =>
    ambient.run({}, () => {
      throw new RangeError("no");
    }),
  ).toThrow(RangeError);
});

test("runs at the same time do not see each other", async () => {
  const ambient = asyncContext();
  const session = (user: typeof ana) =>
    ambient.run({ user }, async () => {
      await tick();
      return (await ambient(read))?.user;
    });
  expect(await Promise.all([session(ana), session(bo)])).toEqual([ana, bo]);
});

test("two contexts are apart", () => {
  const [one, other] = [asyncContext(), asyncContext()];
  expect(one.run({ user: ana }, () => other(read))).toBeUndefined();
});

test("in a nested run the inner fields win, datasets are united and facts merged by key", () => {
  const ambient = asyncContext();
  const outer = { model: "big", session: "s", datasets: ["a"], facts: { tier: 1, region: "eu" } };
  const inner = { model: "small", datasets: ["b", "a"], facts: { tier: 2 } };
  const nested = ambient.run(outer, () => ambient.run(inner, () => ambient(read)));
  expect(nested).toEqual({ model: "small", session: "s", datasets: ["b", "a"], facts: { tier: 2, region: "eu" } });
});

test("after a nested run the outer context is back", () => {
  const ambient = asyncContext();
  const seen = ambient.run({ user: ana, model: "m" }, () => {
    ambient.run({ user: cy, model: "n" }, () => {});
    return ambient(read);
  });
  expect(seen).toEqual({ user: ana, model: "m" });
});

test("a context that is not JSON is refused with its place", () => {
  const context = { facts: { when: new Date() } } as unknown as Partial<Context>;
  expect(() => asyncContext().run(context, () => {})).toThrow(/asyncContext\.run\.facts\.when/);
});

test("a runtime without async storage is refused at the first run, with what to do", () => {
  vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
  const ambient = asyncContext();
  expect(ambient(read)).toBeUndefined();
  expect(() => ambient.run({}, () => {})).toThrow(/no AsyncLocalStorage.*with each call/);
});

test("a runtime that has async storage as a global is served", () => {
  const storage = process.getBuiltinModule("node:async_hooks").AsyncLocalStorage;
  vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
  vi.stubGlobal("AsyncLocalStorage", storage);
  const ambient = asyncContext();
  expect(ambient.run({ user: ana }, () => ambient(read))).toEqual({ user: ana });
});

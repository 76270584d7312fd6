import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/index.js";
import { allow, ask } from "../../src/policy.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { modify } from "../../src/testing/testing.js";
import { world } from "../world.js";

const file = z.object({ path: z.string(), content: z.json() });
const made = (limits?: { bytes?: number; values?: number }) =>
  action("write_file", { input: file, effect: "write", ...(limits && { limits }) });

async function written(content: unknown, limits?: { bytes?: number; values?: number }) {
  const on = made(limits);
  const { cs } = world([allow("all", { on })]);
  return cs.guard(() => "written", on).attempt({ path: "a", content } as never);
}
const rows = Array.from({ length: 700 }, (_, at) => ({ id: at, name: `row ${at}`, open: true }));

test.each<[string, unknown]>([
  ["a file of 100 kB", "x".repeat(100_000)],
  ["30,000 Chinese characters", "汉".repeat(30_000)],
  ["3,000 recipients", Array.from({ length: 3000 }, (_, at) => `person.${at}@example.com`)],
  ["700 rows of three columns", rows],
])("%s is an ordinary argument", async (_, content) => {
  expect(await written(content)).toEqual({ ok: true, value: "written" });
});

test.each<[string, unknown, string]>([
  ["text", "x".repeat(300_000), "content: larger than 262,144 bytes"],
  ["text of several bytes a character", "汉".repeat(90_000), "larger than 262,144 bytes"],
  ["values", new Array(10_000).fill(0), "content.9998: more than 10,000 values"],
])("the model is told which limit is passed by too much %s", async (_, content, limit) => {
  const done = await written(content);
  expect(done).toMatchObject({ ok: false, error: { code: "input", executed: "no" } });
  expect(done.ok ? "" : done.error.forModel()).toContain(limit);
});

test("an action says how much it takes", async () => {
  const large = { bytes: 1024 * 1024, values: 50_000 };
  expect(await written("x".repeat(1_000_000), large)).toMatchObject({ ok: true });
  expect(await written(new Array(49_000).fill(0), large)).toMatchObject({ ok: true });
  expect(await written("x".repeat(2000), { bytes: 1000 })).toMatchObject({ error: { reason: /1,000 bytes/ } });
  expect(await written([1, 2, 3], { values: 5 })).toMatchObject({ error: { reason: /more than 5 values/ } });
});

test.each<[string, object]>([
  ["limits.bytes", { bytes: 1024 * 1024 + 1 }],
  ["limits.bytes", { bytes: 0 }],
  ["limits.values", { values: 50_001 }],
  ["limits.values", { values: 1.5 }],
  ["limits.depth", { depth: 5 }],
  ["limits", []],
])("%s of %j is refused", (path, limits) => {
  expect(() => made(limits)).toThrow(path);
});

test("other limits are no other action: what waits goes on waiting", async () => {
  const on = (bytes: number) => made({ bytes });
  const rule = ask("all", { on: on(1), require: { approvers: { group: "finance" }, within: "30m" } });
  const first = world([rule]);
  const call = { path: "a", content: "x" } as const;
  await first.cs.guard(() => "written", on(1000)).attempt(call, { key: "k", hold: 0 });
  const next = world([rule], { ...first.parts });
  expect(await next.cs.guard(() => "written", on(2000)).attempt(call, { key: "k", hold: 0 })).toMatchObject({
    error: { code: "pending" },
  });
});

test.each(["\u0080", "\u0001", '"', "汉", "\u200b"])(
  "the largest arguments of nothing but %j are asked, modified and run",
  async (unit) => {
    const on = action("write_file", {
      input: file,
      effect: "write",
      describe: ({ content }) => String(content),
      limits: { bytes: 1024 * 1024 },
    });
    const rule = ask("all", { on, require: { approvers: { group: "finance" }, within: "30m" } });
    const folder = mkdtempSync(join(tmpdir(), "limits-"));
    const store = sqliteStore({ path: join(folder, "store.db") });
    const { cs, people } = world([rule], { store });
    const each = Buffer.byteLength(JSON.stringify(unit)) - 2;
    const content = unit.repeat(Math.floor(1_048_000 / each));
    const done = cs.guard((args) => args.path, on).attempt({ path: "a", content });
    await (await people.next()).answer(modify("ana", { path: "b", content: content.slice(0, -1) }));
    expect(await done).toMatchObject({ ok: true, value: "b" });
    await store.close();
    rmSync(folder, { recursive: true });
  },
);

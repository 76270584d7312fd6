import { expect, test } from "vitest";
import * as z from "zod";
import { action, createCountersign } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { approve } from "../../src/testing/testing.js";
import { world } from "../world.js";

const input = z.object({ id: z.string() });
const made = (spec: object, schema: typeof input = input) =>
  action("thing.do", { input: schema, effect: "write", ...spec });

test.each([
  ["a new version of the body", made({ version: "2" })],
  ["a schema that makes other arguments", made({}, z.object({ id: z.string().toUpperCase() }) as typeof input)],
  ["another effect", action("thing.do", { input, effect: "destroy" })],
  ["other critical arguments", made({ critical: ["id"] })],
])("an approval of one definition is not spent by %s", async (_, swapped) => {
  const before = made({});
  const rule = (on: typeof before) =>
    policy({ id: "p", rules: [ask("r", { on, require: { approvers: { group: "finance" }, within: "30m" } })] });
  const { people, parts } = world([
    ask("r", { on: before, require: { approvers: { group: "finance" }, within: "30m" } }),
  ]);
  const audit = { ...parts.audit, log: { write: async () => {} } };
  const old = createCountersign({ ...parts, policy: rule(before) });
  await old.guard(({ id }) => id, before).attempt({ id: "x" }, { key: "k", hold: 0 });
  await (await people.next()).answer(approve("ana"));
  let ran = 0;
  const deployed = createCountersign({ ...parts, audit, policy: rule(swapped) });
  const done = await deployed.guard(() => ++ran, swapped).attempt({ id: "x" }, { key: "k", hold: 0 });
  expect(done).toMatchObject({ ok: false, error: { code: "cancelled", executed: "no" } });
  expect(ran).toBe(0);
});

import { expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/index.js";
import { allow, ask } from "../../src/policy.js";
import { approve, person } from "../../src/testing/testing.js";
import { world } from "../world.js";

const open = action("open", {
  input: z.looseObject({ id: z.string() }) as unknown as z.ZodType<{ id: string }>,
  effect: "write",
});
const spoofed = {
  id: "x",
  user: person("cy"),
  owner: person("cy"),
  approvers: { person: "eve" },
  __context: { user: person("cy") },
  environment: "dev",
  tenant: "other",
};

test("arguments named like the context do not change who is excluded", async () => {
  const { cs, people } = world([ask("r", { on: open, require: { approvers: { group: "finance" }, within: "30m" } })]);
  const run = cs.guard(({ id }) => id, open);
  people.will(approve("ana", { expect: "excluded" }), approve("eve", { expect: "not_eligible" }), approve("cy"));
  expect(await run(spoofed, { context: { user: person("ana") } })).toBe("x");
  people.done();
});

test("a rule about the context does not see arguments", async () => {
  const { cs } = world([allow("dev", { on: open, when: ({ context }) => [context("environment").eq("dev")] })], {
    environment: "prod",
  });
  expect(await cs.guard(({ id }) => id, open).attempt(spoofed)).toMatchObject({ ok: false, error: { code: "denied" } });
});

test("a schema's output is what counts: members it drops never reach the body", async () => {
  const closed = action("closed", { input: z.object({ id: z.string() }), effect: "write" });
  const { cs } = world([allow("r", { on: closed })]);
  expect(await cs.guard((args) => Object.keys(args), closed)(spoofed)).toEqual(["id"]);
});

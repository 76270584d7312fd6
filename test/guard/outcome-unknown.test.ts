import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { action, type Config, createCountersign, outcomeUnknown, proven } from "../../src/index.js";
import { local } from "../../src/local.js";
import { allow, ask, mask, policy } from "../../src/policy.js";
import { approve, inMemory, memoryApprover } from "../../src/testing/testing.js";
import { verifyRun } from "../cli/run.js";
import { folder } from "../sinks/folder.js";

const shape = { input: z.object({ to: z.string() }), effect: "money" } as const;
const free = action("free", shape);
const asked = action("asked", shape);
const known = action("known", { ...shape, probe: async () => "succeeded" });
const hidden = action("hidden", shape);
const require = { approvers: { group: "finance" }, within: "30m" } as const;
const rules = [
  allow("free", { on: [free, hidden] }),
  ask("asked", { on: [asked, known], require }),
  mask("hidden", { on: hidden, output: { card: "drop" } }),
];

function made(config: Partial<Config> = {}) {
  const people = memoryApprover({ ana: { groups: ["finance"] } });
  const parts = inMemory(people);
  const cs = createCountersign({ ...parts, policy: policy({ id: "p", rules }), ...config });
  const timeout = new Error("ETIMEDOUT of card 4111");
  const body = () => {
    throw outcomeUnknown(timeout);
  };
  people.will(approve("ana"));
  return { people, parts, cs, timeout, body };
}

test("a body may say that it does not know: the call is unknown, and a person is to settle it", async () => {
  const { cs, body, timeout } = made();
  const pay = cs.guard(body, asked);
  const done = await pay.attempt({ to: "x" }, { key: "k" });
  expect(done).toMatchObject({ error: { code: "unknown", executed: "unknown", cause: timeout } });
  const { requestId = "" } = done.ok || done.error.code !== "unknown" ? {} : done.error;
  const message = await cs.desk.message(requestId);
  expect(message).toMatchObject({ state: "unknown", why: expect.stringContaining("a person must settle it") });
  const again = await pay.attempt({ to: "x" }, { key: "k" });
  expect(again).toMatchObject({
    error: { code: "unknown", reason: "it started, and did not know itself whether its work was done" },
  });
  const by = proven({ issuer: "test", subject: "ana", proof: "L1", evidence: {} });
  const settled = await cs.desk.reconcile(requestId, { by, outcome: "succeeded", reason: "it is in the bank's list" });
  expect(settled.result).toBe("resolved");
});

test("the same of a call that policy allows, which has no request", async () => {
  const { cs, body, timeout } = made();
  const done = await cs.guard(body, free).attempt({ to: "x" });
  expect(done).toMatchObject({ error: { code: "unknown", executed: "unknown", cause: timeout } });
  expect(!done.ok && done.error.forModel()).toMatch(/^It started and its result was lost/);
});

test("what the action's own probe says is believed at the next call", async () => {
  const { cs, body } = made();
  const pay = cs.guard(body, known);
  await pay.attempt({ to: "x" }, { key: "k" });
  expect(await pay.attempt({ to: "x" }, { key: "k" })).toMatchObject({
    error: { code: "withheld", why: "found_out_later", executed: "yes" },
  });
});

test("its cause is made anew where rules hold on results, like the error of any body", async () => {
  const { cs, body } = made();
  const done = await cs.guard(body, hidden).attempt({ to: "x" });
  expect(done).toMatchObject({ error: { code: "unknown" } });
  expect(JSON.stringify(done.ok || (done.error as { cause?: Error }).cause?.message)).not.toContain("4111");
});

test("the log says so, and verifies", async () => {
  const home = join(folder(), ".countersign");
  const { cs, body } = made(local(home));
  await cs.guard(body, free).attempt({ to: "x" });
  await cs.guard(body, asked).attempt({ to: "x" }, { key: "k" });
  await cs.close();
  const { code, out } = await verifyRun(home, "--key", join(home, "public.pem"));
  expect([code, out.at(-1)]).toEqual([0, "nothing is wrong"]);
  const [log = ""] = readdirSync(join(home, "log"));
  const unknown = readFileSync(join(home, "log", log), "utf8").match(/execution\.unknown\.v1/g);
  expect(unknown).toHaveLength(2);
});

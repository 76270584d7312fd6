import { expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const asked = async (agentSays: unknown) => {
  const { cs, people } = world([large]);
  await refunds(cs).issue.attempt(call, { key: "k", hold: 0, context: { facts: { agentSays: agentSays as string } } });
  return (await people.next()).view;
};

test("the agent's own words are shown as the agent's", async () => {
  expect((await asked("The customer waits.")).agentSays).toBe("The customer waits.");
});

test.each([
  ["nothing", undefined],
  ["a list", ["x"]],
  ["no words", ""],
])("%s is not the agent's words", async (_, said) => {
  expect(await asked(said ?? 0)).not.toHaveProperty("agentSays");
});

test("a secret that the agent quotes is a mark, and hidden characters are seen", async () => {
  const login = action("login", {
    input: z.object({ user: z.string(), password: z.string() }),
    effect: "credential",
    secret: ["password"],
  });
  const all = ask("all", { on: login, require: { approvers: { group: "finance" }, within: "30m" } });
  const { cs, people } = world([all]);
  const facts = { agentSays: "I use hunter2-x\u202e now" };
  const options = { key: "k", hold: 0, context: { facts } } as const;
  await cs.guard(() => "in", login).attempt({ user: "u", password: "hunter2-x" }, options);
  expect((await people.next()).view.agentSays).toBe("I use [secret]\\u202e now");
});

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

const keys = action("keys.use", {
  input: z.object({ keys: z.array(z.string()) }),
  effect: "credential",
  secret: ["keys"],
});
const quoting = async (secrets: readonly string[], agentSays: string) => {
  const { cs, people } = world([
    ask("keys", { on: keys, require: { approvers: { group: "finance" }, within: "30m" } }),
  ]);
  const options = { key: "k", hold: 0, context: { facts: { agentSays } } } as const;
  await cs.guard(() => "in", keys).attempt({ keys: [...secrets] }, options);
  return (await people.next()).view.agentSays;
};

test("a mark is no secret, so secrets that are part of one do not make the words longer", async () => {
  const parts = Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? "[sec" : "ret]"));
  expect(await quoting([...parts, "cret"], "[sec and ret] and cret")).toBe("[secret] and [secret] and [secret]");
});

test("secrets that overlap are one mark, and neighbours are two", async () => {
  expect(await quoting(["abcd", "cdef", "wxyz"], "abcdef wxyzwxyz aaaa")).toBe("[secret] [secret][secret] aaaa");
  expect(await quoting(["aaaa"], "aaaaaa")).toBe("[secret]");
});

test("of long words no secret shows its beginning where they are cut", async () => {
  const secret = "s3cret-".repeat(600);
  expect(await quoting([secret], `it is ${secret}`)).toBe("it is [secret]…");
  expect(await quoting(["hunter2-x"], `${"a".repeat(3_996)}hunter2-x`)).toBe(`${"a".repeat(2_000)}…`);
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

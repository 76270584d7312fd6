import { expect, test } from "vitest";
import * as z from "zod";
import { action, createCountersign } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { approve, inMemory, memoryApprover, modify } from "../../src/testing/testing.js";

const send = action("note.send", {
  input: z.object({ text: z.string(), token: z.string() }),
  effect: "message",
  secret: ["token"],
  output: z.string(),
});
const original = { text: "hello", token: "hunter2" };

function world() {
  const people = memoryApprover({ ana: {} });
  const rules = policy({
    id: "p",
    rules: [ask("all", { on: send, require: { approvers: { person: "ana" }, within: "30m", modify: "approve" } })],
  });
  const cs = createCountersign({ ...inMemory(people), policy: rules });
  return { people, send: cs.guard(({ text }) => `sent ${text}`, send) };
}

test("whoever gets the value of a modified call is told its arguments, secret ones as marks", async () => {
  const { people, send } = world();
  people.will(modify("ana", { text: "bye", token: "[secret]" }));
  const told = { ok: true, value: "sent bye", modified: { text: "bye", token: "[secret]" } };
  expect(await send.attempt(original, { key: "k" })).toEqual(told);
  expect(await send.attempt(original, { key: "k" })).toEqual(told); // re-attached to the finished call
  expect(await send(original, { key: "k" })).toBe("sent bye");
});

test("of a call that runs as it was asked nothing more is told", async () => {
  const { people, send } = world();
  people.will(approve("ana"));
  expect(await send.attempt(original, { key: "k" })).toEqual({ ok: true, value: "sent hello" });
});

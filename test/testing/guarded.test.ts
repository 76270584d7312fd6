import { expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/action/action.js";
import { createCountersign } from "../../src/countersign.js";
import { ask, policy } from "../../src/policy.js";
import type { Answer } from "../../src/testing/answers.js";
import { approve, deny, modify } from "../../src/testing/answers.js";
import { fakeClock } from "../../src/testing/fake-clock.js";
import { inMemory } from "../../src/testing/in-memory.js";
import { memoryApprover } from "../../src/testing/memory-approver.js";

const send = action("mail.send", { input: z.object({ to: z.string(), text: z.string() }), effect: "message" });
const INPUT = { to: "a@example.com", text: "hello" };

function world(count = 1) {
  const people = memoryApprover({ ana: { groups: ["ops"] }, bo: { groups: ["ops"] }, cy: { groups: ["ops"] } });
  const clock = fakeClock();
  const require = { approvers: { group: "ops" }, approve: count, within: "30m" } as const;
  const rules = [ask("mail", { on: send, require })];
  const cs = createCountersign({ ...inMemory(people, clock), policy: policy({ id: "p", rules }) });
  return { people, clock, mail: cs.guard(({ text }) => text, send) };
}

test("a scripted approve of several people runs the body", async () => {
  const { people, mail } = world(2);
  people.will(approve("ana"), approve("bo"));
  expect(await mail(INPUT)).toBe("hello");
  people.done();
});

test("a modification is delivered as a new revision, and asked once", async () => {
  const { people, mail } = world(2);
  people.will(modify("ana", { ...INPUT, text: "hi" }), approve("bo"), approve("cy"));
  expect(await mail(INPUT)).toBe("hi");
  expect(people.asked.map(({ revision }) => revision)).toEqual([1, 2]);
  people.done();
});

test.each<[string, Answer, RegExp]>([
  [
    "an answer taken otherwise than expected",
    approve("ana", { expect: "excluded" }),
    /approve by ana was answered recorded/,
  ],
  ["an answer of nobody", approve("zed"), /approve by zed was answered not_a_person/],
])("%s fails the guarded call with what was wrong", async (_, answer, text) => {
  const { people, mail } = world(2);
  people.will(answer);
  await expect(mail(INPUT)).rejects.toMatchObject({ code: "denied", reason: expect.stringMatching(text) });
  expect(() => people.done()).toThrow(text);
});

test("answers given at once reach the desk at once, and one of them is too late", async () => {
  const { people, mail } = world();
  people.will([deny("ana", "no"), approve("bo", { expect: "too_late" })]);
  await expect(mail(INPUT)).rejects.toMatchObject({ code: "denied", reason: "no" });
  people.done();
});

test("an expired call needs no answer", async () => {
  const { people, clock, mail } = world();
  const done = mail.attempt(INPUT);
  await people.next();
  await clock.advance("31m");
  expect(await done).toMatchObject({ ok: false, error: { code: "expired" } });
  people.done();
});

test("an aborted call needs no answer", async () => {
  const { people, mail } = world();
  const abort = new AbortController();
  const done = mail.attempt(INPUT, { signal: abort.signal });
  await people.next();
  abort.abort();
  expect(await done).toMatchObject({ ok: false, error: { code: "cancelled" } });
  people.done();
});

test("an unanswered call is told by done", async () => {
  const { people, mail } = world();
  void mail.attempt(INPUT);
  await people.next();
  expect(() => people.done()).toThrow(/nobody answered/);
});

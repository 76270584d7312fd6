import { expect, test } from "vitest";
import * as z from "zod";
import { action, createCountersign } from "../../src/index.js";
import { allow, policy } from "../../src/policy.js";
import { fakeClock, inMemory, memoryApprover } from "../../src/testing/testing.js";

const note = action("note.send", { input: z.object({ text: z.string() }), effect: "message", output: z.string() });

test("a time window is of the clock of the process that judges", async () => {
  const clock = fakeClock("2026-01-05T16:30:00Z"); // Monday, 17:30 in Berlin
  const rule = allow("office", {
    on: note,
    when: ({ time }) => [time({ days: ["mon"], from: "08:00", to: "18:00", zone: "Europe/Berlin" })],
  });
  const cs = createCountersign({ ...inMemory(memoryApprover({}), clock), policy: policy({ id: "p", rules: [rule] }) });
  const send = cs.guard(({ text }) => `sent ${text}`, note);
  expect(await send.attempt({ text: "early" })).toEqual({ ok: true, value: "sent early" });
  await clock.advance("30m");
  const late = await send.attempt({ text: "late" });
  expect(late).toMatchObject({ ok: false, error: { code: "denied" } });
  expect(JSON.stringify(late)).not.toContain("sent late");
});

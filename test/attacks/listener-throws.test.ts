import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { allow } from "../../src/policy.js";
import { approve, deny } from "../../src/testing/testing.js";
import { large, refund, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const STEPS = [
  "approval.requested",
  "review.recorded",
  "call.approved",
  "execution.started",
  "execution.succeeded",
] as const;
const failing = {
  throws: () => {
    throw new Error("the listener is broken");
  },
  rejects: () => Promise.reject(new Error("the listener is broken")),
};
const HOW = Object.keys(failing) as (keyof typeof failing)[];

const said = vi.spyOn(console, "error");
beforeEach(() => void said.mockImplementation(() => {}));
afterEach(() => void said.mockReset());

test.each(STEPS.flatMap((step) => HOW.map((how) => [step, how] as const)))(
  "a listener of %s that %s changes nothing of an asked call, and the console tells of it",
  async (step, how) => {
    const { cs, people, events } = world([large]);
    const heard: string[] = [];
    cs.on(step, failing[how]);
    cs.on(step, ({ type }) => void heard.push(type));
    const { issue, ran } = refunds(cs);
    people.will(approve("ana"));
    expect(await issue.attempt(call)).toMatchObject({ ok: true, value: { refunded: 600 } });
    expect([ran.length, heard]).toEqual([1, [step]]);
    await cs.close();
    expect(events()).toEqual(expect.arrayContaining([...STEPS]));
    expect(said).toHaveBeenCalledWith(expect.stringContaining(step), expect.any(Error));
  },
);

test.each(HOW)("a listener that %s changes nothing of an allowed call", async (how) => {
  const { cs } = world([allow("all", { on: refund })]);
  for (const step of STEPS) cs.on(step, failing[how]);
  const { issue, ran } = refunds(cs);
  expect(await issue.attempt(call)).toMatchObject({ ok: true });
  expect(ran).toHaveLength(1);
});

test.each(HOW)("a listener that %s changes nothing of a denial", async (how) => {
  const { cs, people } = world([large]);
  cs.on("call.denied", failing[how]);
  people.will(deny("ana", "no"));
  expect(await refunds(cs).issue.attempt(call)).toMatchObject({
    error: { code: "denied", by: "people", executed: "no" },
  });
});

test("what a listener does to its event, the next one does not see", async () => {
  const { cs } = world([allow("all", { on: refund })]);
  const heard: unknown[] = [];
  cs.on("execution.started", (event) => void Object.assign(event, { callId: "another" }));
  cs.on("execution.started", ({ callId }) => void heard.push(callId));
  await refunds(cs).issue(call);
  expect(heard).toEqual([expect.stringMatching(/^call_/)]);
});

test("a listener that has stopped hears nothing", async () => {
  const { cs } = world([allow("all", { on: refund })]);
  const heard: string[] = [];
  const stop = cs.on("execution.started", ({ type }) => void heard.push(type));
  const { issue } = refunds(cs);
  await issue(call);
  stop();
  await issue(call);
  expect(heard).toEqual(["execution.started"]);
});

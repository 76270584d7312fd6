import { expect, test } from "vitest";
import * as z from "zod";
import { action, type Row } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { approve, deny } from "../../src/testing/testing.js";
import { large } from "../world.js";
import { apart } from "./apart.js";
import { rowOf } from "./stored.js";

const call = { orderId: "o", amount: 600 };
const request = (row: Row, change: object) => ({ ...(row.request as object), ...change }) as never;
const progress = (row: Row, change: object) => ({ ...(row.progress as object), ...change }) as never;

const STARTS = {
  "as it is": (row: Row) => ({ progress: progress(row, { fence: 1 }) }),
  "with other arguments": (row: Row) => ({
    progress: progress(row, { fence: 1 }),
    request: request(row, { args: { orderId: "mallory", amount: 999_999, note: "" } }),
  }),
  "as idempotent": (row: Row) => ({
    progress: progress(row, { fence: 1 }),
    request: request(row, { idempotent: true }),
  }),
  "with nobody to ask": (row: Row) => ({
    progress: progress(row, { fence: 1 }),
    request: request(row, { idempotent: true, requirements: [] }),
  }),
  "with a seal of nobody's": (row: Row) => ({
    progress: progress(row, { fence: 1, started: { keyid: "k", sig: "AAAA" } }),
  }),
  "with a seal of nobody's, as idempotent, with nobody to ask": (row: Row) => ({
    progress: progress(row, { fence: 1, started: { keyid: "k", sig: "AAAA" } }),
    request: request(row, { idempotent: true, requirements: [] }),
  }),
  "with the seal of what was asked": (row: Row) => ({
    progress: progress(row, { fence: 1, started: (row.request as { seal?: object }).seal }),
  }),
};

test.each(Object.entries(STARTS))(
  "a request that is written to be executing, %s, starts nothing",
  async (_, change) => {
    const { issue, ran, people, write, events } = await apart([large]);
    const waits = issue.attempt(call, { key: "k" });
    const { requestId } = await people.next();
    await write(requestId, (row) => ({ state: "executing", due: 1, ...change(row) }));
    expect(await waits).toMatchObject({ ok: false, error: { code: "unknown", executed: "unknown" } });
    expect(ran).toEqual([]);
    expect([...events().guard, ...events().desk]).toContain("execution.unknown");
    expect(events().guard).not.toContain("execution.restarted");
  },
);

/** The same refund, which a lost lease may start again. */
const again = action("refund.issue", {
  input: z.object({ orderId: z.string(), amount: z.number().positive(), note: z.string().default("") }),
  effect: "money",
  critical: ["orderId", "amount"],
  idempotent: true,
});
const asks = ask("large", {
  on: again,
  require: { approvers: { group: "finance" }, approve: 2, within: "30m", useWithin: "1m" },
});

test.each(["denied", "expired", "pending"] as const)(
  "a request that is %s is not armed again by its state",
  async (state) => {
    const { issue, ran, people, write, clock, desk } = await apart([asks], {}, again);
    await issue.attempt(call, { key: "k", hold: 0 });
    const message = await people.next();
    if (state === "denied") await message.answer(deny("ana"));
    if (state === "expired") await clock.advance("31m");
    await desk.sweep();
    await write(message.requestId, (row) => ({ state: "executing", due: 1, progress: progress(row, { fence: 1 }) }));
    expect(await issue.attempt(call, { key: "k" })).toMatchObject({ ok: false, error: { code: "unknown" } });
    expect(ran).toEqual([]);
  },
);

test("an approval that was not used in time is not used by calling it a lost execution", async () => {
  const { issue, ran, people, write, clock } = await apart([asks], {}, again);
  await issue.attempt(call, { key: "k", hold: 0 });
  const message = await people.next();
  await message.answer(approve("ana"));
  await message.answer(approve("bo"));
  await clock.advance("2m");
  await write(message.requestId, (row) => ({ state: "executing", due: 1, progress: progress(row, { fence: 1 }) }));
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({ ok: false });
  expect(ran).toEqual([]);
});

test("the start of one request does not start another", async () => {
  const { issue, ran, people, write, store } = await apart([asks], {}, again);
  const first = issue.attempt(call, { key: "first" });
  const approved = await people.next();
  await approved.answer(approve("ana"));
  await approved.answer(approve("bo"));
  await first;
  await issue.attempt(call, { key: "second", hold: 0 });
  const waits = await people.next();
  const { progress: started, request: asked } = await rowOf(store, approved.requestId);
  await write(waits.requestId, () => ({ state: "executing", due: 1, progress: started, request: asked }));
  expect(await issue.attempt(call, { key: "second" })).toMatchObject({ ok: false });
  expect(ran).toHaveLength(1);
});

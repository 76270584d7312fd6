import { expect, test } from "vitest";
import * as z from "zod";
import { action, proven, type Row } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { approve, deny, person } from "../../src/testing/testing.js";
import { apart } from "./apart.js";

const call = { orderId: "o", amount: 600 };
/** A refund whose result is kept. */
const kept = action("refund.issue", {
  input: z.object({ orderId: z.string(), amount: z.number().positive(), note: z.string().default("") }),
  output: z.looseObject({ refunded: z.number() }),
  effect: "money",
  critical: ["orderId", "amount"],
});
const asks = ask("large", { on: kept, require: { approvers: { group: "finance" }, within: "30m" } });
const progress = (row: Row, change: object) => ({ ...(row.progress as object), ...change }) as never;
const start = () => apart([asks], {}, kept as never);

test("a result that was changed in the store is given to nobody", async () => {
  const { issue, people, write, ran } = await start();
  people.will(approve("ana"));
  await issue(call, { key: "k" });
  const { requestId } = people.asked[0] ?? { requestId: "" };
  await write(requestId, (row) => ({ progress: progress(row, { result: { value: { refunded: 1 } } }) }));
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({ ok: false, error: { code: "unknown" } });
  expect(ran).toHaveLength(1);
});

test.each(["pending", "denied"] as const)(
  "a result that is written to a request that is %s is given to nobody",
  async (state) => {
    const { issue, people, write, ran } = await start();
    await issue.attempt(call, { key: "k", hold: 0 });
    const message = await people.next();
    if (state === "denied") await message.answer(deny("ana"));
    const result = { value: { refunded: 600 } };
    await write(message.requestId, (row) => ({ state: "succeeded", progress: progress(row, { fence: 1, result }) }));
    expect(await issue.attempt(call, { key: "k" })).toMatchObject({ ok: false, error: { code: "unknown" } });
    expect(ran).toEqual([]);
  },
);

test("the result of one call is not another's", async () => {
  const { issue, people, write, store } = await start();
  await issue.attempt(call, { key: "first", hold: 0 });
  const done = await people.next();
  await done.answer(approve("ana"));
  await issue(call, { key: "first" });
  const { row } = await store.get(done.requestId);
  await issue.attempt({ ...call, amount: 700 }, { key: "second", hold: 0 });
  const waits = await people.next();
  await write(waits.requestId, () => ({
    state: "succeeded",
    progress: row?.progress ?? {},
    request: row?.request ?? {},
  }));
  expect(await issue.attempt({ ...call, amount: 700 }, { key: "second" })).toMatchObject({
    ok: false,
    error: { code: "unknown" },
  });
});

test("what ran is not told as denied because somebody wrote so", async () => {
  const { issue, people, write } = await start();
  people.will(approve("ana"));
  await issue(call, { key: "k" });
  await write(people.asked[0]?.requestId ?? "", () => ({ state: "denied" }));
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({
    ok: false,
    error: { code: "unknown", executed: "unknown" },
  });
});

test("a desk that has read how it ended does not take the store's word for another end", async () => {
  const { issue, people, write, desk } = await start();
  people.will(approve("ana"));
  await issue(call, { key: "k" });
  const { requestId } = people.asked[0] ?? { requestId: "" };
  const ana = proven({ ...person("ana"), proof: "L2", evidence: {} });
  const told = async () => (await desk.show(requestId, ana))?.message.why;
  expect(await told()).toBe("Approved and executed.");
  await write(requestId, () => ({ state: "failed" }));
  expect(await told()).toMatch(/^Its record in the store was altered/);
});

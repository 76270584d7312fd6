import { expect, test } from "vitest";
import { digest, type Json, shortDigest } from "../../src/canonical.js";
import type { Row } from "../../src/index.js";
import { approve } from "../../src/testing/testing.js";
import { large } from "../world.js";
import { apart } from "./apart.js";
import { rowOf } from "./stored.js";

const call = { orderId: "mallory", amount: 900_000 };
type Asked = {
  view: { title: string; fields: { path: string; text: string }[] };
  callDigest: string;
  environment: null;
};

/** The card says 5, and every digest on it is made to fit. */
function harmless({ request }: Row): never {
  const asked = request as unknown as Asked & { revision: number };
  const fields = asked.view.fields.map((field) => (field.path === "amount" ? { ...field, text: "5" } : field));
  const view = { ...asked.view, title: "Refund 5.00 for order o-1", fields };
  const viewDigest = digest(view as unknown as Json);
  const { callDigest, environment, revision } = asked;
  return {
    ...asked,
    view,
    viewDigest,
    digest: shortDigest({ callDigest, environment, revision, viewDigest }),
  } as never;
}

test("a card that was changed in the store is shown to nobody, and nothing runs", async () => {
  const { issue, ran, people, write, desk, events, store } = await apart([large]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const { requestId, answer } = await people.next();
  await write(requestId, (row) => ({ request: harmless(row) }));
  const message = await desk.message(requestId);
  expect(message).toMatchObject({ state: "cancelled", view: { fields: [], complete: false } });
  expect((await answer(approve("ana"))).result).not.toBe("resolved");
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
  expect(events().desk).toContain("call.cancelled");
  expect((await rowOf(store, requestId)).state).toBe("cancelled");
});

test("an approval of a changed card does not count for what would run", async () => {
  const { issue, ran, people, write } = await apart([large]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const { requestId, answer } = await people.next();
  await answer(approve("ana"));
  await write(requestId, (row) => ({ request: harmless(row) }));
  expect(await issue.attempt(call, { key: "k" })).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(ran).toEqual([]);
});

test("what people were told of is told again that it was altered, without a word of whoever altered it", async () => {
  const { issue, people, write, desk } = await apart([large]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const { requestId } = await people.next();
  await write(requestId, (row) => ({ request: harmless(row) }));
  await desk.sweep();
  const told = await desk.message(requestId);
  expect(told?.why).toBe(
    "Its record in the store was altered. It will not be executed; whether it was before cannot be told.",
  );
  expect(JSON.stringify(told)).not.toContain("5.00");
});

import { expect, test } from "vitest";
import type { Delivery, Inbox, Transport } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { deny } from "../../src/testing/testing.js";
import { large, refund, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };

/** A transport that people answer through a door, not over HTTP. */
function behindADoor(connect: () => void = () => undefined) {
  const inside: Inbox[] = [];
  const brought: (readonly Delivery[] | undefined)[] = [];
  let came = () => {};
  const entered = new Promise<void>((resolve) => (came = resolve));
  const transport: Transport = {
    name: "door",
    capabilities: { proof: "L1", modify: false, update: false },
    async deliver(_message, before) {
      brought.push(before);
      return { id: String(brought.length), at: "confirmed", ref: { place: brought.length } };
    },
    async connect(inbox) {
      connect();
      inside.push(inbox);
      came();
      return async () => void inside.pop();
    },
  };
  return { transport, inside, brought, entered };
}

/** A process over the store of another. */
function processOf(first: ReturnType<typeof world>, transports: readonly Transport[], rules = [large]) {
  const { people, clock, parts } = first;
  const made = world(rules, { transports: [people, ...transports], directory: people, store: parts.store, clock });
  return { ...made, people, clock, ...refunds(made.cs) };
}

test("who attaches to a request that another process brought to people hears their answers", async () => {
  const before = world([large]);
  await refunds(before.cs).issue.attempt(call, { key: "k", hold: 0 });
  const door = behindADoor();
  const { issue } = processOf(before, [door.transport]);
  await issue.attempt(call, { key: "k", hold: 0 });
  await door.entered;
  expect(door.brought).toEqual([]);
});

test("a sweep lets transports in, too, and closing asks them to leave", async () => {
  const door = behindADoor();
  const { cs } = processOf(world([large]), [door.transport]);
  await cs.desk.sweep();
  await door.entered;
  await cs.close();
  expect(door.inside).toEqual([]);
});

test("a transport that could not connect brings nothing, says why, and is tried again", async () => {
  const failures = [new Error("wrong token")];
  const door = behindADoor(() => {
    const failure = failures.pop();
    if (failure) throw failure;
  });
  const { cs, issue, people } = processOf(world([large]), [door.transport]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const { requestId } = await people.next();
  expect(door.brought).toEqual([]);
  expect(await cs.desk.redeliver(requestId, "door")).toMatchObject({ id: "1", at: "confirmed" });
});

test("a reminder is delivered with what the transport has brought before", async () => {
  const reminding = ask("large", {
    on: refund,
    require: { approvers: { group: "finance" }, within: "30m", remind: ["10m"] },
  });
  const door = behindADoor();
  const { cs, issue, people, clock } = processOf(world([reminding]), [door.transport], [reminding]);
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  await clock.advance("11m");
  await cs.desk.sweep();
  expect(door.brought).toMatchObject([[], [{ id: "1", ref: { place: 1 } }]]);
  await asked.answer(deny("ana"));
});

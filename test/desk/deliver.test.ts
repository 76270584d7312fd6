import { expect, test } from "vitest";
import type { RequestMessage, Transport } from "../../src/index.js";
import { proven } from "../../src/index.js";
import { approve, deny, modify } from "../../src/testing/testing.js";
import { large, refunds, world } from "../world.js";

const call = { orderId: "o", amount: 600 };
const by = (subject: string) => proven({ issuer: "test", subject, proof: "L1", evidence: {} });

/** A second channel that only listens: what it was told, in order. */
function listening() {
  const told: string[] = [];
  let wake = () => {};
  const tell = (what: string, { state, revision }: RequestMessage) => {
    told.push(`${what} ${state} ${revision}`);
    wake();
  };
  const transport: Transport = {
    name: "listening",
    capabilities: { proof: false, modify: false, update: true },
    async deliver(message) {
      tell("deliver", message);
      return { id: "1", at: "accepted" };
    },
    async update(_, message) {
      tell("update", message);
    },
  };
  const until = async (count: number) => {
    while (told.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return told;
  };
  return { transport, until };
}

function channels() {
  const heard = listening();
  const base = world([large]);
  const made = world([large], {
    transports: [heard.transport, base.people],
    directory: base.people,
    store: base.parts.store,
    clock: base.clock,
  });
  return { ...made, people: base.people, clock: base.clock, ...heard, ...refunds(made.cs) };
}

test("every channel is told of a decision that was made in another", async () => {
  const { people, issue, until } = channels();
  people.will(approve("ana"));
  await issue(call);
  expect((await until(2))[0]).toBe("deliver pending 1");
  expect((await until(2)).at(-1)).toMatch(/^update (approved|executing|succeeded) 1$/);
});

test("a new revision is delivered again, as what it is now", async () => {
  const { people, issue, until } = channels();
  people.will(modify("ana", { ...call, amount: 100, note: "" }), deny("bo"));
  await issue.attempt(call);
  expect(await until(3)).toEqual(["deliver pending 1", "deliver pending 2", "update denied 2"]);
});

test("every channel is told when nobody decided in time", async () => {
  const { people, clock, issue, until } = channels();
  const done = issue.attempt(call);
  await people.next();
  await clock.advance("31m");
  await done;
  expect((await until(2)).at(-1)).toBe("update expired 1");
});

test("every channel is told when the caller takes the request back", async () => {
  const { people, issue, until } = channels();
  const abort = new AbortController();
  const done = issue.attempt(call, { signal: abort.signal });
  await people.next();
  abort.abort();
  await done;
  expect((await until(2)).at(-1)).toBe("update cancelled 1");
});

test("a request can be brought again to one channel, by its name", async () => {
  const { people, issue, cs, until } = channels();
  void issue.attempt(call, { key: "k", hold: 0 });
  const { requestId } = await people.next();
  expect(await cs.desk.redeliver(requestId, "listening")).toMatchObject({ id: "1", at: "accepted" });
  expect(await until(2)).toEqual(["deliver pending 1", "deliver pending 1"]);
  expect(await cs.desk.redeliver(requestId, "no such")).toMatchObject({
    failed: expect.stringContaining("no transport"),
  });
});

test("who asks decides what the desk shows: mine, open and decided differ by person", async () => {
  const { people, issue, cs } = channels();
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  const ids = async (who: string, queue: "mine" | "open" | "decided") =>
    (await cs.desk.requests(by(who), { queue })).items.map(({ requestId }) => requestId);
  expect(await ids("ana", "mine")).toEqual([asked.requestId]);
  expect([await ids("owner", "mine"), await ids("owner", "open")]).toEqual([[], [asked.requestId]]);
  expect([await ids("eve", "open"), await ids("nobody", "open")]).toEqual([[], []]);
  await asked.answer(deny("ana"));
  expect([await ids("bo", "mine"), await ids("bo", "decided")]).toEqual([[], [asked.requestId]]);
});

test("the desk shows the history of a request from the log's own lines", async () => {
  const { people, issue, cs } = channels();
  await issue.attempt(call, { key: "k", hold: 0 });
  const asked = await people.next();
  await asked.answer(deny("ana"));
  const shown = await cs.desk.show(asked.requestId, by("bo"));
  expect(shown?.history.map(({ type }) => type.split(".").slice(2, 4).join("."))).toEqual(
    expect.arrayContaining(["approval.requested", "review.recorded", "call.denied"]),
  );
  expect(await cs.desk.show(asked.requestId, by("eve"))).toBeUndefined();
  expect(await cs.desk.show("req_no_such", by("bo"))).toBeUndefined();
});

test("a sweep makes a deadline visible without anybody asking for the request, once", async () => {
  const { people, issue, cs, clock, until } = channels();
  await issue.attempt(call, { key: "k", hold: 0 });
  await people.next();
  await clock.advance("31m");
  expect([await cs.desk.sweep(), await cs.desk.sweep()]).toEqual([1, 0]);
  expect((await until(2)).at(-1)).toBe("update expired 1");
});

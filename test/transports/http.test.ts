import { afterEach, describe, expect, test, vi } from "vitest";
import { isWireError } from "../../src/wire/failed.js";
import { hangUp, type Reply, reply, silence, stall } from "../wire/server.js";
import { type Hook, hook } from "./hook.js";
import { refund as older } from "./refund-message.js";
import { again, denied } from "./requests.js";

const open: Hook[] = [];
const start = async (...replies: Reply[]) => {
  const made = await hook({}, ...replies);
  open.push(made);
  return made;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
/** Waiting for another hour. */
const refund = { ...older, expiresAt: new Date(Date.now() + 3_600_000) };

const failed = async (work: Promise<unknown> | undefined) => {
  const error = await work?.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error("it did not fail");
  return error;
};
/** Moves the clock until the work is done. */
async function driven<T>({ clock }: Hook, work: Promise<T>): Promise<T> {
  let done = false;
  const end = () => {
    done = true;
  };
  work.then(end, end);
  while (!done) await clock.advance("100ms"); // small steps: loopback answers in real time
  return work;
}

describe("a message", () => {
  test("is a Standard Webhook with the request as people see it", async () => {
    const { transport, events, server } = await start();
    const delivery = await transport.deliver(refund);
    const [event] = events();
    expect(delivery).toEqual({ id: event?.id, at: "confirmed" });
    expect(event).toMatchObject({ type: "approval.requested", timestamp: expect.stringMatching(/^20.*Z$/) });
    expect(event?.data).toEqual(JSON.parse(JSON.stringify(refund)));
    expect(event?.data["expiresAt"]).toBe(refund.expiresAt.toISOString());
    expect(server.seen[0]).toMatchObject({ method: "POST", headers: { "content-type": "application/json" } });
  });
  test.each([
    ["request", "approval.requested"],
    ["reminder", "approval.reminded"],
    ["escalation", "approval.escalated"],
    ["resolution", "approval.resolved"],
  ] as const)("of kind %s is an event %s", async (kind, type) => {
    const { transport, events } = await start();
    await transport.deliver({ ...refund, kind });
    expect(events()[0]?.type).toBe(type);
  });
  test("that is delivered again has the same id, without a dot; another revision, reminder or resolution has its own", async () => {
    const { transport, events } = await start();
    const reminder = { ...refund, kind: "reminder" } as const;
    for (const one of [refund, refund, again(refund), reminder, reminder, denied(refund)]) await transport.deliver(one);
    const ids = events().map(({ id }) => id);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(5);
    expect(ids.join("")).not.toContain(".");
  });
  test("keeps its id over attempts and has a fresh timestamp in each", async () => {
    const made = await start(reply(503, { "retry-after": "2" }), reply(200));
    await driven(made, made.transport.deliver(refund));
    const [first, second] = made.server.seen.map(({ headers }) => headers);
    expect(second?.["webhook-id"]).toBe(first?.["webhook-id"]);
    expect(Number(second?.["webhook-timestamp"])).toBeGreaterThanOrEqual(Number(first?.["webhook-timestamp"]) + 2);
    expect(made.events()).toHaveLength(2);
    expect(made.server.seen[1]?.body).toBe(made.server.seen[0]?.body);
  });
  test("of a resolution goes out once, though the desk updates each delivery, and after the deadline too", async () => {
    const { transport, events } = await start();
    const over = { ...denied(refund), expiresAt: new Date(0) };
    const delivery = { id: "x", at: "confirmed" } as const;
    await Promise.all([transport.update?.(delivery, over), transport.update?.({ ...delivery, id: "y" }, over)]);
    await transport.update?.(delivery, over);
    expect(events().map(({ type }) => type)).toEqual(["approval.resolved"]);
  });
  test("of a resolution that failed is sent again with the next update", async () => {
    const { transport, server } = await start(reply(400), reply(200));
    const delivery = { id: "x", at: "confirmed" } as const;
    await failed(transport.update?.(delivery, denied(refund)));
    await transport.update?.(delivery, denied(refund));
    expect(server.seen).toHaveLength(2);
  });
});

describe("an endpoint", () => {
  test.each([200, 201, 202, 204])("that answers %i has it", async (status) => {
    const { transport } = await start(reply(status));
    expect(await transport.deliver(refund)).toMatchObject({ at: "confirmed" });
  });
  test.each([400, 401, 403, 404, 422])("that answers %i is not asked again", async (status) => {
    const { transport, server } = await start(reply(status));
    expect((await failed(transport.deliver(refund))).message).toContain(`status ${status}`);
    expect(server.seen).toHaveLength(1);
  });
  test.each([301, 302, 307, 308])("that redirects (%i) has failed, and nothing goes elsewhere", async (status) => {
    const other = await start();
    const { transport, server } = await start(reply(status, { location: other.server.url }));
    expect((await failed(transport.deliver(refund))).message).toContain("redirect");
    expect([server.seen.length, other.server.seen.length]).toEqual([1, 0]);
  });
  test("that answers 410 is sent nothing more, and the error says so", async () => {
    const { transport, server } = await start(reply(410), reply(200));
    await failed(transport.deliver(refund));
    expect((await failed(transport.deliver(again(refund)))).message).toMatch(/410.*until this process restarts/);
    await failed(transport.update?.({ id: "x", at: "confirmed" }, denied(refund)));
    expect(server.seen).toHaveLength(1);
  });
  test.each([
    ["429 with Retry-After", reply(429, { "retry-after": "3" })],
    ["503 with Retry-After", reply(503, { "retry-after": "3" })],
    ["500", reply(500)],
    ["502", reply(502)],
    ["504", reply(504)],
    ["nothing, its connection reset", hangUp],
    ["nothing for 15 seconds", silence],
    ["half an answer", stall],
  ])("that answers %s is asked again", async (_, first) => {
    const made = await start(first, reply(200));
    expect(await driven(made, made.transport.deliver(refund))).toMatchObject({ at: "confirmed" });
    expect(made.server.seen).toHaveLength(2);
  });
  test("is asked five times at most for one message", async () => {
    const made = await start(reply(500));
    expect((await failed(driven(made, made.transport.deliver(refund)))).message).toContain("status 500");
    expect(made.server.seen).toHaveLength(5);
  });
  test("that never answers fails the delivery before the desk stops waiting, at 30 seconds", async () => {
    const made = await start(silence);
    const before = made.clock.now();
    const delivering = failed(made.transport.deliver(refund));
    await vi.waitFor(() => expect(made.server.seen).toHaveLength(1), { timeout: 20_000 });
    expect((await driven(made, delivering)).message).toContain("within the time of one delivery");
    expect(made.clock.now() - before).toBeLessThan(30_000);
  });
  test("that asks for a longer wait than a delivery has fails at once, and is left alone for as long", async () => {
    const made = await start(reply(429, { "retry-after": "120" }), reply(200));
    await failed(made.transport.deliver(refund));
    expect((await failed(made.transport.deliver(again(refund)))).message).toContain("left alone for another 120 s");
    await made.clock.advance("119s");
    await failed(made.transport.deliver(refund));
    expect(made.server.seen).toHaveLength(1);
    await made.clock.advance("2s");
    expect(await made.transport.deliver(refund)).toMatchObject({ at: "confirmed" });
  });
  test("that asks for a wait of days is asked again after an hour", async () => {
    const made = await start(reply(503, { "retry-after": "864000" }), reply(200));
    await failed(made.transport.deliver({ ...refund, expiresAt: new Date(Date.now() + 864_000_000) }));
    await made.clock.advance("61m");
    expect(await made.transport.deliver({ ...denied(refund) })).toMatchObject({ at: "confirmed" });
  });
  test("is not asked after the request's own deadline", async () => {
    const made = await start(silence);
    const delivering = failed(made.transport.deliver({ ...refund, expiresAt: new Date(made.clock.now() + 5000) }));
    await vi.waitFor(() => expect(made.server.seen).toHaveLength(1), { timeout: 20_000 });
    await made.clock.advance("6s");
    expect(isWireError(await delivering)).toBe(true);
    expect(
      (await failed(made.transport.deliver({ ...refund, expiresAt: new Date(made.clock.now()) }))).message,
    ).toContain("its time was over");
    expect(made.server.seen).toHaveLength(1);
  });
});

describe("the queue of an endpoint", () => {
  test("lets one message go after another, in order", async () => {
    const held: (() => void)[] = [];
    const { transport, server } = await start((_, response) => held.push(() => response.writeHead(200).end()));
    const revisions = [1, 2, 3].map((revision) => ({ ...refund, revision }));
    const all = Promise.all(revisions.map((message) => transport.deliver(message)));
    for (const at of [1, 2, 3]) {
      await vi.waitFor(() => expect(held).toHaveLength(at), { timeout: 20_000 });
      expect(server.seen).toHaveLength(at);
      held[at - 1]?.();
    }
    await all;
    const sent = server.seen.map(({ body }) => (JSON.parse(body) as { data: { revision: number } }).data.revision);
    expect(sent).toEqual([1, 2, 3]);
  });
  test("goes on after a message that failed", async () => {
    const { transport } = await start(reply(400), reply(200));
    const [first, second] = await Promise.allSettled([transport.deliver(refund), transport.deliver(again(refund))]);
    expect([first.status, second.status]).toEqual(["rejected", "fulfilled"]);
  });
  test("delays nobody else's", async () => {
    const slow = await start(silence);
    const stuck = failed(slow.transport.deliver(refund));
    const { transport } = await start();
    expect(await transport.deliver(refund)).toMatchObject({ at: "confirmed" });
    await driven(slow, stuck);
  });
  test("fails those whose time is over before their turn", async () => {
    const made = await start(silence);
    const first = failed(made.transport.deliver(refund));
    const second = failed(made.transport.deliver(again(refund)));
    await vi.waitFor(() => expect(made.server.seen).toHaveLength(1), { timeout: 20_000 });
    await driven(made, first);
    expect((await second).message).toContain("before its turn");
  });
  test("refuses a message at once where a thousand wait", async () => {
    const made = await start(silence);
    const waiting = Array.from({ length: 1000 }, (_, revision) =>
      failed(made.transport.deliver({ ...refund, revision })),
    );
    expect((await failed(made.transport.deliver(denied(refund)))).message).toContain("1000 messages wait");
    await vi.waitFor(() => expect(made.server.seen).toHaveLength(1), { timeout: 20_000 });
    await driven(made, Promise.all(waiting));
  });
});

describe("secrets", () => {
  test.each([
    ["a refusal", reply(403, {}, "s3cret")],
    ["a fault", reply(500, {}, "s3cret")],
    ["a redirect", reply(302, { location: "/s3cret" })],
    ["a broken connection", hangUp],
    ["410", reply(410)],
    ["a wait", reply(429, { "retry-after": "100" })],
  ])("of URL, message and key are in no error: %s", async (_, answer) => {
    const made = await start(answer);
    for (const message of [refund, again(refund)]) {
      const error = await failed(driven(made, made.transport.deliver(message)));
      const told = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join();
      expect(told).toContain(made.server.host);
      expect(told).not.toMatch(/s3cret|whsec|o-4471|hooks\//);
    }
  });
  test("are not in what the transport says of itself", async () => {
    const { transport } = await start();
    expect(JSON.stringify(transport)).not.toMatch(/s3cret|whsec/);
  });
});

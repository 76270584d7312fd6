import { afterEach, describe, expect, test } from "vitest";
import type { Failure } from "../../../examples/teams/stand-in/server.js";
import { isWireError } from "../../../src/wire/failed.js";
import { refund as older } from "../refund-message.js";
import { driven, failed, type Host, saidBy, webhookHost } from "./hosts.js";
import { linesOf, pressable } from "./office.js";

const open: Host[] = [];
const start = async (...how: Parameters<typeof webhookHost>) => {
  const made = await webhookHost(...how);
  open.push(made);
  return made;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const refund = { ...older, url: "https://review.example/requests/7Q2M", expiresAt: new Date(Date.now() + 3_600_000) };
const secretOf = ({ standIn }: Host) => new URL(standIn.webhookUrl).searchParams.get("sig") ?? "?";

describe("a request", () => {
  test("starts the workflow, which is not yet a message: accepted, never confirmed", async () => {
    const { transport, standIn } = await start();
    const delivery = await transport.deliver(refund);
    expect(delivery).toEqual({ id: expect.stringMatching(/./), at: "accepted" });
    expect(standIn.flows()).toEqual([{ outcome: "posted" }]);
    expect(standIn.messages()).toHaveLength(1);
  });
  test("is a card with one link, and nothing that decides", async () => {
    const { transport, standIn } = await start();
    await transport.deliver(refund);
    const card = standIn.messages()[0]?.card;
    expect(pressable(card)).toEqual(["Review"]);
    expect(JSON.stringify(card)).not.toMatch(/Execute|Submit|Input/);
    expect(linesOf(card).at(-1)).toMatch(/^Check words: .*You decide on the review page, after signing in\.$/);
  });
  test("is the bare card for a workflow that posts its body, which would fail on a message", async () => {
    const bare = await start({ payload: "card" }, "body");
    await bare.transport.deliver(refund);
    expect(bare.standIn.flows()).toEqual([{ outcome: "posted" }]);
    const message = await start({}, "body");
    expect((await message.transport.deliver(refund)).at).toBe("accepted");
    expect(message.standIn.flows()).toMatchObject([{ outcome: "failed" }]);
  });
  test("has a second card for its reminder", async () => {
    const { transport, standIn } = await start();
    await transport.deliver(refund);
    await transport.deliver({ ...refund, kind: "reminder" });
    expect(linesOf(standIn.messages()[1]?.card)[1]).toMatch(/^Reminder · /);
  });
  test("without a page of its own has no link, and is delivered", async () => {
    const { url: _, ...without } = refund;
    const { transport, standIn } = await start();
    await transport.deliver(without);
    expect(pressable(standIn.messages()[0]?.card)).toEqual([]);
  });
  test("keeps the id that the workflow gives its run", async () => {
    const { transport, standIn } = await start();
    standIn.fail("webhook", { status: 202, headers: { "x-ms-workflow-run-id": "08584" } });
    expect((await transport.deliver(refund)).id).toBe("08584");
  });
});

describe("a workflow that answers", () => {
  test.each<[string, Failure]>([
    ["400", { status: 400 }],
    ["401", { status: 401 }],
    ["403", { status: 403 }],
    ["404", { status: 404, body: { error: { code: "WorkflowNotFound", message: "gone" } } }],
    ["413", { status: 413, body: "request entity too large" }],
    ["a redirect", { status: 302, headers: { location: "https://elsewhere.example/" } }],
    [
      "200 of a connector's that failed",
      { status: 200, body: "Microsoft Teams endpoint returned HTTP error 413 with x" },
    ],
  ])("%s has failed for good, after one attempt", async (_, failure) => {
    const made = await start();
    made.standIn.fail("webhook", failure);
    const error = await failed(made.transport.deliver(refund));
    expect(isWireError(error) && error.kind).toBe("permanent");
    expect(made.standIn.seen).toHaveLength(1);
  });
  test.each<[string, Failure]>([
    ["429", { status: 429, headers: { "retry-after": "2" } }],
    ["500", { status: 500 }],
    ["502", { status: 502 }],
    ["nothing, and hangs up", { hang: "drop" }],
    [
      "200 of a connector's that was told to wait",
      { status: 200, body: "Microsoft Teams endpoint returned HTTP error 429" },
    ],
    ["200 of a connector's that failed", { status: 200, body: "Microsoft Teams endpoint returned HTTP error 503" }],
  ])("%s is tried again", async (_, failure) => {
    const made = await start();
    made.standIn.fail("webhook", failure);
    expect((await driven(made, made.transport.deliver(refund))).at).toBe("accepted");
    expect(made.standIn.seen).toHaveLength(2);
  });
  test("429 is left alone for as long as it asks", async () => {
    const made = await start();
    made.standIn.fail("webhook", { status: 429, headers: { "retry-after": "4" } });
    const before = made.clock.now();
    await driven(made, made.transport.deliver(refund));
    expect(made.clock.now() - before).toBeGreaterThanOrEqual(4_000);
  });
  test("429 for longer than a delivery takes fails, and what comes after it is not sent", async () => {
    const made = await start();
    made.standIn.fail("webhook", { status: 429, headers: { "retry-after": "120" } });
    await failed(made.transport.deliver(refund));
    expect((await failed(made.transport.deliver(refund))).message).toMatch(/asked to be left alone/);
    expect(made.standIn.seen).toHaveLength(1);
  });
  test("never has failed before the desk gives up", async () => {
    const made = await start();
    for (let attempt = 0; attempt < 5; attempt++) made.standIn.fail("webhook", { hang: "hang" });
    const before = made.clock.now();
    await failed(driven(made, made.transport.deliver(refund)));
    expect(made.clock.now() - before).toBeLessThan(30_000);
  });
});

test.each<[string, Failure]>([
  ["400", { status: 400, body: "sig" }],
  ["413", { status: 413 }],
  ["a redirect", { status: 308, headers: { location: "/x" } }],
  ["200 of a connector's", { status: 200, body: "returned HTTP error 400" }],
])("no error of %s holds the URL, its path or its secret", async (_, failure) => {
  const made = await start();
  made.standIn.fail("webhook", failure);
  const error = await failed(made.transport.deliver(refund));
  const { pathname, host } = new URL(made.standIn.webhookUrl);
  expect(saidBy(error)).not.toContain(secretOf(made));
  expect(saidBy(error)).not.toContain(pathname);
  expect(error.message).toContain(host);
});

test("no error of the network holds the URL", async () => {
  const made = await start();
  const secret = secretOf(made);
  await made.close();
  const error = await failed(driven(made, made.transport.deliver(refund)));
  expect(error.message).toMatch(/ECONNREFUSED/);
  expect(saidBy(error)).not.toContain(secret);
  open.splice(0);
});

test("a URL that leads into a private network is refused before anything is sent", async () => {
  const made = await start({ network: "public", webhookUrl: "https://workflows.example/x?sig=abcdefgh" });
  const { teamsOn } = await import("../../../src/transports/teams/teams-on.js");
  const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
  const transport = teamsOn({ webhookUrl: "https://workflows.example/x?sig=abcdefgh" }, { clock: made.clock, resolve });
  const error = await failed(transport.deliver(refund));
  expect(error.message).toMatch(/not of the public internet/);
  expect(saidBy(error)).not.toContain("abcdefgh");
});

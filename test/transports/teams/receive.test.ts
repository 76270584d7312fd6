import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import type { Message } from "../../../examples/teams/stand-in/teams.js";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import type { Inbox } from "../../../src/approval/transport.js";
import { toNode } from "../../../src/server/node.js";
import { refund as older, scriptedInbox, showing } from "../refund-message.js";
import { again, denied } from "../requests.js";
import { botHost } from "./hosts.js";
import { linesOf, oids } from "./office.js";

const closes: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0)) await close();
});
const refund: RequestMessage = {
  ...older,
  url: "https://review.example/requests/7Q2M",
  expiresAt: new Date(Date.now() + 3_600_000),
};

/** A bot whose presses come to an inbox that answers as it is told to. */
async function start(inbox: Inbox & { messages?: Map<string, RequestMessage> }, message: RequestMessage = refund) {
  const host = await botHost();
  const { transport, standIn } = host;
  const answering: Promise<Response>[] = [];
  const receive = (request: Request): Promise<Response> => {
    const answer = transport.receive?.(request, inbox) as Promise<Response>;
    answering.push(answer);
    return answer;
  };
  const server = createServer(toNode(receive));
  await once(server.listen(0, "127.0.0.1"), "listening");
  standIn.messagingUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  standIn.join({ id: "29:ana", oid: oids.ana, name: "Ana" });
  closes.push(
    () => {
      server.close();
      server.closeAllConnections();
    },
    () => host.close(),
  );
  await transport.deliver(message);
  inbox.messages?.set(message.requestId, message);
  const [card] = standIn.messages() as [Message];
  const press = (verb: string, inputs = {}, change = {}) =>
    standIn.press("29:ana", card, `countersign.${verb}`, inputs, change);
  return { ...host, press, card, answering };
}

test("a press comes to the inbox as a review of what the button carries, proven to L1", async () => {
  const inbox = scriptedInbox();
  const { press, standIn } = await start(inbox);
  await press("approve", { typed: "1,840", reason: " fine " });
  await press("deny");
  const by = { issuer: `https://login.microsoftonline.com/${standIn.tenant}/v2.0`, subject: oids.ana, proof: "L1" };
  const carried = { requestId: refund.requestId, revision: 1, digest: refund.digest };
  expect(inbox.reviews).toMatchObject([
    { decision: "approve", reason: "fine", ...carried, by },
    { decision: "deny", ...carried, by },
  ]);
  expect(inbox.reviews[1]).not.toHaveProperty("reason");
});

test("answers are in the shape that Teams reads", async () => {
  const message = denied(refund);
  const inbox = scriptedInbox(
    { result: "resolved", why: "Recorded.", message },
    { result: "forbidden", why: "Not recorded. *No*." },
  );
  const { press } = await start(inbox);
  const card = await press("deny");
  expect(card.body).toEqual({
    statusCode: 200,
    type: "application/vnd.microsoft.card.adaptive",
    value: expect.objectContaining({ type: "AdaptiveCard" }),
  });
  const told = await press("deny");
  expect(told.body).toEqual({
    statusCode: 200,
    type: "application/vnd.microsoft.activity.message",
    value: "Not recorded. No .",
  });
});

test.each([
  ["recorded", refund, 1],
  ["too_late", denied(refund), 1],
  ["duplicate", refund, 0],
  ["stale", again(refund), 0],
  ["resolved", denied(refund), 0],
  ["revised", again(refund), 0],
] as const)(
  "after %s, the card is shown to the one who pressed, and put right for the others %s",
  async (result, message, puts) => {
    const inbox = scriptedInbox({ result, why: `It was ${result}.`, message });
    const { press, standIn } = await start(inbox);
    inbox.messages.set(refund.requestId, message);
    const answer = await press("deny");
    expect(linesOf(answer.card)[0]).toBe(`It was ${result}.`);
    const put = () => standIn.seen.filter(({ what }) => what === "put");
    if (puts > 0) await vi.waitFor(() => expect(put()).toHaveLength(puts), { timeout: 20_000 });
    else expect(put()).toEqual([]);
  },
);

test("the card is put right as the request is by then, in the place of one whose revision is past", async () => {
  const inbox = scriptedInbox({ result: "recorded", why: "Recorded.", message: refund });
  const { press, standIn } = await start(inbox);
  inbox.messages.set(refund.requestId, again(refund));
  await press("deny");
  await vi.waitFor(() => expect(linesOf(standIn.messages()[0]?.card)[0]).toMatch(/^Replaced by revision 2/), {
    timeout: 20_000,
  });
});

test("that the card of the others cannot be put right does not change the answer", async () => {
  const inbox = scriptedInbox({ result: "recorded", why: "Recorded.", message: refund });
  const { press, standIn } = await start(inbox);
  standIn.fail("put", { status: 404 });
  expect((await press("deny")).shows).toBe("card");
  await vi.waitFor(() => expect(standIn.seen.at(-1)?.what).toBe("put"), { timeout: 20_000 });
});

test.each([
  "not_eligible",
  "excluded",
  "needs_step_up",
  "directory_unknown",
  "forbidden",
  "policy_denied",
  "unsatisfiable",
  "reason_required",
  "not_a_person",
] as const)("%s is told in a message, and the card stays", async (result) => {
  const { press, standIn } = await start(scriptedInbox({ result, why: "Not recorded. Because.", message: refund }));
  expect(await press("deny")).toMatchObject({ shows: "message", text: "Not recorded. Because." });
  expect(standIn.seen.map(({ what }) => what)).not.toContain("put");
});

test("who may not see a request is shown no card of it", async () => {
  const { press } = await start(scriptedInbox({ result: "too_late", why: "Not recorded." }));
  expect(await press("deny")).toMatchObject({ shows: "message" });
});

test("a desk that fails is told as not known, and the same press again is taken to it again", async () => {
  const inbox = scriptedInbox(new Error("the store is down: secret"));
  const { press } = await start(inbox);
  const same = { activity: (sent: object) => ({ ...sent, id: "1", timestamp: "t" }) };
  const failed = await press("deny", {}, same);
  expect(failed).toMatchObject({ status: 200, body: { statusCode: 500, type: "application/vnd.microsoft.error" } });
  expect(JSON.stringify(failed.body)).not.toContain("secret");
  expect(await press("deny", {}, same)).not.toMatchObject({ body: { statusCode: 500 } });
  expect(inbox.reviews).toHaveLength(2);
});

test("an answer that takes longer than nine seconds is told as such, and the same press again gets it", async () => {
  let done = () => {};
  const late = new Promise<void>((resolve) => {
    done = resolve;
  });
  const scripted = scriptedInbox({ result: "resolved", why: "Recorded at last.", message: denied(refund) });
  const inbox: Inbox = {
    message: scripted.message,
    async review(id, review) {
      await late;
      return scripted.review(id, review);
    },
  };
  const { press, clock, answering } = await start(inbox);
  const same = { activity: (sent: object) => ({ ...sent, id: "1", timestamp: "t" }), headers: once0() };
  const pressed = press("deny", {}, same);
  await vi.waitFor(() => expect(answering).toHaveLength(1), { timeout: 20_000 });
  await clock.advance("8s");
  let answered = "no";
  void pressed.then(() => {
    answered = "yes";
  });
  expect(answered).toBe("no");
  await clock.advance("1s");
  expect(await pressed).toMatchObject({ shows: "message", text: expect.stringMatching(/^It takes longer than usual/) });
  done();
  expect(linesOf((await press("deny", {}, same)).card)[0]).toBe("Recorded at last.");
  expect(scripted.reviews).toHaveLength(1);
});

/** The headers of the first press, for every later one. */
function once0() {
  let first: Record<string, string> | undefined;
  return (sent: Record<string, string>) => {
    first ??= sent;
    return first;
  };
}

test("a modification that cannot be made here is refused, though the invoke says it was pressed", async () => {
  const message = {
    ...showing({ fields: [{ path: "body", text: JSON.stringify("x".repeat(5_000)), critical: false }] }),
    expiresAt: refund.expiresAt,
  };
  const inbox = scriptedInbox();
  const { press } = await start(inbox, message);
  const modify = {
    activity: (sent: { value: { action: object } }) => ({
      ...sent,
      value: { action: { ...sent.value.action, verb: "countersign.modify" } },
    }),
  };
  expect(await press("deny", {}, modify)).toMatchObject({
    shows: "message",
    text: expect.stringContaining("cannot be modified here"),
  });
  expect(inbox.reviews).toEqual([]);
});

test("what the desk finds wrong with a modification is said at its field and on top, also what belongs to none", async () => {
  const issues = [
    { path: "amount", message: "must be above 0" },
    { path: "", message: "orders of today only" },
  ];
  const { press } = await start(
    scriptedInbox({ result: "invalid", why: "Not recorded. The answer is not valid.", issues }),
  );
  const inputs = { "arg:amount": "-1", "arg:payee": "p", "arg:currency": "EUR", "arg:note": '"n"' };
  const answer = await press("modify", inputs);
  expect(linesOf(answer.card)[0]).toBe(
    "Not recorded. The answer is not valid. orders of today only amount: must be above 0",
  );
  const [amount] = JSON.stringify(answer.card).match(/"text":"must be above 0"/g) ?? [];
  expect(amount).toBeDefined();
  expect(JSON.stringify(answer.card)).toContain('"value":"-1"');
});

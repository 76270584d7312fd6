import { afterEach, describe, expect, test, vi } from "vitest";
import type { Delivery } from "../../../src/approval/request-message.js";
import { teamsOn } from "../../../src/transports/teams/teams-on.js";
import { refund as older } from "../refund-message.js";
import { again, denied } from "../requests.js";
import { botHost, driven, failed, type Host, saidBy } from "./hosts.js";
import { botOptions, linesOf, pressable } from "./office.js";

const open: Host[] = [];
const start = async (...how: Parameters<typeof botHost>) => {
  const made = await botHost(...how);
  open.push(made);
  return made;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const refund = { ...older, url: "https://review.example/requests/7Q2M", expiresAt: new Date(Date.now() + 3_600_000) };
const asked = ({ standIn }: Host) => standIn.seen.map(({ what }) => what);

describe("a request", () => {
  test("is an activity in the conversation, confirmed, and the delivery says where it stands", async () => {
    const { transport, standIn } = await start();
    const delivery = await transport.deliver(refund);
    const [message] = standIn.messages();
    expect(delivery).toEqual({
      id: message?.id,
      at: "confirmed",
      ref: { activity: message?.id, thread: message?.id, revision: 1, as: "card" },
    });
    expect(pressable(message?.card)[0]).toBe("Deny");
  });
  test("that is delivered twice is two cards", async () => {
    const { transport, standIn } = await start();
    const first = await transport.deliver(refund);
    await transport.deliver(refund, [first]);
    expect(standIn.messages().map(({ replyTo }) => replyTo)).toEqual([undefined, undefined]);
  });
  test("of a new revision is a new card, and the older one says so", async () => {
    const { transport, standIn } = await start();
    const first = await transport.deliver(refund);
    await transport.deliver(again(refund), [first]);
    await vi.waitFor(() => expect(standIn.messages()[0]?.updated).toBe(1), { timeout: 20_000 });
    expect(linesOf(standIn.messages()[0]?.card)[0]).toMatch(/^Replaced by revision 2: Refund/);
    expect(pressable(standIn.messages()[0]?.card)).toEqual(["Open full review"]);
    expect(pressable(standIn.messages()[1]?.card)).toContain("Deny");
  });
  test("is delivered though the older card cannot be changed", async () => {
    const made = await start();
    const first = await made.transport.deliver(refund);
    made.standIn.fail("put", { status: 404 });
    expect((await made.transport.deliver(again(refund), [first])).at).toBe("confirmed");
    await vi.waitFor(() => expect(asked(made).at(-1)).toBe("put"), { timeout: 20_000 });
  });
});

describe("a reminder", () => {
  test.each(["reminder", "escalation"] as const)(
    "(%s) answers the newest card of its revision, with a link alone",
    async (kind) => {
      const { transport, standIn } = await start();
      const [one, two] = [await transport.deliver(refund), await transport.deliver(refund)];
      const delivery = await transport.deliver({ ...refund, kind }, [one, two]);
      const message = standIn.messages()[2];
      expect(message?.replyTo).toBe(two.id);
      expect(pressable(message?.card)).toEqual(["Open full review"]);
      expect(delivery.ref).toMatchObject({ as: "reminder", thread: two.id });
      expect(standIn.seen.at(-1)?.body).toMatchObject({ type: "message", replyToId: two.id });
      expect(decodeURIComponent(standIn.seen.at(-1)?.path ?? "")).toContain(
        `;messageid=${two.id}/activities/${two.id}`,
      );
    },
  );
  test.each<[string, Partial<Delivery>]>([
    ["of another revision", { ref: { activity: "1", thread: "1", revision: 7, as: "card" } }],
    ["that names none", {}],
    ["of another kind", { ref: { ts: "1" } }],
    ["that is a list", { ref: [1] }],
  ])("with only a delivery %s known is a card itself", async (_, ref) => {
    const { transport, standIn } = await start();
    await transport.deliver({ ...refund, kind: "reminder" }, [{ id: "x", at: "confirmed", ...ref }]);
    expect(standIn.messages()[0]?.replyTo).toBeUndefined();
    expect(pressable(standIn.messages()[0]?.card)).toContain("Deny");
  });
  test("in a chat, which has no threads, names the message that it answers", async () => {
    const made = await start({ conversation: "19:chat@thread.v2" });
    made.standIn.fail("post", { status: 201, body: { id: "1" } });
    const first = await made.transport.deliver(refund);
    made.standIn.fail("post", { status: 201, body: { id: "2" } });
    await made.transport.deliver({ ...refund, kind: "reminder" }, [first]);
    expect(made.standIn.seen.at(-1)?.path).toMatch(/\/19%3Achat%40thread\.v2\/activities\/1$/);
  });
});

describe("what became of a request", () => {
  test("stands in the place of its card, without buttons that decide", async () => {
    const { transport, standIn } = await start();
    const delivery = await transport.deliver(refund);
    await transport.update?.(delivery, denied(refund));
    expect(linesOf(standIn.messages()[0]?.card)[0]).toBe("Denied: Refund 1,840.00 EUR for order o-4471");
    expect(pressable(standIn.messages()[0]?.card)).toEqual(["See the log"]);
    expect(JSON.stringify(standIn.messages()[0]?.card)).toContain("https://review.example/requests/7Q2M/log");
  });
  test("stands on a card of an older revision as what it is: replaced", async () => {
    const { transport, standIn } = await start();
    const delivery = await transport.deliver(refund);
    await transport.update?.(delivery, denied(again(refund)));
    expect(linesOf(standIn.messages()[0]?.card)[0]).toMatch(/^Replaced by revision 2: Denied: /);
  });
  test("is told to no delivery of which nothing is known", async () => {
    const made = await start();
    await made.transport.update?.({ id: "x", at: "confirmed" }, denied(refund));
    expect(asked(made)).toEqual([]);
  });
  test("is tried for ten seconds, and then no more", async () => {
    const made = await start();
    const delivery = await made.transport.deliver(refund);
    for (let time = 0; time < 5; time++) made.standIn.fail("put", { hang: "hang" });
    const before = made.clock.now();
    await failed(driven(made, made.transport.update?.(delivery, denied(refund)) ?? Promise.resolve()));
    expect(made.clock.now() - before).toBeLessThanOrEqual(10_500);
  });
});

describe("the bot's token", () => {
  test("is asked for once, by client credentials of its own tenant", async () => {
    const made = await start();
    await made.transport.deliver(refund);
    await made.transport.deliver(refund);
    expect(asked(made)).toEqual(["token", "post", "post"]);
    expect(made.standIn.seen[0]).toMatchObject({
      path: `/${made.standIn.tenant}/oauth2/v2.0/token`,
      body: { grant_type: "client_credentials", scope: "https://api.botframework.com/.default" },
    });
  });
  test("is asked for again a minute before its end", async () => {
    const made = await start();
    await made.transport.deliver(refund);
    await made.clock.advance("58m");
    await made.transport.deliver(refund);
    expect(asked(made).filter((what) => what === "token")).toHaveLength(1);
    await made.clock.advance("1m");
    await made.transport.deliver(refund);
    expect(asked(made).filter((what) => what === "token")).toHaveLength(2);
  });
  test("is asked for again, once, when it is refused", async () => {
    const made = await start();
    made.standIn.fail("post", { status: 401 });
    expect((await driven(made, made.transport.deliver(refund))).at).toBe("confirmed");
    expect(asked(made)).toEqual(["token", "post", "token", "post"]);
    for (let time = 0; time < 3; time++) made.standIn.fail("post", { status: 401 });
    expect((await failed(driven(made, made.transport.deliver(refund)))).message).toMatch(/status 401/);
    expect(asked(made).slice(4)).toEqual(["post", "token", "post"]);
  });
  test("is asked for again after it could not be had", async () => {
    const made = await start();
    made.standIn.fail("token", { status: 400, body: { error: "invalid_client", error_codes: [7000215] } });
    expect((await failed(made.transport.deliver(refund))).message).toMatch(/400 invalid_client \(AADSTS7000215\)$/);
    expect((await made.transport.deliver(refund)).at).toBe("confirmed");
  });
  test.each([{}, { access_token: "" }, { access_token: 7 }, { access_token: "a\nb" }, [], "text", null])(
    "that is none (%j) fails the delivery",
    async (body) => {
      const made = await start();
      made.standIn.fail("token", { status: 200, body });
      await failed(made.transport.deliver(refund));
      expect(asked(made)).toEqual(["token"]);
    },
  );
});

test("an answer without the id of an activity is a failure: the card could never be changed", async () => {
  const made = await start();
  for (const body of [{}, { id: "" }, { id: 7 }, [], { id: "a b" }]) {
    made.standIn.fail("post", { status: 201, body });
    expect((await failed(made.transport.deliver(refund))).message).toMatch(/no id of an activity/);
  }
});

test("nothing is sent into a private network, neither the secret nor a card", async () => {
  const { standIn, clock } = await start();
  const { serviceUrl: _, cloud: __, ...options } = botOptions(standIn, { network: "public" });
  const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
  const error = await failed(teamsOn(options, { clock, resolve }).deliver(refund));
  expect(error.message).toMatch(
    /^login\.microsoftonline\.com: the host has an address that is not of the public internet/,
  );
});

test("no error holds the secret, a token or the conversation", async () => {
  const made = await start();
  const { appSecret, conversation } = made.standIn;
  made.standIn.fail("token", { status: 401, body: { error: "invalid_client", error_description: appSecret } });
  const errors = [await failed(made.transport.deliver(refund))];
  for (const status of [400, 403, 413]) {
    made.standIn.fail("post", { status, body: { error: { code: `code ${appSecret}`, message: conversation } } });
    errors.push(await failed(made.transport.deliver(refund)));
  }
  const bearer = String(made.standIn.seen.at(-1)?.headers.authorization);
  expect(bearer).toMatch(/^Bearer /);
  for (const said of errors.map(saidBy))
    for (const secret of [appSecret, conversation, encodeURIComponent(conversation), bearer])
      expect(said).not.toContain(secret);
});

import { afterEach, expect, test, vi } from "vitest";
import type { Message } from "../../examples/teams/stand-in/teams.js";
import { type Hiring, linesOf, type Office, office } from "../transports/teams/office.js";

const open: Office[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
async function start(hiring: Hiring = {}) {
  const made = await office(hiring);
  open.push(made);
  return { ...made, card: await made.ask() };
}
type Sent = Record<string, unknown>;
type Action = { readonly data: Sent; readonly verb: string } & Sent;
/** The invoke with another action in it, as a client may send it that is not Teams. */
const acting = (change: (action: Action) => Sent) => ({
  activity: (sent: Sent) => {
    const value = sent["value"] as { readonly action: Action };
    return { ...sent, value: { ...value, action: change(value.action) } };
  },
});
const data = (change: Sent) => acting((action) => ({ ...action, data: { ...action.data, ...change } }));

test("a press on an old revision approves neither it nor the new one", async () => {
  const { card, press, attempt, cards, ran } = await start();
  await press("ana", card, "modify", { "arg:orderId": "o-1", "arg:amount": "9000", "arg:note": "" });
  await vi.waitFor(() => expect(cards()).toHaveLength(2), { timeout: 20_000 });
  const answer = await press("bo", card, "approve", { typed: "o-1" });
  expect(linesOf(answer.card)[0]).toBe("Your answer was not recorded: the call changed while you read.");
  expect(linesOf(answer.card)).toContain("amount * | 9000");
  expect((await attempt()).ok).toBe(false);
  expect(ran).toEqual([]);
});

test.each<[string, Sent]>([
  ["another digest", { d: "A".repeat(43) }],
  ["a part of the digest", { d: "AAAA" }],
  ["a revision that is not there yet", { v: 2 }],
  ["a request that is not there", { r: "nothing" }],
])("a button with %s approves nothing", async (_, change) => {
  const { card, press, attempt } = await start();
  const answer = await press("ana", card, "approve", { typed: "o-1" }, data(change));
  expect(answer.status).toBe(200);
  expect(JSON.stringify(answer.body)).toMatch(/not recorded/i);
  expect((await attempt()).ok).toBe(false);
});

test.each<[string, Sent]>([
  ["no digest", { d: undefined }],
  ["no revision", { v: "1" }],
  ["no request", { r: "" }],
  ["lists for texts", { r: ["x"], d: ["y"] }],
])("a button with %s is none of ours", async (_, change) => {
  const { card, press, events } = await start();
  const answer = await press("ana", card, "approve", { typed: "o-1" }, data(change));
  expect(answer.body).toMatchObject({ statusCode: 400, type: "application/vnd.microsoft.error" });
  expect(events()).not.toContain("review.refused");
});

test("an approval without what must be typed, or with an object in its place, approves nothing", async () => {
  const { card, press, attempt } = await start();
  for (const typed of [undefined, "", { toString: "o-1" }, ["o-1"], 1])
    expect(linesOf((await press("ana", card, "approve", { typed: "x" }, data({ typed }))).card)[0]).toMatch(
      /^That is not/,
    );
  expect((await attempt()).ok).toBe(false);
});

test("approving is refused where the card offers none, though the invoke says it was pressed", async () => {
  const made = await office();
  open.push(made);
  const card = await made.ask({ orderId: "o-1", amount: 600, note: "x".repeat(20_000) });
  expect(JSON.stringify(card.card)).not.toContain("countersign.approve");
  const forged = acting((action) => ({
    ...action,
    verb: "countersign.approve",
    data: { ...action.data, typed: "o-1" },
  }));
  const answer = await made.press("ana", card, "deny", {}, forged);
  expect(answer).toMatchObject({ shows: "message", text: expect.stringContaining("cannot be approved here") });
  expect((await made.attempt({ orderId: "o-1", amount: 600, note: "x".repeat(20_000) })).ok).toBe(false);
  expect(made.events()).not.toContain("review.recorded");
});

test("a critical value that holds a character of another script cannot be approved, typed as it may be", async () => {
  const made = await office();
  open.push(made);
  const spoofed = { orderId: "o-1\u0430b", amount: 600 };
  const card = await made.ask(spoofed);
  const forged = acting((action) => ({
    ...action,
    verb: "countersign.approve",
    data: { ...action.data, typed: spoofed.orderId },
  }));
  expect(await made.press("ana", card, "deny", {}, forged)).toMatchObject({ shows: "message" });
  expect((await made.attempt(spoofed)).ok).toBe(false);
});

test("a card of a request that somebody else's desk did not show them is given to nobody who only names it", async () => {
  const { card, press } = await start();
  const answer = await press("eve", card, "approve", { typed: "wrong" }, data({ d: "A".repeat(43) }));
  expect(answer).toMatchObject({ shows: "message" });
  expect(JSON.stringify(answer.body)).not.toContain("o-1");
});

test("a press that is replayed, byte for byte, is answered the same and reviewed once", async () => {
  const { card, press, events } = await start({ approve: 2 });
  const caught = { body: "", authorization: "" };
  const first = await press(
    "ana",
    card,
    "approve",
    { typed: "o-1" },
    {
      activity(sent) {
        caught.body = JSON.stringify(sent);
        return sent;
      },
      headers(sent) {
        caught.authorization = sent["authorization"] ?? "";
        return sent;
      },
    },
  );
  const replay = {
    activity: () => caught.body,
    headers: (sent: Record<string, string>) => ({ ...sent, authorization: caught.authorization }),
  };
  const reviews = () => events().filter((type) => type.startsWith("review.")).length;
  const said = reviews();
  for (let time = 0; time < 3; time++) expect((await press("bo", card, "deny", {}, replay)).body).toEqual(first.body);
  expect(reviews()).toBe(said);
});

test("of two who press at once, each is counted, and the last is told what became of it", async () => {
  const { card, press, attempt } = await start({ approve: 2 });
  const answers = await Promise.all(
    (["ana", "bo"] as const).map((who) => press(who, card, "approve", { typed: "o-1" })),
  );
  const said = answers.map(({ card: shown }) => linesOf(shown)[0]).sort();
  expect(said).toEqual(["Recorded. More people must agree before it runs.", "Recorded. The request is decided."]);
  expect(await attempt()).toMatchObject({ ok: true });
});

test("an approval and a deny at once run nothing", async () => {
  const { card, press, attempt, ran } = await start({ approve: 2 });
  await Promise.all([press("ana", card, "approve", { typed: "o-1" }), press("bo", card, "deny")]);
  expect((await attempt()).ok).toBe(false);
  expect(ran).toEqual([]);
});

test.each<[string, (sent: Sent) => Sent]>([
  [
    "is sent by a card that refreshes itself",
    (sent) => ({ ...sent, value: { ...(sent["value"] as Sent), trigger: "automatic" } }),
  ],
  [
    "is no Execute",
    (sent) => ({
      ...sent,
      value: { action: { ...(sent["value"] as { action: Sent }).action, type: "Action.Submit" } },
    }),
  ],
  [
    "has another verb",
    (sent) => ({ ...sent, value: { action: { ...(sent["value"] as { action: Sent }).action, verb: "toString" } } }),
  ],
  ["has no value", ({ value: _, ...sent }) => sent],
])("an invoke that %s decides nothing", async (_, activity) => {
  const { card, press, attempt } = await start();
  const answer = await press("ana", card, "deny", {}, { activity });
  expect(answer.body).toMatchObject({ statusCode: 400, type: "application/vnd.microsoft.error" });
  expect(await attempt()).toMatchObject({ error: { code: "pending" } });
});

test("another invoke is answered 501, without a body", async () => {
  const { card, press } = await start();
  const answer = await press("ana", card, "deny", {}, { activity: (sent) => ({ ...sent, name: "task/fetch" }) });
  expect(answer).toMatchObject({ status: 501, body: "" });
});

test("GET, HEAD and PUT decide nothing", async () => {
  const { standIn, attempt } = await start();
  for (const method of ["GET", "HEAD", "PUT"])
    expect(
      (
        await fetch(standIn.messagingUrl ?? "", {
          method,
          headers: { authorization: `Bearer ${await standIn.mint()}` },
        })
      ).status,
    ).toBe(405);
  expect(await attempt()).toMatchObject({ error: { code: "pending" } });
});

const own = (message: Message | undefined) => message?.card;
test("the card that answers one person is theirs alone", async () => {
  const { card, press, cards } = await start();
  await press("ana", card, "approve", { typed: "wrong" });
  expect(own(cards("ana")[0])).not.toEqual(own(cards("bo")[0]));
  expect(JSON.stringify(own(cards("bo")[0]))).not.toContain("That is not");
});

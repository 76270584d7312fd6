import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../../examples/teams/stand-in/teams.js";
import { type Office, office, oids, TENANT } from "../transports/teams/office.js";

const OTHER = "99999999-2222-4333-8444-555555555555";
let desk: Office;
let card: Message;
beforeAll(async () => {
  desk = await office({ approve: 2 });
  card = await desk.ask();
});
afterAll(() => desk?.close());

type Sent = Record<string, unknown>;
const press = (activity: (sent: Sent) => Sent) => desk.press("ana", card, "approve", { typed: "o-1" }, { activity });
const from = (change: Sent) => (sent: Sent) => ({ ...sent, from: { ...(sent["from"] as Sent), ...change } });
const talk = (change: Sent) => (sent: Sent) => ({
  ...sent,
  conversation: { ...(sent["conversation"] as Sent), ...change },
});

async function refused(activity: (sent: Sent) => Sent, why: RegExp) {
  const before = desk.events().length;
  const answer = await press(activity);
  expect(answer).toMatchObject({ status: 200, shows: "message", text: expect.stringMatching(why) });
  expect(desk.events()).toHaveLength(before);
}

test.each<[string, (sent: Sent) => Sent]>([
  ["as the conversation says", talk({ tenantId: OTHER })],
  ["as the channel's data say", (sent) => ({ ...sent, channelData: { tenant: { id: OTHER } } })],
  ["as nothing says", (sent) => ({ ...talk({ tenantId: undefined })(sent), channelData: {} })],
  ["as no text says", talk({ tenantId: 7 })],
  ["as no text of the channel's says", (sent) => ({ ...sent, channelData: { tenant: { id: [TENANT] } } })],
])("somebody of another tenant decides nothing, %s", (_, activity) => refused(activity, /another organisation/));

test("an account of another tenant that was joined to the channel decides nothing", async () => {
  desk.standIn.join({ id: "29:mallory", oid: oids.ana, name: "Ana", tenant: OTHER });
  const answer = await desk.standIn.press("29:mallory", card, "countersign.approve", { typed: "o-1" });
  expect(answer).toMatchObject({ shows: "message", text: expect.stringContaining("another organisation") });
});

test("the same object id is nobody's in another tenant's directory, whatever the name says", async () => {
  desk.standIn.join({ id: "29:guest", oid: "cccccccc-0000-4000-8000-000000000009", name: "The name of ana" });
  const answer = await desk.standIn.press("29:guest", card, "countersign.approve", { typed: "o-1" });
  expect(answer).toMatchObject({
    shows: "message",
    text: expect.stringMatching(/^Not recorded\. We could not tell who/),
  });
});

test.each<[string, Sent]>([
  ["without an object id", { aadObjectId: undefined }],
  ["with an empty one", { aadObjectId: "" }],
  ["with a name in its place", { aadObjectId: "ana@contoso.example" }],
  ["with more after it", { aadObjectId: `${oids.ana}/x` }],
  ["with a list of them", { aadObjectId: [oids.ana] }],
])("a guest or anonymous account %s decides nothing", (_, change) =>
  refused(from(change), /could not tell who you are/),
);

test.each<[string, Sent]>([
  ["by its role", { role: "bot" }],
  ["by its role in capitals", { role: "Bot" }],
  ["by a role that is no person's", { role: "skill" }],
  ["by a role that is no text", { role: ["user"] }],
  ["by its id", { id: "28:some-bot" }],
])("a bot decides nothing, known %s", (_, change) => refused(from(change), /A bot cannot decide/));

test.each<[string, (sent: Sent) => Sent]>([
  ["another", talk({ id: "19:other@thread.tacv2" })],
  ["one whose name begins alike", (sent) => talk({ id: `${desk.standIn.conversation}x;messageid=1` })(sent)],
  ["none", talk({ id: undefined })],
])("a card that was forwarded decides nothing: from %s conversation", (_, activity) =>
  refused(activity, /decided where it was posted/),
);

test("an object id in capitals is the same person", async () => {
  const answer = await press(from({ aadObjectId: oids.ana.toUpperCase() }));
  expect(answer.shows).toBe("card");
});

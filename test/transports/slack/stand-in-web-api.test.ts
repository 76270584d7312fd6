import { afterAll, expect, test } from "vitest";
import { CARD, plain, VIEW } from "./stand-in-cards.js";
import { webClient } from "./stand-in-client.js";

const { clock, slack, web, card, found, posted, trigger, json } = await webClient();
afterAll(() => slack.close());

test("auth.test says whose token it is", async () => {
  expect(await web.auth.test()).toMatchObject({ ok: true, team_id: slack.team });
});

test("a message is posted, and its card is kept as it was sent", async () => {
  const answer = await web.chat.postMessage({ ...card(), unfurl_links: false });
  expect(answer).toMatchObject({ ok: true, channel: slack.channel, message: { text: "Refund?" } });
  const message = slack.messages().at(-1);
  expect(message).toMatchObject({ ts: answer.ts, text: "Refund?", edited: 0, blocks: CARD });
  expect(slack.seen.at(-1)).toMatchObject({
    method: "chat.postMessage",
    path: "/api/chat.postMessage",
    body: { blocks: CARD, unfurl_links: false },
  });
});

test("a channel may be named, and the answer has its id", async () => {
  expect(await web.chat.postMessage({ ...card(), channel: "#approvals" })).toMatchObject({ channel: slack.channel });
});

test("a message is updated by the id of its channel, not by the name", async () => {
  const { ts } = await posted();
  await web.chat.update({ channel: slack.channel, ts, text: "Approved", blocks: [] });
  expect(found(ts)).toMatchObject({ text: "Approved", blocks: [], edited: 1 });
  await expect(web.chat.update({ channel: "#approvals", ts, text: "x" })).rejects.toThrow("channel_not_found");
});

test("an update of the text alone takes the blocks away, one of the blocks alone keeps the text", async () => {
  const { ts } = await posted();
  await web.chat.update({ channel: slack.channel, ts, blocks: [{ type: "divider" }] } as never);
  expect(found(ts)).toMatchObject({
    text: "Refund?",
    blocks: [{ type: "divider" }],
  });
  await web.chat.update({ channel: slack.channel, ts, text: "Expired" });
  expect(found(ts)).toMatchObject({ text: "Expired", blocks: [], edited: 2 });
});

test("a reply stands in the thread of its card, and in the channel where it is broadcast", async () => {
  const { ts } = await posted();
  await web.chat.postMessage({ channel: slack.channel, text: "Soon over", thread_ts: ts });
  expect(slack.messages().at(-1)).toMatchObject({ text: "Soon over", thread_ts: ts });
  expect(slack.messages().at(-1)).not.toHaveProperty("broadcast");
  await web.chat.postMessage({ channel: slack.channel, text: "Over", thread_ts: ts, reply_broadcast: true });
  expect(slack.messages().at(-1)).toMatchObject({ thread_ts: ts, broadcast: true });
});

test("an ephemeral message is for one person", async () => {
  await web.chat.postEphemeral({ channel: slack.channel, user: "U1", text: "Not you" });
  expect(slack.ephemerals().at(-1)).toMatchObject({ user: "U1", text: "Not you" });
});

test("a modal opens before the person who pressed, and is updated", async () => {
  const opened = await web.views.open({ trigger_id: await trigger(), view: VIEW });
  const id = String(opened.view?.id);
  expect(opened.view).toMatchObject({ callback_id: "approve", private_metadata: VIEW.private_metadata });
  expect(slack.modals().find((one) => one.id === id)).toMatchObject({ user: "U1", view: { title: VIEW.title } });
  const hash = String(opened.view?.hash);
  await web.views.update({ view_id: id, hash, view: { ...VIEW, title: plain("Another") } });
  expect(slack.modals().find((one) => one.id === id)?.view).toMatchObject({ title: plain("Another") });
  await expect(web.views.update({ view_id: id, hash, view: VIEW })).rejects.toThrow("hash_conflict");
});

test("a trigger opens once", async () => {
  const trigger_id = await trigger();
  await web.views.open({ trigger_id, view: VIEW });
  await expect(web.views.open({ trigger_id, view: VIEW })).rejects.toThrow("exchanged_trigger_id");
});

test("a trigger opens within three seconds", async () => {
  const [late, intime] = [await trigger(), await trigger()];
  clock.now += 3000;
  await web.views.open({ trigger_id: intime, view: VIEW });
  clock.now += 1;
  await expect(web.views.open({ trigger_id: late, view: VIEW })).rejects.toThrow("expired_trigger_id");
});

test("an account is told with its e-mail and what it is", async () => {
  slack.join({ id: "U2", name: "guest", is_restricted: true, team_id: "T2", is_stranger: true });
  const { user } = await web.users.info({ user: "U1" });
  expect(user).toMatchObject({
    id: "U1",
    team_id: slack.team,
    deleted: false,
    is_bot: false,
    profile: { email: "ana@acme.example" },
  });
  const guest = (await web.users.info({ user: "U2" })).user;
  expect(guest).toMatchObject({ team_id: "T2", is_restricted: true, is_stranger: true });
  expect(guest?.profile).not.toHaveProperty("email");
});

test("users.info sees no argument in JSON", async () => {
  expect((await json("users.info", { user: "U1" })).json).toMatchObject({ ok: false, error: "invalid_arguments" });
  const query = await fetch(`${slack.apiUrl}users.info?user=U1`, {
    headers: { authorization: `Bearer ${slack.botToken}` },
  });
  expect(await query.json()).toMatchObject({ ok: true });
});

test("the other methods take JSON, with blocks as they are or as a text", async () => {
  expect((await json("chat.postMessage", card())).json).toMatchObject({ ok: true });
  expect((await json("chat.postMessage", { ...card(), blocks: JSON.stringify(CARD) })).json).toMatchObject({
    ok: true,
  });
  expect(slack.messages().at(-1)?.blocks).toMatchObject(CARD);
});

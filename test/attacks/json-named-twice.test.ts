import { afterEach, describe, expect, test } from "vitest";
import { signedRequest as signedSlack } from "../../examples/slack/stand-in/signed.js";
import { proven } from "../../src/index.js";
import { oidcSignIn } from "../../src/server/oidc.js";
import { person } from "../../src/testing/testing.js";
import { authenticator } from "../server/authenticator.js";
import { asked, call, deskServer } from "../server/desk-server.js";
import { CLIENT, startIssuer } from "../server/issuer.js";
import { browserAt, COOKIE_KEY, identified, locationOf, refused } from "../server/oidc-desk.js";
import { passkeyDesk, RP } from "../server/passkey-desk.js";
import { answered, hook, signedRequest } from "../transports/hook.js";
import { refund, scriptedInbox } from "../transports/refund-message.js";
import { APPROVE, asks, closeAll, DENY, office } from "../transports/slack/office.js";
import { office as teamsOffice } from "../transports/teams/office.js";

afterEach(closeAll);

/** The JSON text of an object with one more member before or after the others. */
const withMember = (json: string, member: string, where: "first" | "last") =>
  where === "first" ? `{${member},${json.slice(1)}` : `${json.slice(0, -1)},${member}}`;

describe("the API takes no body that says two things,", () => {
  const decided = async (text: (json: string) => string, decision: object = { decision: "approve" }) => {
    const desk = deskServer([asked({ modify: "author", approve: 2 })]);
    const { message } = await desk.waiting();
    const { requestId, revision, digest } = message;
    const answer = await desk.send(`/v1/requests/${requestId}/reviews`, {
      as: "ana",
      method: "POST",
      body: text(JSON.stringify({ ...decision, revision, digest })),
      headers: { "content-type": "application/json" },
    });
    const shown = await desk.cs.desk.show(requestId, proven({ ...person("ana"), proof: "L1", evidence: {} }));
    return { status: answer.status, json: await answer.json(), said: [shown?.you.said, shown?.message.revision] };
  };
  const nothing = { status: 400, json: { code: "malformed" }, said: ["nothing", 1] };
  test.each([
    ["deny, then approve", '"decision":"deny"', "first"],
    ["approve, then deny", '"decision":"deny"', "last"],
    ["twice the same", '"decision":"approve"', "last"],
    ["a name that is written another way", '"\\u0064ecision":"deny"', "first"],
  ] as const)("as %s", async (_, member, where) => {
    expect(await decided((json) => withMember(json, member, where))).toMatchObject(nothing);
    expect(await decided((json) => json)).toMatchObject({ status: 200, said: ["approve", 1] });
  });
  test("nor one whose arguments do", async () => {
    const modify = { decision: "modify", args: { ...call, amount: 5 } };
    const twice = (json: string) => json.replace('"amount":5', '"amount":5,"amount":90000');
    expect(await decided(twice, modify)).toMatchObject(nothing);
  });
});

test("a signed decision of another system that says two things is recorded nowhere", async () => {
  const { transport, close } = await hook();
  const inbox = scriptedInbox();
  const { requestId, revision, digest } = refund;
  const json = JSON.stringify({ requestId, revision, digest, decision: "approve", decidedBy: "bo" });
  const answer = await answered(transport, signedRequest(withMember(json, '"decision":"deny"', "first")), inbox);
  expect([answer.status, inbox.reviews]).toEqual([422, []]);
  expect((await answered(transport, signedRequest(json), inbox)).status).toBe(200);
  await close();
});

test("a signed payload of Slack that says two things does nothing", async () => {
  const made = await office({ rules: [asks({ approve: 2 })] });
  void made.note.attempt({ text: "hi" });
  const one = await made.card();
  made.slack.requestUrl = "http://127.0.0.1:1/";
  const { payload } = await made.slack.press("U1", one, APPROVE);
  const send = (json: string) => {
    const body = new URLSearchParams({ payload: json }).toString();
    const signed = signedSlack(made.slack.signingSecret, body, { at: made.clock.now() });
    return fetch(made.url as string, { method: "POST", ...signed });
  };
  const json = JSON.stringify(payload);
  await send(json.replace(`"action_id":"${APPROVE}"`, `"action_id":"${DENY}","action_id":"${APPROVE}"`));
  expect(made.events().filter((type) => type.startsWith("review."))).toEqual([]);
  await send(json);
  expect(made.events().filter((type) => type.startsWith("review."))).toEqual(["review.recorded"]);
});

test("an activity of Teams that says two things is refused, though its token is the service's", async () => {
  const desk = await teamsOffice({ approve: 2 });
  const card = await desk.ask();
  let text = "";
  const activity = (sent: object) => {
    text = JSON.stringify(sent);
    return { ...sent, type: "message" };
  };
  await desk.press("ana", card, "approve", { typed: "o-1" }, { activity });
  const send = async (body: string) => {
    const headers = { authorization: `Bearer ${await desk.standIn.mint()}`, "content-type": "application/json" };
    return (await fetch(desk.standIn.messagingUrl as string, { method: "POST", headers, body })).status;
  };
  const verb = '"verb":"countersign.approve"';
  expect(text).toContain(verb);
  expect(await send(text.replace(verb, `"verb":"countersign.deny",${verb}`))).toBe(401);
  expect(await send(text)).toBe(200);
  await desk.close();
});

describe("a passkey's answer that says two things proves nothing:", () => {
  const challenge = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg";
  const provedBy = async (change: (assertion: string) => string) => {
    const desk = passkeyDesk();
    const { device } = await desk.add("ana");
    return desk.decide("ana", challenge, { assertion: change(device.get({ challenge })) });
  };
  test("the browser's JSON", async () => {
    expect(await provedBy((json) => withMember(json, '"type":"other"', "first"))).toMatchObject({ status: 403 });
    expect(await provedBy((json) => json)).toMatchObject({ proof: "L3" });
  });
  test("what the device signed", async () => {
    const desk = passkeyDesk();
    let written = (json: string) => json;
    const device = authenticator(RP, "ES256", (json) => written(json));
    await desk.add("ana", device);
    written = (json) => withMember(json, '"challenge":"another"', "first");
    expect(await desk.decide("ana", challenge, { assertion: device.get({ challenge }) })).toMatchObject({
      status: 403,
    });
    expect((await desk.add("ana", authenticator(RP, "ES256", written))).answer?.status).toBe(400);
    written = (json) => json;
    expect(await desk.decide("ana", challenge, { assertion: device.get({ challenge }) })).toMatchObject({
      proof: "L3",
    });
  });
});

test("a token whose claims say two things is nobody's", async () => {
  await using idp = await startIssuer();
  const signIn = oidcSignIn({ issuer: idp.issuer, clientId: CLIENT, clientSecret: "s", cookieKey: COOKIE_KEY, audience: "urn:desk" }); // biome-ignore format: a list
  const written = (json: string) => withMember(json, '"sub":"bo"', "first");
  const who = async (how: object) => {
    const token = await idp.mint({ aud: "urn:desk", scope: "review", client_id: "cli" }, { typ: "at+jwt", ...how });
    return browserAt(signIn).who("/v1/requests", { headers: { authorization: `Bearer ${token}` } });
  };
  expect(refused(await who({ written })).status).toBe(401);
  expect((await identified(await who({}))).subject).toBe("ana");
  const browser = browserAt(signIn);
  const sent = new URL(locationOf(await browser.page("/sign-in/start"))).searchParams;
  idp.idToken = await idp.mint({ nonce: String(sent.get("nonce")) }, { written });
  expect((await browser.page(`/sign-in/callback?code=c&state=${sent.get("state")}`)).status).toBe(400);
  expect(refused(await browser.who()).status).toBe(303);
});

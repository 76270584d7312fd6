import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type Message,
  type StandInOptions,
  type TeamsStandIn,
  teamsStandIn,
} from "../../../examples/teams/stand-in/teams.js";
import { wrongWith } from "./card-schema.js";
import { changed, posted } from "./posted.js";
import { botCard, card, message, run } from "./sample-card.js";

const ANA = { id: "29:ana", name: "Ana", oid: "5f0c4a1e-0000-4000-8000-00000000a0a0" };
const BO = { id: "29:bo", name: "Bo", oid: "5f0c4a1e-0000-4000-8000-00000000b0b0" };
const CARD = "application/vnd.microsoft.card.adaptive";

interface Got {
  readonly authorization: string | undefined;
  readonly activity: Record<string, unknown>;
}
let standIn: TeamsStandIn;
let bot: Server;
let got: Got[];
let answer: { readonly status?: number; readonly body?: unknown } | undefined;

beforeEach(async () => {
  got = [];
  answer = { body: { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "Noted." } };
  bot = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    got.push({ authorization: request.headers.authorization, activity: JSON.parse(Buffer.concat(parts).toString()) });
    if (answer) response.writeHead(answer.status ?? 200).end(JSON.stringify(answer.body));
  });
  await once(bot.listen(0, "127.0.0.1"), "listening");
  await start();
});
afterEach(async () => {
  bot.closeAllConnections();
  bot.close();
  await standIn.close();
});

async function start(options: StandInOptions = {}): Promise<void> {
  await standIn?.close().catch(() => {});
  standIn = await teamsStandIn({ validate: wrongWith, ...options });
  standIn.messagingUrl = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/in/teams`;
  standIn.join(ANA);
  standIn.join(BO);
}
const post = (card: unknown = botCard()) => posted(standIn, card);

test("a press is the invoke that Teams documents, from the person who pressed", async () => {
  const sent = await post();
  await standIn.press("29:ana", sent, "countersign.deny");
  expect(got[0]?.authorization).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  expect(got[0]?.activity).toMatchObject({
    type: "invoke",
    name: "adaptiveCard/action",
    channelId: "msteams",
    serviceUrl: `${standIn.serviceUrl}/`,
    from: { id: "29:ana", name: "Ana", aadObjectId: ANA.oid },
    recipient: { id: `28:${standIn.appId}` },
    conversation: { tenantId: standIn.tenant, id: `${standIn.conversation};messageid=${sent.id}` },
    replyToId: sent.id,
    channelData: { tenant: { id: standIn.tenant } },
    value: {
      trigger: "manual",
      action: { type: "Action.Execute", verb: "countersign.deny", data: { r: "01J9Z3", v: 2, d: "0".repeat(43) } },
    },
  });
});

test("an action inside a card that opens takes its inputs along", async () => {
  await standIn.press("29:ana", await post(), "countersign.approve", { typed: "620.00", meant: "true" });
  expect(got[0]?.activity["value"]).toMatchObject({ action: { data: { v: 2, typed: "620.00", meant: "true" } } });
});

test.each([
  ["a verb that the card does not have", "29:ana", "countersign.modify", {}, "no Action.Execute"],
  ["an input that the action does not have", "29:ana", "countersign.deny", { typed: "1" }, "no input"],
  ["a required input that is empty", "29:ana", "countersign.approve", {}, "is required"],
  ["somebody who has not joined", "29:eve", "countersign.deny", {}, "has joined"],
])("%s is not sent", async (_, who, verb, inputs, why) => {
  await expect(standIn.press(who, await post(), verb, inputs)).rejects.toThrow(why);
  expect(got).toEqual([]);
});

test("a press on a message that a workflow posted goes nowhere", async () => {
  await fetch(standIn.webhookUrl, { method: "POST", body: JSON.stringify(message(botCard())) });
  const sent = standIn.messages()[0] as Message;
  await expect(standIn.press("29:ana", sent, "countersign.deny")).rejects.toThrow("No bot");
});

test("the card that answers a press stands for that person alone, until the bot changes the message", async () => {
  const sent = await post();
  const mine = card([run("You denied it.")]);
  answer = { body: { statusCode: 200, type: CARD, value: mine } };
  expect(await standIn.press("29:ana", sent, "countersign.deny")).toMatchObject({
    status: 200,
    shows: "card",
    card: mine,
  });
  expect(standIn.messages("29:ana")[0]?.card).toEqual(mine);
  expect(standIn.messages("29:bo")[0]?.card).toEqual(botCard());
  expect(standIn.messages()[0]?.card).toEqual(botCard());
  await changed(standIn, sent, card([run("Denied by Ana.")]));
  expect(standIn.messages("29:ana")[0]?.card).toEqual(card([run("Denied by Ana.")]));
});

test("a message as it was read can be pressed after the bot has changed it", async () => {
  const old = await post();
  await changed(standIn, old, card([run("Denied by Ana.")]));
  await standIn.press("29:bo", old, "countersign.deny");
  expect(got[0]?.activity["replyToId"]).toBe(old.id);
});

const body = (type: string, value: unknown, statusCode: unknown = 200) => ({ body: { statusCode, type, value } });
interface Sees {
  readonly shows: string;
  readonly text?: string | RegExp;
}
test.each<[string, { readonly status?: number; readonly body: unknown }, Sees]>([
  ["a message", body("application/vnd.microsoft.activity.message", "Noted."), { shows: "message", text: "Noted." }],
  [
    "an error of the bot",
    body("application/vnd.microsoft.error", { code: "BadRequest", message: "x" }, 400),
    { shows: "error" },
  ],
  [
    "a status in place of a statusCode",
    { body: { status: 200, type: CARD, value: botCard() } },
    { shows: "error", text: /Unable to reach app/ },
  ],
  ["an HTTP error", { status: 401, body: {} }, { shows: "error", text: /Unable to reach app/ }],
  ["an invalid card", body(CARD, card([{ type: "TextBlock" }])), { shows: "error", text: /'text'/ }],
  ["a card over 28 KB", body(CARD, card(Array.from({ length: 60 }, () => run("x".repeat(500))))), { shows: "error" }],
])("of %s a person sees what Teams makes of it", async (_, given, { shows, text = /./ }) => {
  answer = given;
  const pressed = await standIn.press("29:ana", await post(), "countersign.deny");
  expect([pressed.shows, pressed.text]).toEqual([shows, expect.stringMatching(text)]);
  expect(standIn.messages("29:ana")[0]?.card).toEqual(botCard());
});

test("a bot that does not answer in time is one that Teams cannot reach", async () => {
  await start({ patience: 20 });
  answer = undefined;
  const pressed = await standIn.press("29:ana", await post(), "countersign.deny");
  expect(pressed).toMatchObject({ status: 0, shows: "error", text: expect.stringContaining("Unable to reach app") });
});

test("an account without an object id sends none; a bot and a foreign tenant say so", async () => {
  standIn.join({ id: "28:robot", name: "Robot", role: "bot" });
  standIn.join({ id: "29:cy", name: "Cy", oid: BO.oid, tenant: "another" });
  const sent = await post();
  await standIn.press("28:robot", sent, "countersign.deny");
  await standIn.press("29:cy", sent, "countersign.deny");
  expect(got[0]?.activity["from"]).toEqual({ id: "28:robot", name: "Robot", role: "bot" });
  expect(got[1]?.activity).toMatchObject({
    conversation: { tenantId: "another" },
    channelData: { tenant: { id: "another" } },
  });
});

test("a test may change the activity, the claims, the header and the key", async () => {
  const seen: string[] = [];
  await standIn.press(
    "29:ana",
    await post(),
    "countersign.deny",
    {},
    {
      activity: (sent) => ({ ...sent, channelId: "webchat" }),
      claims: (claims) => ({ ...claims, aud: "another" }),
      header: (header) => ({ ...header, alg: "none" }),
      headers: ({ authorization = "", ...rest }) => {
        seen.push(authorization);
        return rest;
      },
      key: "foreign",
    },
  );
  const [head = "", claims = "", signature] = (seen[0] ?? "").replace("Bearer ", "").split(".");
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
  expect([read(head), read(claims), signature]).toMatchObject([{ alg: "none" }, { aud: "another" }, ""]);
  expect(got[0]).toMatchObject({ authorization: undefined, activity: { channelId: "webchat" } });
});

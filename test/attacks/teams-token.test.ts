import { JwtValidator } from "@microsoft/teams.apps/dist/middleware/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../examples/teams/stand-in/teams.js";
import { type Office, office, TENANT } from "../transports/teams/office.js";

const ISSUER = "https://api.botframework.com";
const none = () => {};
const quiet = { debug: none, info: none, warn: none, error: none, trace: none, log: none, child: () => quiet };

let desk: Office;
let card: Message;
beforeAll(async () => {
  desk = await office({ approve: 2 });
  card = await desk.ask();
});
afterAll(() => desk?.close());

type Minting = NonNullable<Parameters<Office["standIn"]["mint"]>[0]>;
const at = (seconds: number) => Math.floor(desk.clock.now() / 1000) + seconds;
const SERVICE = () => `${desk.standIn.serviceUrl}/`;

/** The status of an invoke that would approve if its token were believed. */
async function status(minting: Minting, activity: (sent: Record<string, unknown>) => unknown = (sent) => sent) {
  const token = await desk.standIn.mint(minting);
  const headers = (sent: Record<string, string>) => ({ ...sent, authorization: `Bearer ${token}` });
  return (await desk.press("ana", card, "approve", { typed: "o-1" }, { headers, activity })).status;
}

/** Whether Microsoft's own validator takes the same token. */
async function taken(minting: Minting): Promise<boolean> {
  const validator = new JwtValidator(
    {
      clientId: desk.standIn.appId,
      validateIssuer: { allowedIssuer: ISSUER },
      jwksUriOptions: { type: "uri", uri: desk.standIn.metadataUrl.replace("openidconfiguration", "keys") },
    },
    quiet as never,
  );
  const service = { validateServiceUrl: { expectedServiceUrl: SERVICE() } };
  return (await validator.validateAccessToken(await desk.standIn.mint(minting), service)) !== null;
}

const FORGED: readonly (readonly [string, () => Minting])[] = [
  ["for another bot", () => ({ claims: { aud: "00000000-0000-4000-8000-000000000000" } })],
  ["for nobody", () => ({ claims: { aud: undefined } })],
  ["by another issuer", () => ({ claims: { iss: "https://api.botframework.example" } })],
  ["by the emulator's issuer", () => ({ claims: { iss: `https://sts.windows.net/${TENANT}/` } })],
  ["by the issuer of users", () => ({ claims: { iss: `https://login.microsoftonline.com/${TENANT}/v2.0` } })],
  ["by no issuer", () => ({ claims: { iss: undefined } })],
  ["from another service", () => ({ claims: { serviceurl: "https://evil.example/teams" } })],
  ["from no service", () => ({ claims: { serviceurl: undefined } })],
  ["that ended six minutes ago", () => ({ claims: { exp: at(-360) } })],
  ["that begins in six minutes", () => ({ claims: { nbf: at(360) } })],
  ["by a key that nobody published", () => ({ key: "foreign" })],
  ["that names an unknown key", () => ({ header: { kid: "another" } })],
  ["that names no key", () => ({ header: { kid: undefined } })],
  ["without a signature", () => ({ header: { alg: "none" } })],
  ["by the public key as a secret", () => ({ header: { alg: "HS256" } })],
  ["by RS512", () => ({ header: { alg: "RS512" } })],
];
const GOOD: readonly (readonly [string, () => Minting])[] = [
  ["as Teams sends it", () => ({})],
  ["that ended four minutes ago", () => ({ claims: { exp: at(-240) } })],
  ["that begins in four minutes", () => ({ claims: { nbf: at(240) } })],
  ["whose service is in capitals", () => ({ claims: { serviceurl: SERVICE().toUpperCase() } })],
  ["whose service has no slash at its end", () => ({ claims: { serviceurl: desk.standIn.serviceUrl } })],
];
/** Taken by Microsoft's validator, and not by ours. */
const HOLES: readonly (readonly [string, () => Minting])[] = [
  ["by a key that is endorsed for other channels", () => ({ key: "other" })],
  ["that never ends", () => ({ claims: { exp: undefined, nbf: undefined } })],
  ["for an API of the bot's name", () => ({ claims: { aud: `api://${desk.standIn.appId}` } })],
  ["for two audiences", () => ({ claims: { aud: [desk.standIn.appId, "another"] } })],
];

describe("a press decides nothing with a token", () => {
  test.each([...FORGED, ...HOLES])("%s: 401, and not a word", async (_, minting) => {
    const reviews = desk.events().length;
    expect(await status(minting())).toBe(401);
    expect(desk.events()).toHaveLength(reviews);
  });
  test("of which the activity names another service, or none", async () => {
    expect(await status({}, (sent) => ({ ...sent, serviceUrl: "https://evil.example/teams/" }))).toBe(401);
    expect(await status({}, ({ serviceUrl: _, ...sent }) => sent)).toBe(401);
    expect(await status({ claims: { serviceurl: undefined } }, ({ serviceUrl: _, ...sent }) => sent)).toBe(401);
    expect(await status({ claims: { serviceurl: "" } }, (sent) => ({ ...sent, serviceUrl: "" }))).toBe(401);
  });
  test("of which the activity comes by another channel, or none", async () => {
    expect(await status({}, (sent) => ({ ...sent, channelId: "webchat" }))).toBe(401);
    expect(await status({ key: "other" }, (sent) => ({ ...sent, channelId: "webchat" }))).toBe(401);
    expect(await status({}, ({ channelId: _, ...sent }) => sent)).toBe(401);
  });
  test.each(["", "Bearer", "Basic abc", "Bearer a b", "Bearer x.y.z"])("that is none (%#)", async (authorization) => {
    const headers = (sent: Record<string, string>) => ({ ...sent, authorization });
    expect((await desk.press("ana", card, "deny", {}, { headers })).status).toBe(401);
  });
  test("with a body that is no activity, or longer than one is", async () => {
    expect(await status({}, () => "no JSON")).toBe(401);
    expect(await status({}, () => "[]")).toBe(401);
    expect(await status({}, (sent) => ({ ...sent, more: "x".repeat(300_000) }))).toBe(413);
  });
});

describe("Microsoft's own validator", () => {
  test.each(FORGED)("refuses one %s too", async (_, minting) => expect(await taken(minting())).toBe(false));
  test.each(HOLES)("takes one %s, which ours does not", async (_, minting) =>
    expect(await taken(minting())).toBe(true),
  );
  test.each(GOOD)("takes one %s, as ours does", async (_, minting) => {
    expect(await taken(minting())).toBe(true);
    expect(await status(minting())).toBe(200);
  });
});

test("when the keys cannot be had, nothing is decided, and it can be tried again", async () => {
  const made = await office();
  try {
    const asked = await made.ask();
    made.standIn.fail("keys", { status: 500 });
    const answer = await made.press("ana", asked, "deny");
    expect(answer).toMatchObject({ status: 503, body: "" });
    expect(made.events()).not.toContain("call.denied");
    expect((await made.press("ana", asked, "deny")).status).toBe(200);
  } finally {
    await made.close();
  }
});

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { App, ExpressAdapter } from "@microsoft/teams.apps";
import { JwtValidator, ServiceTokenValidator } from "@microsoft/teams.apps/dist/middleware/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Change, type TeamsStandIn, teamsStandIn } from "../../../examples/teams/stand-in/teams.js";
import { wrongWith } from "./card-schema.js";
import { posted } from "./posted.js";
import { botCard, card, run } from "./sample-card.js";

const ISSUER = "https://api.botframework.com";
const none = () => {};
const quiet = { debug: none, info: none, warn: none, error: none, trace: none, log: none, child: () => quiet };

let standIn: TeamsStandIn;
beforeAll(async () => {
  standIn = await teamsStandIn({ validate: wrongWith });
});
afterAll(() => standIn?.close());

const cloud = () => ({
  loginEndpoint: standIn.url,
  loginTenant: standIn.tenant,
  botScope: `${ISSUER}/.default`,
  tokenServiceUrl: standIn.url,
  openIdMetadataUrl: standIn.metadataUrl,
  tokenIssuer: ISSUER,
  graphScope: `${standIn.url}/.default`,
});
const keysUrl = async () => {
  const { jwks_uri } = (await (await fetch(standIn.metadataUrl)).json()) as { jwks_uri: string };
  return jwks_uri;
};
const validator = async () =>
  new JwtValidator(
    {
      clientId: standIn.appId,
      validateIssuer: { allowedIssuer: ISSUER },
      jwksUriOptions: { type: "uri", uri: await keysUrl() },
    },
    quiet as never,
  );
const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;
/** Whether Microsoft's validator takes a token with an activity from the stand-in's service. */
async function taken(token: string, serviceUrl = standIn.serviceUrl): Promise<"taken" | "refused"> {
  const validateServiceUrl = { expectedServiceUrl: serviceUrl };
  const claims = await (await validator()).validateAccessToken(token, { validateServiceUrl });
  return claims === null ? "refused" : "taken";
}

test("Microsoft's validator takes a token of the stand-in, by the keys that its metadata names", async () => {
  expect(await taken(await standIn.mint())).toBe("taken");
  expect(standIn.seen.map(({ what }) => what)).toEqual(expect.arrayContaining(["metadata", "keys"]));
});

test.each([
  ["of another audience", () => standIn.mint({ claims: { aud: "00000000-0000-4000-8000-000000000000" } })],
  ["without an audience", () => standIn.mint({ claims: { aud: undefined } })],
  ["of another issuer", () => standIn.mint({ claims: { iss: `https://sts.windows.net/${standIn.tenant}/` } })],
  ["without an issuer", () => standIn.mint({ claims: { iss: undefined } })],
  ["of another service", () => standIn.mint({ claims: { serviceurl: "https://evil.example/teams" } })],
  ["without a service", () => standIn.mint({ claims: { serviceurl: undefined } })],
  ["that ended six minutes ago", () => standIn.mint({ claims: { exp: seconds(-360) } })],
  ["that begins in six minutes", () => standIn.mint({ claims: { nbf: seconds(360) } })],
  ["by a key that is not published", () => standIn.mint({ key: "foreign" })],
  ["that names no published key", () => standIn.mint({ header: { kid: "another" } })],
  ["that names no key", () => standIn.mint({ header: { kid: undefined } })],
  ["without a signature", () => standIn.mint({ header: { alg: "none" } })],
  ["by a public key for a secret", () => standIn.mint({ header: { alg: "HS256" } })],
  ["by RS512", () => standIn.mint({ header: { alg: "RS512" } })],
])("and refuses one %s", async (_, minted) => {
  expect(await taken(await minted())).toBe("refused");
});

test.each([
  ["whose audience is api://<id>", () => standIn.mint({ claims: { aud: `api://${standIn.appId}` } })],
  ["whose audience is api://botid-<id>", () => standIn.mint({ claims: { aud: `api://botid-${standIn.appId}` } })],
  ["that ended four minutes ago", () => standIn.mint({ claims: { exp: seconds(-240) } })],
  ["that begins in four minutes", () => standIn.mint({ claims: { nbf: seconds(240) } })],
  ["that never ends", () => standIn.mint({ claims: { exp: undefined, nbf: undefined } })],
  ["by a key that is endorsed for other channels only", () => standIn.mint({ key: "other" })],
  ["whose audience is a list with the bot in it", () => standIn.mint({ claims: { aud: ["another", standIn.appId] } })],
  ["of another type", () => standIn.mint({ header: { typ: "at+jwt" } })],
])("it takes one %s too", async (_, minted) => {
  expect(await taken(await minted())).toBe("taken");
});

test.each([
  ["without its last slash", (url: string) => url, "taken"],
  ["with it", (url: string) => `${url}/`, "taken"],
  ["in capitals", (url: string) => url.toUpperCase(), "taken"],
  ["with two slashes", (url: string) => `${url}//`, "refused"],
  ["with a path more", (url: string) => `${url}/more`, "refused"],
  ["with a query", (url: string) => `${url}?a=b`, "refused"],
])("the address of the service %s", async (_, written, outcome) => {
  expect(await taken(await standIn.mint(), written(standIn.serviceUrl))).toBe(outcome);
});

test("its validator of activities does not look at the service where the activity names none", async () => {
  const check = new ServiceTokenValidator(standIn.appId, standIn.tenant, undefined, quiet as never, cloud());
  const token = `Bearer ${await standIn.mint({ claims: { serviceurl: "https://evil.example/" } })}`;
  await expect(check.check(token, { serviceUrl: standIn.serviceUrl })).rejects.toThrow("Invalid token");
  expect((await check.check(token, {})).serviceUrl).toBe("https://evil.example/");
});

/** A bot of Microsoft's own SDK on 127.0.0.1, which answers every press with a card. */
async function bot(): Promise<{ readonly got: unknown[]; close(): void }> {
  const server = createServer();
  const app = new App({
    clientId: standIn.appId,
    tenantId: standIn.tenant,
    token: async () => "unused",
    cloud: cloud(),
    logger: quiet as never,
    httpServerAdapter: new ExpressAdapter(server, { logger: quiet as never }),
  });
  const got: unknown[] = [];
  app.on("card.action", async ({ activity }) => {
    got.push(activity.value);
    return { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: card([run("Done.")]) } as never;
  });
  await app.initialize();
  await once(server.listen(0, "127.0.0.1"), "listening");
  standIn.messagingUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
  return { got, close: () => server.close().closeAllConnections() };
}
test("a bot of Microsoft's SDK takes a press of the stand-in, and its card stands there", async () => {
  standIn.join({ id: "29:ana", name: "Ana", oid: "5f0c4a1e-0000-4000-8000-00000000a0a0" });
  const own = await bot();
  const pressed = await standIn.press("29:ana", await posted(standIn, botCard()), "countersign.approve", {
    typed: "620.00",
  });
  own.close();
  expect(pressed).toMatchObject({ status: 200, shows: "card", card: card([run("Done.")]) });
  expect(own.got).toMatchObject([
    { trigger: "manual", action: { verb: "countersign.approve", data: { typed: "620.00" } } },
  ]);
});

const changes: readonly (readonly [string, Change])[] = [
  ["a key of nobody", { key: "foreign" }],
  ["another audience", { claims: (claims) => ({ ...claims, aud: "another" }) }],
  ["another service", { activity: (sent) => ({ ...sent, serviceUrl: "https://evil.example/" }) }],
  ["no token", { headers: ({ authorization: _, ...rest }) => rest }],
];
test.each(changes)("that bot refuses a press with %s", async (_, change) => {
  const own = await bot();
  const pressed = await standIn.press("29:ana", await posted(standIn, botCard()), "countersign.deny", {}, change);
  own.close();
  expect(pressed).toMatchObject({ status: 401, shows: "error" });
  expect(own.got).toEqual([]);
});

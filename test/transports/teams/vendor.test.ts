import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fakeClock } from "../../../src/testing/fake-clock.js";
import { teamsOn } from "../../../src/transports/teams/teams-on.js";
import { isWireError, type Kind } from "../../../src/wire/failed.js";
import { refund as older } from "../refund-message.js";
import { driven, failed } from "./hosts.js";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const bot = {
  appId: "00000000-0000-4000-8000-000000000001",
  appSecret: "s3cret-s3cret",
  tenant: "00000000-0000-4000-8000-000000000002",
  conversation: "19:abc@thread.tacv2",
  network: "any",
} as const;
const TOKEN = `https://login.microsoftonline.com/${bot.tenant}/oauth2/v2.0/token`;
const POST = "https://smba.trafficmanager.net/teams/v3/conversations/:id/activities";
const refund = { ...older, expiresAt: new Date(Date.now() + 3_600_000) };

const granted = http.post(TOKEN, () =>
  HttpResponse.json({ token_type: "Bearer", expires_in: 3599, access_token: "eyJ" }),
);
/** What a delivery fails with, and how often it was tried. */
async function told(url: string, status: number, body: object | string, headers = {}) {
  let tries = 0;
  const answer = () => {
    tries++;
    return typeof body === "string"
      ? new HttpResponse(body, { status, headers })
      : HttpResponse.json(body, { status, headers });
  };
  server.use(...(url === TOKEN ? [] : [granted]), http.post(url, answer));
  const clock = fakeClock(new Date().toISOString());
  const error = await failed(driven({ clock }, teamsOn(bot, { clock }).deliver(refund)));
  return { error, tries, kind: isWireError(error) ? error.kind : undefined };
}

test("a bot of the public cloud speaks to Entra and to the Bot Service, and to nobody else", async () => {
  const asked: string[] = [];
  server.use(
    granted,
    http.post(POST, ({ request }) => {
      asked.push(request.url);
      return HttpResponse.json({ id: "1700000000000" }, { status: 201 });
    }),
  );
  const delivery = await teamsOn(bot, { clock: fakeClock(new Date().toISOString()) }).deliver(refund);
  expect(delivery.id).toBe("1700000000000");
  expect(asked).toEqual(["https://smba.trafficmanager.net/teams/v3/conversations/19%3Aabc%40thread.tacv2/activities"]);
});

describe("the Bot Service", () => {
  test.each<[number, string, Kind]>([
    [400, "BadSyntax", "permanent"],
    [400, "BadArgument", "permanent"],
    [403, "BotNotInConversationRoster", "permanent"],
    [403, "BotDisabledByAdmin", "permanent"],
    [404, "ConversationNotFound", "permanent"],
    [413, "MessageSizeTooBig", "permanent"],
    [412, "PreconditionFailed", "retry"],
    [429, "TooManyRequests", "wait"],
    [500, "ServiceError", "retry"],
    [502, "BadGateway", "retry"],
    [504, "GatewayTimeout", "retry"],
  ])("says %i %s, which is told by its word: %s", async (status, code, kind) => {
    const said = await told(POST, status, { error: { code, message: "The conversation 19:abc@thread.tacv2 …" } });
    expect(said.kind).toBe(kind);
    expect(said.error.message).toMatch(new RegExp(`smba\\.trafficmanager\\.net: status ${status} ${code}$`));
    expect(said.tries > 1).toBe(kind !== "permanent");
  });
  test.each(["", "<html>Service Unavailable</html>", "null", "[]", '{"error":"x"}', '{"error":{"code":"a b <c>"}}'])(
    "says %j, of which the status alone is told",
    async (body) => {
      expect((await told(POST, 403, body)).error.message).toMatch(/: status 403$/);
    },
  );
});

describe("Entra", () => {
  test.each<[number, object, RegExp]>([
    [401, { error: "invalid_client", error_codes: [7000215] }, /status 401 invalid_client \(AADSTS7000215\)$/],
    [401, { error: "invalid_client", error_codes: [7000222] }, /status 401 invalid_client \(AADSTS7000222\)$/],
    [400, { error: "unauthorized_client", error_codes: [700016] }, /status 400 unauthorized_client \(AADSTS700016\)$/],
    [400, { error: "invalid_request", error_codes: [90002] }, /status 400 invalid_request \(AADSTS90002\)$/],
    [400, { error: "a b", error_codes: ["x"] }, /status 400$/],
    [400, { error_codes: 7 }, /status 400$/],
  ])("says %i %j", async (status, body, text) => {
    const said = await told(TOKEN, status, { ...body, error_description: `AADSTS: ${bot.appSecret}` });
    expect(said.error.message).toMatch(text);
    expect(said.error.message).toContain("login.microsoftonline.com");
    expect([said.kind, said.tries]).toEqual(["permanent", 1]);
  });
});

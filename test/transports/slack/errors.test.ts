import { inspect } from "node:util";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../../src/clock.js";
import { slackOn } from "../../../src/transports/slack/slack-on.js";
import { isWireError } from "../../../src/wire/failed.js";
import { refund as older } from "../refund-message.js";

const HOOK = "https://hooks.slack.com/services/T1/B1/s3cret";
const TOKEN = "xoxb-s3cret";
const SIGNING = "s3cret-of-the-app";
const POST = "https://slack.com/api/chat.postMessage";
const message = { ...older, openedAt: new Date(0), expiresAt: new Date(3_600_000) };

/** Waits are over at once, and the time has passed; time-outs never come. */
function hurried(): Clock {
  let time = 0;
  return {
    now: () => time,
    sleep: (ms, signal) => {
      if (ms < 10_000) {
        time += ms;
        return Promise.resolve();
      }
      return new Promise((resolve) => signal?.addEventListener("abort", () => resolve()));
    },
  };
}

const server = setupServer();
let asked = 0;
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => {
  asked = 0;
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const answers = (url: string, answer: () => Response) =>
  server.use(
    http.post(url, () => {
      asked++;
      return answer();
    }),
  );
const byHook = () => slackOn({ team: "T1", signingSecret: SIGNING, webhookUrl: HOOK }, { clock: hurried() });
const byBot = () =>
  slackOn({ team: "T1", signingSecret: SIGNING, botToken: TOKEN, channel: "C1" }, { clock: hurried() });

/** What a delivery failed with, which holds no secret wherever one looks. */
async function failure(transport: ReturnType<typeof byHook>): Promise<Error> {
  const error = await transport.deliver(message).then(
    () => {
      throw new Error("it was delivered");
    },
    (reason: Error) => reason,
  );
  const everywhere = [
    error.message,
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: 9, showHidden: true }),
  ];
  expect(everywhere.join("\n")).not.toContain("s3cret");
  expect(error.cause).toBeUndefined();
  expect(isWireError(error)).toBe(true);
  return error;
}

type Row = readonly [status: number, body: string, kind: "permanent" | "wait" | "retry", says: string];

describe("an incoming webhook that answers", () => {
  test.each<Row>([
    [400, "invalid_payload", "permanent", "Slack says invalid_payload"],
    [400, "user_not_found", "permanent", "Slack says user_not_found"],
    [
      403,
      "action_prohibited",
      "permanent",
      "Slack says action_prohibited: an administrator of the workspace forbids it",
    ],
    [404, "channel_not_found", "permanent", "Slack says channel_not_found: give the id of a channel"],
    [410, "channel_is_archived", "permanent", "Slack says channel_is_archived: give a channel that is not archived"],
    [500, "rollup_error", "retry", "Slack says rollup_error"],
    [400, "invalid_blocks", "permanent", "Slack says invalid_blocks"],
    [403, "invalid_token", "permanent", "Slack says invalid_token: install the app again"],
    [404, "no_service", "permanent", "Slack says no_service: install the app again"],
    [404, "no_service_id", "permanent", "Slack says no_service_id: install the app again"],
    [404, "no_active_hooks", "permanent", "Slack says no_active_hooks: install the app again"],
    [200, "no_active_hooks\n", "permanent", "Slack says no_active_hooks: install the app again"],
    [500, "no_service", "permanent", "Slack says no_service: install the app again"],
    [404, "no_team", "permanent", "Slack says no_team: install the app again"],
    [403, "team_disabled", "permanent", "Slack says team_disabled: install the app again"],
    [400, "no_text", "permanent", "Slack says no_text"],
    [400, "too_many_attachments", "permanent", "Slack says too_many_attachments"],
    [403, "posting_to_general_channel_denied", "permanent", "an administrator of the workspace forbids it"],
    [429, "", "wait", "status 429"],
    [429, "rate_limited", "wait", "Slack says rate_limited"],
    [429, '{"ok":false,"error":"rate_limited"}', "wait", "status 429"],
    [408, "", "retry", "status 408"],
    [503, "<html>s3cret</html>", "retry", "status 503"],
    [404, "<html>s3cret</html>", "permanent", "status 404"],
    [418, "s3cret", "permanent", "status 418"],
    [200, "<html>s3cret</html>", "permanent", "status 200"],
    [200, "", "permanent", "status 200"],
  ])("%i %s is %s: %s", async (status, body, kind, says) => {
    answers(HOOK, () => new HttpResponse(body, { status }));
    const error = await failure(byHook());
    expect(error).toMatchObject({ kind, status });
    expect(error.message).toMatch(/^POST hooks\.slack\.com: /);
    expect(error.message).toContain(says);
    expect(asked).toBe(kind === "permanent" ? 1 : 5);
  });
  test("a redirect is not followed", async () => {
    answers(HOOK, () => HttpResponse.redirect("https://hooks.slack.com/s3cret", 307));
    expect(await failure(byHook())).toMatchObject({ message: expect.stringContaining("a redirect") });
  });
  test("nothing at all is tried again", async () => {
    answers(HOOK, () => HttpResponse.error());
    expect(await failure(byHook())).toMatchObject({ kind: "retry" });
    expect(asked).toBe(5);
  });
  test("that it is too fast is asked again after the time that it says", async () => {
    const clock = hurried();
    const headers = { "retry-after": "7" };
    answers(HOOK, () =>
      asked === 1 ? new HttpResponse("rate_limited", { status: 429, headers }) : new HttpResponse("ok"),
    );
    const transport = slackOn({ team: "T1", signingSecret: SIGNING, webhookUrl: HOOK }, { clock });
    expect(await transport.deliver(message)).toMatchObject({ at: "confirmed" });
    expect(asked).toBe(2);
    expect(clock.now()).toBe(7000);
  });
  test("that it wants to be left alone for long is left alone, by another transport too", async () => {
    const clock = hurried();
    answers(HOOK, () => new HttpResponse("rate_limited", { status: 429, headers: { "retry-after": "600" } }));
    const made = () => slackOn({ team: "T1", signingSecret: SIGNING, webhookUrl: HOOK }, { clock });
    await failure(made());
    expect((await failure(made())).message).toContain("left alone for another 600 s");
    expect(asked).toBe(1);
  });
});

describe("the Web API that answers", () => {
  const no = (error: string, more: object = {}) => JSON.stringify({ ok: false, error, ...more });
  test.each<Row>([
    [200, no("invalid_auth"), "permanent", "Slack says invalid_auth: install the app again"],
    [200, no("not_authed"), "permanent", "Slack says not_authed: install the app again"],
    [200, no("token_revoked"), "permanent", "Slack says token_revoked: install the app again"],
    [200, no("token_expired"), "permanent", "Slack says token_expired: install the app again"],
    [200, no("account_inactive"), "permanent", "Slack says account_inactive: install the app again"],
    [200, no("missing_scope", { needed: "s3cret" }), "permanent", "Slack says missing_scope: add the scope to the app"],
    [200, no("not_in_channel"), "permanent", "Slack says not_in_channel: invite the app to the channel"],
    [200, no("channel_not_found"), "permanent", "Slack says channel_not_found: give the id of a channel"],
    [200, no("is_archived"), "permanent", "Slack says is_archived: give a channel that is not archived"],
    [200, no("restricted_action"), "permanent", "an administrator of the workspace forbids it"],
    [200, no("msg_too_long"), "permanent", "Slack says msg_too_long"],
    [200, no("invalid_blocks", { errors: ["s3cret"] }), "permanent", "Slack says invalid_blocks"],
    [200, no("internal_error"), "retry", "Slack says internal_error"],
    [200, no("fatal_error"), "retry", "Slack says fatal_error"],
    [200, no("service_unavailable"), "retry", "Slack says service_unavailable"],
    [200, no("request_timeout"), "retry", "Slack says request_timeout"],
    [200, no("ratelimited"), "wait", "Slack says ratelimited"],
    [429, no("ratelimited"), "wait", "Slack says ratelimited"],
    [200, no("s3cret https://evil.example"), "permanent", "status 200"],
    [200, '{"ok":"true"}', "permanent", "status 200"],
    [200, "ok", "permanent", "status 200"],
    [200, "null", "permanent", "status 200"],
    [500, "s3cret", "retry", "status 500"],
    [400, "s3cret", "permanent", "status 400"],
  ])("%i %s is %s: %s", async (status, body, kind, says) => {
    answers(POST, () => new HttpResponse(body, { status }));
    const error = await failure(byBot());
    expect(error).toMatchObject({ kind, status });
    expect(error.message).toMatch(/^POST slack\.com: /);
    expect(error.message).toContain(says);
    expect(asked).toBe(kind === "permanent" ? 1 : 5);
  });
});

// What comes in from Slack and Teams, with nothing but what every runtime has.
import { slack } from "countersign/transports/slack";
import { teams } from "countersign/transports/teams";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const GUID = "00000000-0000-4000-8000-000000000001";

function inboxOf() {
  const heard = [];
  const review = async (requestId, { decision, by }) => {
    heard.push(`${requestId} ${decision} ${by.issuer} ${by.subject}`);
    return { result: "not_eligible", why: "this is a test" };
  };
  return { heard, message: async () => undefined, review };
}

async function pressed(secret) {
  const value = JSON.stringify({ r: "req_1", v: 1, d: "digest" });
  const payload = {
    type: "block_actions",
    api_app_id: "A1",
    team: { id: "T1" },
    user: { id: "U1", team_id: "T1" },
    actions: [{ action_id: "countersign.deny", value, action_ts: "1" }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const bytes = (text) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey("raw", bytes(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(`v0:${timestamp}:${body}`)));
  const hex = [...mac].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const headers = { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${hex}` };
  return new Request("https://review.example/in/slack", { method: "POST", headers, body });
}

function same(actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

export function chats(test) {
  test("a press that Slack signed is heard, and one that it did not sign is not", async () => {
    const webhookUrl = "https://hooks.slack.com/services/T1/B1/secret";
    const transport = slack({ team: "T1", signingSecret: SECRET, webhookUrl });
    const inbox = inboxOf();
    const answers = [await transport.receive(await pressed(SECRET), inbox)];
    answers.push(await transport.receive(await pressed("another-secret"), inbox));
    same(
      answers.map(({ status }) => status),
      [200, 401],
    );
    same(inbox.heard, ["req_1 deny slack:T1 U1"]);
  });
  test("what has no token of the Bot Service is not heard", async () => {
    const bot = { appId: GUID, appSecret: "a-client-secret", tenant: GUID, conversation: "19:a@thread.tacv2" };
    const inbox = inboxOf();
    const request = new Request("https://review.example/in/teams", { method: "POST", body: "{}" });
    same((await teams({ ...bot, network: "any" }).receive(request, inbox)).status, 401);
    same(inbox.heard, []);
  });
}

import { WebClient } from "@slack/web-api";
import type { Message } from "../../../examples/slack/stand-in/workspace.js";
import { CARD, joined, QUIET } from "./stand-in-cards.js";

/** A stand-in, Slack's own client of its Web API, and what both are asked for all the time. */
export async function webClient() {
  const clock = { now: Date.now() };
  const slack = await joined({ now: () => clock.now });
  slack.requestUrl = `${slack.url}/nobody-listens-here`;
  const client = (token?: string, options: { timeout?: number; rejectRateLimitedCalls?: boolean } = {}) =>
    new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: QUIET, ...options });
  const web = client(slack.botToken);
  const card = () => ({ channel: slack.channel, text: "Refund?", blocks: CARD });
  const found = (ts: string | undefined) => slack.messages().find((one) => one.ts === ts);
  const posted = async () => found((await web.chat.postMessage(card())).ts) as Message;
  return {
    ...{ clock, slack, client, web, card, found, posted },
    /** The `trigger_id` of a press. */
    trigger: async () => String((await slack.press("U1", await posted(), "approve")).payload["trigger_id"]),
    /** A call with a body of JSON, as Slack's client never makes it. */
    async json(method: string, body: object) {
      const headers = { "content-type": "application/json; charset=utf-8", authorization: `Bearer ${slack.botToken}` };
      const response = await fetch(`${slack.apiUrl}${method}`, { method: "POST", headers, body: JSON.stringify(body) });
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    },
  };
}

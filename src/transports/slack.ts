import type { Transport } from "../approval/transport.js";
import type { SlackOptions } from "./slack/options.js";
import { slackOn } from "./slack/slack-on.js";

export type { SlackOptions } from "./slack/options.js";

/**
 * Brings requests to a channel of Slack, and takes answers given there. Slack proves who pressed to level L1; the desk
 * decides whether that person may. Three ways, by what is given:
 *
 * - `webhookUrl` and `signingSecret`: an incoming webhook, and signed requests at `/in/slack`. Deny by one press; Approve by
 *   one press where the effect is read or write, the rule wants no reason and no stronger proof, and all of it is shown;
 *   else a link. Without a token a card that nobody has pressed stays as it was, and guests are known only by the directory.
 * - `botToken`, `channel` and `signingSecret`: cards are kept up to date, reminders stand in their threads, forms take what
 *   has to be typed and modifications; Slack is asked about every account: guests, bots and other workspaces are refused.
 * - `botToken`, `channel` and `appToken`: the same over Socket Mode (needs `@slack/socket-mode`), without a public URL.
 *
 * Identities are (`slack:<team>`, user id), or e-mail addresses with `byEmail`. One message after another per webhook or
 * token, each within 28 seconds; `Retry-After` is honoured. A press is answered within 2.5 seconds; what takes longer goes
 * on. The very same signed request again changes nothing.
 * @throws code `input` for options that cannot work
 */
export function slack(options: SlackOptions): Transport {
  return slackOn(options);
}

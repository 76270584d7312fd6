import type { Transport } from "../approval/transport.js";
import type { TeamsOptions } from "./teams/options.js";
import { teamsOn } from "./teams/teams-on.js";

export type { TeamsCloud } from "./teams/cloud.js";
export type { TeamsBotOptions, TeamsOptions, TeamsWebhookOptions } from "./teams/options.js";

/**
 * Brings requests into Microsoft Teams as Adaptive Cards 1.5, in one of two ways.
 *
 * `{ webhookUrl }`: a workflow posts a card with one link, to the request's page. Nobody answers in Teams. 202 only says
 * that the workflow was started (a delivery is `accepted`, never `confirmed`): whether the card came, nobody tells. A
 * reminder is another card; what became of a request is not shown.
 *
 * `{ appId, appSecret, tenant, conversation }`: a bot posts the card, keeps it true, and people decide on it. An identity is
 * (`https://login.microsoftonline.com/<tenant>/v2.0`, the account's object id), as `entraDirectory` and `entraSignIn` have
 * it, proven to L1 by the Bot Service's token: RS256, issuer, audience, 5 minutes of skew, the service URL in token and
 * activity, a key endorsed for Teams. People of other tenants and bots are refused; whether a guest of this tenant may
 * decide, the directory says. Denying is one press; approving is one press for reads and writes, else a form with what
 * must be typed or ticked; small arguments can be modified on the card. What does not fit, or takes a stronger proof, is
 * decided on the page. Set the bot's messaging endpoint to `<handler>/in/<name>`.
 *
 * A message has at most 24,000 bytes; one that is cut says so and offers no Approve. Nothing in it is read as Markdown or
 * macro. Messages to one URL or conversation leave one after another; up to 5 attempts fit into 28 seconds, `Retry-After`
 * is honoured. URL and secret are in no error.
 *
 * The packages undici (unless `network: "any"`) and, for a bot, jose are needed.
 * @throws code `input` for options that cannot work
 */
export function teams(options: TeamsOptions): Transport {
  return teamsOn(options);
}

import type { Transport } from "../../approval/transport.js";
import { type Clock, systemClock } from "../../clock.js";
import type { Resolving } from "../../wire/pinned-fetch.js";
import { reacher } from "../../wire/reach.js";
import { botTransport } from "./bot.js";
import { settingsOf, type TeamsOptions } from "./options.js";
import { webhookTransport } from "./webhook.js";

/** What a test puts in the place of time and of the network's names. */
export interface TeamsParts extends Resolving {
  readonly clock?: Clock;
}

/** The transport over a clock and a resolver. Nothing is loaded, resolved or sent before the first message. */
export function teamsOn(options: TeamsOptions, { clock = systemClock, ...resolving }: TeamsParts = {}): Transport {
  const settings = settingsOf(options);
  const means = { clock, reach: reacher(settings.network, "teams.network", resolving) };
  return settings.tier === "webhook" ? webhookTransport(settings, means) : botTransport(settings, means);
}

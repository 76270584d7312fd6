import type { Transport } from "../../approval/transport.js";
import { type Clock, systemClock } from "../../clock.js";
import type { Resolving } from "../../wire/pinned-fetch.js";
import { reacher } from "../../wire/reach.js";
import { recentOf } from "../../wire/recent.js";
import { MOST_BYTES, outgoingOf } from "./event.js";
import { hookOf } from "./hook.js";
import { type HttpOptions, settingsOf } from "./options.js";
import { receiver } from "./receive.js";

/** What a test puts in the place of time and of the network's names. */
export interface HttpParts extends Resolving {
  readonly clock?: Clock;
}

const MINUTES_MS = 10 * 60_000;

/** The transport over a clock and a resolver. Nothing is loaded, resolved or sent before the first message. */
export function httpOn(options: HttpOptions, { clock = systemClock, ...resolving }: HttpParts = {}): Transport {
  const settings = settingsOf(options);
  const { name, answers } = settings;
  const hook = hookOf(settings, { clock, reach: reacher(settings.network, "http.network", resolving) });
  // A desk updates every delivery that it made of a request; for a URL, one message is enough.
  const once = recentOf<void>({ most: 1000, ms: MINUTES_MS, clock });
  return {
    name,
    capabilities: { proof: answers ? "L1" : false, modify: answers !== undefined, update: true, maxBytes: MOST_BYTES },
    async deliver(message) {
      const outgoing = await outgoingOf(message, clock.now());
      await hook.post(outgoing);
      return { id: outgoing.id, at: "confirmed" };
    },
    async update(_delivery, message) {
      const outgoing = await outgoingOf(message, clock.now());
      await once(outgoing.id, () => hook.post(outgoing));
    },
    ...(answers && { receive: receiver({ name, ...answers }, clock) }),
  };
}

import type { Transport } from "../../approval/transport.js";
import { endpointOf } from "../../wire/endpoint.js";
import { recentOf } from "../../wire/recent.js";
import { cardOf } from "./card.js";
import type { Hooked } from "./options.js";
import type { Room } from "./room.js";
import { sortHook } from "./sorted.js";
import { QUIET } from "./tell.js";

const MINUTES_MS = 10 * 60_000;

/** Cards by an incoming webhook. It says no id, so a card can be updated only where somebody has pressed it. */
export function hookChannel(
  { url }: Hooked,
  { clock, latest, responses }: Room,
): Pick<Transport, "deliver" | "update"> {
  const endpoint = endpointOf(url.href, { where: `POST ${url.host}`, clock });
  // A desk updates every delivery that it made of a request; here that is one card, and its URL is soon used up.
  const once = recentOf<"posted" | "unknown">({
    most: 1000,
    ms: MINUTES_MS,
    clock,
    keeps: (done) => done === "posted",
  });
  return {
    async deliver(message) {
      const { requestId, revision, state, expiresAt } = message;
      const body = JSON.stringify({ ...cardOf(message, "webhook"), ...QUIET });
      const headers = { "content-type": "application/json; charset=utf-8" };
      await endpoint.send(
        url.href,
        { headers, body, sort: sortHook },
        state === "pending" ? expiresAt.getTime() : undefined,
      );
      return { id: `${requestId} ${revision} ${crypto.randomUUID()}`, at: "confirmed" };
    },
    async update(_delivery, message) {
      const { requestId, revision, state, agreed } = message;
      const card = () =>
        latest.takes(requestId, message) === "older"
          ? undefined
          : { replace_original: true, ...cardOf(message, "webhook"), ...QUIET };
      await once(`${requestId} ${revision} ${state} ${agreed}`, () => responses.update(requestId, card));
    },
  };
}

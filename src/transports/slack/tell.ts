import type { RequestMessage } from "../../approval/request-message.js";
import type { Carried } from "../chat/carried.js";
import { cardOf, noteOf, replacedCard } from "./card.js";
import type { Place } from "./modal.js";
import type { Press } from "./payload.js";
import type { Desked, Room } from "./room.js";

/** No link in a card is fetched to be shown: links are opened by people alone. */
export const QUIET = { unfurl_links: false, unfurl_media: false };

/** Says something to the one who pressed, to nobody else, and leaves the card as it is. `about`: leads to its full review. */
export async function tell(
  { responses }: Room,
  { responseUrl }: Press,
  text: string,
  about?: RequestMessage,
): Promise<void> {
  const body = { response_type: "ephemeral", replace_original: false, ...noteOf(text, about), ...QUIET };
  await responses.post(responseUrl, body).catch(() => undefined); // told or not, nothing was decided by it
}

/** Brings the pressed card up to date; of an older revision, to the newer one or a word about it. */
export async function refresh(
  desked: Desked,
  press: Press,
  { requestId, revision }: Carried,
  message: RequestMessage,
): Promise<void> {
  const { responses, settings, latest, inbox } = desked;
  if (desked.app) return press.card && updated(desked, press.card, revision, message);
  responses.keep(requestId, press.responseUrl);
  // What came of it before its URL was known could not be shown: it is looked up again.
  const now = (await inbox.message(requestId).catch(() => undefined)) ?? message;
  if (latest.takes(requestId, now) === "older") return;
  const body = { replace_original: true, ...cardOf(now, settings.out.tier), ...QUIET };
  await responses.post(press.responseUrl, body).catch(() => undefined);
}

/** A card of the app tier, by its place: `revision` is the one that it shows. */
export async function updated(
  room: Room,
  { channel, ts }: Place,
  revision: number,
  message: RequestMessage,
): Promise<void> {
  if (room.latest.takes(`${channel} ${ts}`, message) === "older") return;
  const card = message.revision > revision ? replacedCard(message, revision) : cardOf(message, "app");
  await room.app?.api.chat("chat.update", { channel, ts, ...card }).catch(() => undefined); // the next one brings it up to date
}

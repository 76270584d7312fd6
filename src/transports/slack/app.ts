import type { Delivery, RequestMessage } from "../../approval/request-message.js";
import type { Transport } from "../../approval/transport.js";
import { orElse } from "../../wire/or-else.js";
import { cardOf, reminderOf } from "./card.js";
import type { Place } from "./modal.js";
import type { Posted } from "./options.js";
import type { Room } from "./room.js";
import { QUIET, updated } from "./tell.js";

/** A message that stands in Slack. `revision`: of the card that it is; absent for a reply. */
interface Standing extends Place {
  readonly revision?: number;
}

const A_WHILE = 5000;

/** Cards by a bot: they are kept up to date, and reminders stand in their threads. */
export function appChannel({ channel }: Posted, room: Room): Required<Pick<Transport, "deliver" | "update">> {
  const { app } = room;
  const post = async (message: RequestMessage, said: object, thread: object = {}): Promise<Place> => {
    const until = message.state === "pending" ? message.expiresAt.getTime() : undefined;
    const answer = await app?.api.chat("chat.postMessage", { channel, ...said, ...thread, ...QUIET }, until);
    return { channel: String(answer?.["channel"] ?? channel), ts: String(answer?.["ts"] ?? "") };
  };
  return {
    async deliver(message, before = []) {
      const cards = before.map(standsIn(channel)).filter((one) => one?.revision !== undefined) as Required<Standing>[];
      const current = cards.findLast(({ revision }) => revision === message.revision);
      if (current && (message.kind === "reminder" || message.kind === "escalation"))
        return delivery(await post(message, reminderOf(message), threadOf(current, message)));
      const place = await post(message, cardOf(message, "app"));
      const older = cards.filter(({ revision }) => revision < message.revision);
      const replaced = Promise.all(older.map((card) => updated(room, card, card.revision, message)));
      await orElse({ clock: room.clock, ms: A_WHILE }, replaced, undefined); // what is delivered must be known in time
      return delivery({ ...place, revision: message.revision });
    },
    async update(given, message) {
      const card = standsIn(channel)(given);
      if (card?.revision !== undefined) await updated(room, card, card.revision, message);
    },
  };
}

/** Who is escalated to may not have seen the card: the whole channel sees the reply. */
const threadOf = ({ ts }: Place, { kind }: RequestMessage): object => ({
  thread_ts: ts,
  ...(kind === "escalation" && { reply_broadcast: true }),
});

const delivery = (ref: Standing): Delivery => ({ id: `${ref.channel} ${ref.ts}`, at: "confirmed", ref: { ...ref } });

/** Where a delivery stands. The store is not believed: what it shows goes nowhere but to the channel it was meant for. */
const standsIn =
  (channel: string) =>
  ({ ref }: Delivery): Standing | undefined => {
    if (typeof ref !== "object" || ref === null) return undefined;
    const { channel: said, ts, revision } = ref as Readonly<Record<string, unknown>>;
    if (said !== channel || typeof ts !== "string") return undefined;
    return { channel, ts, ...(typeof revision === "number" && { revision }) };
  };

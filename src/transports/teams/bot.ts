import type { RequestMessage } from "../../approval/request-message.js";
import type { Transport } from "../../approval/transport.js";
import type { Clock } from "../../clock.js";
import type { Reach } from "../../wire/reach.js";
import { botCard, type Card, MOST_BYTES, reminderCard, replacedCard } from "./card.js";
import { type Connector, connectorOf } from "./connector.js";
import type { Bot } from "./options.js";
import { activityOf } from "./payload.js";
import { receiver } from "./receive.js";
import { type Brought, broughtIn, refOf } from "./ref.js";
import { verifierOf } from "./verify.js";

/** Posts cards, keeps them true, and takes the presses on them in. */
export function botTransport(bot: Bot, means: { readonly clock: Clock; readonly reach: Reach }): Transport {
  const connector = connectorOf(bot, means);
  const verifier = verifierOf(bot, means);
  return {
    name: bot.name,
    capabilities: { proof: "L1", modify: true, update: true, maxBytes: MOST_BYTES },
    async deliver(message, before = []) {
      await verifier.ready(); // nobody is asked whose answer could not be taken
      const known = before.flatMap(broughtIn);
      const brought = await post(connector, message, known);
      void replace(connector, message, known);
      return { id: brought.activity, at: "confirmed", ref: refOf(brought) };
    },
    async update(delivery, message) {
      const [brought] = broughtIn(delivery);
      if (brought) await connector.put(brought, () => activityOf(cardIn(brought, message)));
    },
    receive: receiver(bot, { clock: means.clock, connector, verifier }),
  };
}

/** What stands in the place of a card by now. */
const cardIn = ({ revision, as }: Brought, message: RequestMessage): Card => {
  if (as === "reminder") return reminderCard(message);
  return revision < message.revision ? replacedCard(message) : botCard(message);
};

/** A reminder answers the card that it is about, where one is known; else it is a card itself. */
async function post(connector: Connector, message: RequestMessage, known: readonly Brought[]): Promise<Brought> {
  const { revision, kind, state, expiresAt } = message;
  const card = known.findLast((one) => one.as === "card" && one.revision === revision);
  const thread = kind === "request" ? undefined : card?.thread;
  const until = state === "pending" ? { until: expiresAt.getTime() } : {};
  if (thread === undefined) {
    const activity = await connector.post(activityOf(botCard(message)), until);
    return { activity, thread: activity, revision, as: "card" };
  }
  const activity = await connector.post(activityOf(reminderCard(message), thread), { thread, ...until });
  return { activity, thread, revision, as: "reminder" };
}

/** The cards of the revision before say that they are past. Where that fails, a press on one is refused as stale. */
async function replace(connector: Connector, message: RequestMessage, known: readonly Brought[]): Promise<void> {
  const older = known.filter(({ as, revision }) => as === "card" && revision < message.revision);
  const last = Math.max(...older.map(({ revision }) => revision));
  const cards = older.filter(({ revision }) => revision === last);
  await Promise.allSettled(cards.map((one) => connector.put(one, () => activityOf(replacedCard(message)))));
}

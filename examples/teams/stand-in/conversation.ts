import { type Card, isCard } from "./card.js";

export interface Message {
  /** The activity's id. */
  readonly id: string;
  readonly by: "flow" | "bot";
  readonly card: Card | undefined;
  readonly text: string;
  /** The activity that this one answers in its thread. */
  readonly replyTo: string | undefined;
  /** How often the bot changed it since. */
  readonly updated: number;
}

export interface Posting {
  readonly by: "flow" | "bot";
  readonly card: Card | undefined;
  readonly text?: string;
  readonly replyTo?: string | undefined;
}

export interface Conversation {
  /** Oldest first; with a person's id, as that person sees them. */
  messages(who?: string): readonly Message[];
  post(posting: Posting): Message;
  /** For everybody: whoever saw a card of their own sees this one. */
  update(id: string, next: Pick<Posting, "card" | "text">): Message | undefined;
  /** The card that answered a person's press stands in place of the message, for that person alone. */
  answer(who: string, id: string, card: Card): void;
}

const CARD = "application/vnd.microsoft.card.adaptive";

/** The card among the attachments of an activity. */
export function attached(activity: unknown): Card | undefined {
  const attachments = (activity as { attachments?: unknown } | null)?.attachments;
  if (!Array.isArray(attachments)) return undefined;
  const found = attachments.find((one) => (one as { contentType?: unknown } | null)?.contentType === CARD);
  const card = (found as { content?: unknown } | undefined)?.content;
  return isCard(card) ? card : undefined;
}

export function conversation(now: () => number): Conversation {
  const all: Message[] = [];
  const own = new Map<string, Card>();
  const key = (who: string, id: string) => `${id} ${who}`;
  const as = (who: string) => (message: Message) => {
    const card = own.get(key(who, message.id));
    return card ? { ...message, card } : message;
  };
  return {
    messages: (who) => (who === undefined ? [...all] : all.map(as(who))),
    post({ by, card, text = "", replyTo }) {
      const message: Message = { id: String(now() + all.length), by, card, text, replyTo, updated: 0 };
      all.push(message);
      return message;
    },
    update(id, { card, text = "" }) {
      const at = all.findIndex((message) => message.id === id);
      const old = all[at];
      if (old === undefined) return undefined;
      const next: Message = { ...old, card, text, updated: old.updated + 1 };
      all[at] = next;
      for (const seen of [...own.keys()].filter((one) => one.startsWith(`${id} `))) own.delete(seen);
      return next;
    },
    answer: (who, id, card) => void own.set(key(who, id), card),
  };
}

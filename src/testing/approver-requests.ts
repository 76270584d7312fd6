import type { RequestMessage } from "../approval/request-message.js";
import type { ReviewOutcome } from "../approval/review.js";
import type { Inbox } from "../approval/transport.js";

/** One request that people were asked about: its newest message, and whether it still waits for them. */
export interface Asked {
  message: RequestMessage;
  open: boolean;
  /** Answers given whose outcome is not known yet. */
  underway: number;
}

/** What a `memoryApprover` was asked. */
export interface Requests {
  /** Every message that asked for a decision, each revision once. */
  readonly asked: readonly RequestMessage[];
  /** Takes what the desk sent: a new revision to decide on, or that nothing is left to decide. */
  note(message: RequestMessage): void;
  /** Takes what became of a request after an answer to it. */
  follow(id: string, outcome: ReviewOutcome, inbox: Inbox): Promise<void>;
  /** Nothing is left to decide on a request. */
  close(id: string): void;
  /** The next message nobody took yet. */
  next(): Promise<RequestMessage>;
  /** Requests that wait for people, oldest first. */
  open(): readonly Asked[];
}

export function requestsOf(): Requests {
  const byId = new Map<string, Asked>();
  const asked: RequestMessage[] = [];
  const closed = new Set<string>(); // also requests that ended before their message came
  const takers: ((message: RequestMessage) => void)[] = [];
  let taken = 0;

  function close(id: string): void {
    closed.add(id);
    const entry = byId.get(id);
    if (entry) entry.open = false;
  }
  function note(message: RequestMessage): void {
    const entry = byId.get(message.requestId);
    if (message.state !== "pending") {
      close(message.requestId);
    } else if (!entry || message.revision > entry.message.revision || message.needed > entry.message.needed) {
      if (entry && message.revision === entry.message.revision) entry.open = true; // more people must agree by now
      if (entry) entry.message = message;
      else byId.set(message.requestId, { message, open: !closed.has(message.requestId), underway: 0 });
      asked.push(message);
      if (takers.length > 0) takers.shift()?.(take());
    }
  }
  const take = () => asked[taken++] as RequestMessage;

  return {
    asked,
    note,
    close,
    async follow(id, { result, message }, inbox) {
      if (result === "resolved") close(id);
      const now = (await inbox.message(id).catch(() => undefined)) ?? message;
      if (now) note(now);
    },
    next: () => (taken < asked.length ? Promise.resolve(take()) : new Promise((resolve) => takers.push(resolve))),
    open: () => [...byId.values()].filter((entry) => entry.open),
  };
}

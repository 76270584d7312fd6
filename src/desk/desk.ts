import { messageOf } from "../approval/message.js";
import { isFinal, type Request, requestOf } from "../approval/request.js";
import type { Delivery, RequestMessage } from "../approval/request-message.js";
import type { ReviewOutcome } from "../approval/review.js";
import type { Inbox } from "../approval/transport.js";
import type { SignedEvent } from "../audit/sink.js";
import type { Identity } from "../people/identity.js";
import { type Deliverer, delivererOf } from "./deliver.js";
import { takeReview } from "./inbox.js";
import { type Page, type Queue, requests, show } from "./look.js";
import type { DeskParts } from "./parts.js";
import { cancel, type Ending, reconcile } from "./settle.js";

/** Where people decide. Every answer depends on who asks; an unknown id and no right to it answer alike. */
export interface Desk extends Inbox {
  requests(who: Identity, filter?: Queue): Promise<Page<RequestMessage>>;
  show(
    requestId: string,
    who: Identity,
  ): Promise<
    | {
        message: RequestMessage;
        history: readonly SignedEvent[];
        deliveries: readonly (Delivery & { transport: string; failed?: string })[];
      }
    | undefined
  >;
  cancel(requestId: string, by: Ending): Promise<ReviewOutcome>;
  reconcile(requestId: string, by: Ending & { outcome: "succeeded" | "failed" }): Promise<ReviewOutcome>;
  redeliver(requestId: string, transport: string): Promise<Delivery>;
  /** Makes deadlines visible; any process, any number of times. Answers how many it changed. */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/** The desk, and what the guard side of the same process tells it. */
export interface OwnDesk {
  readonly desk: Desk;
  /** Brings a new request to people, in the background. */
  opened(request: Request): void;
  /** Tells transports what became of a request, in the background. */
  changed(request: Request): void;
}

const SWEEP = 500;

export function deskOf(parts: DeskParts): OwnDesk {
  const background = new Set<Promise<void>>();
  const later = (work: Promise<void>) => {
    const done = work.catch(() => undefined).finally(() => background.delete(done)); // a delivery that fails is in the record
    background.add(done);
  };
  const settled = (id: string, revisionBefore: number) => later(follow(parts, deliverer, id, revisionBefore));

  const inbox: Inbox = {
    async message(requestId) {
      const loaded = await parts.records.load(requestId);
      return loaded && messageOf(loaded.request, parts.url);
    },
    async review(requestId, review) {
      const said = await takeReview(parts, requestId, review);
      if (["resolved", "revised", "recorded"].includes(said.result)) settled(requestId, review.revision);
      return said;
    },
  };
  const deliverer: Deliverer = delivererOf(parts, inbox);
  const told = async (requestId: string, said: Promise<ReviewOutcome>) => {
    const outcome = await said;
    if (outcome.result === "resolved") settled(requestId, 0);
    return outcome;
  };

  const desk: Desk = {
    ...inbox,
    requests: (who, filter) => requests(parts, who, filter),
    async show(requestId, who) {
      const shown = await show(parts, requestId, who);
      return shown && { ...shown, history: parts.history(requestId) };
    },
    cancel: (requestId, by) => told(requestId, cancel(parts, requestId, by)),
    reconcile: (requestId, by) => told(requestId, reconcile(parts, requestId, by)),
    async redeliver(requestId, transport) {
      const loaded = await parts.records.load(requestId);
      if (loaded) return deliverer.redeliver(loaded.request, transport);
      return { id: "", at: "accepted" };
    },
    sweep: () => sweep(parts),
    async close() {
      await deliverer.close();
      await Promise.all(background);
    },
  };
  return {
    desk,
    opened: (request) => later(deliverer.deliver(request).then(() => follow(parts, deliverer, request.id, 0))),
    changed: (request) => later(deliverer.update(request)),
  };
}

/** A new revision is a new message; what is over is told to those who were asked. */
async function follow({ records }: DeskParts, deliverer: Deliverer, id: string, before: number): Promise<void> {
  const request = (await records.load(id))?.request;
  if (!request) return;
  if (request.state === "pending" && before > 0 && request.asked.revision > before) await deliverer.deliver(request);
  else if (request.state !== "pending" || isFinal(request.state)) await deliverer.update(request);
}

async function sweep({ store, records }: DeskParts): Promise<number> {
  const { rows } = await store.due(SWEEP);
  let changed = 0;
  for (const row of rows) {
    if (row.kind !== "call") continue;
    const loaded = await records.load(row.id);
    if (loaded && loaded.request.state !== requestOf(row).state) changed++;
  }
  return changed;
}

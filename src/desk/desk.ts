import { messageOf, wanted } from "../approval/message.js";
import type { Request } from "../approval/request.js";
import type { Delivery, RequestMessage } from "../approval/request-message.js";
import type { Answer, Review, ReviewOutcome } from "../approval/review.js";
import type { Inbox } from "../approval/transport.js";
import type { PublicJwk } from "../audit/signer.js";
import { canonical } from "../canonical.js";
import { type Identity, isProven } from "../people/identity.js";
import type { Person } from "../people/person.js";
import { backgroundOf } from "./background.js";
import { type Deliverer, delivererOf } from "./deliver.js";
import { doorOf } from "./doors.js";
import { type Earlier, earlier } from "./earlier.js";
import { type Grant, grants, revoke } from "./grants.js";
import { preview, takeReview } from "./inbox.js";
import { linksOf } from "./links.js";
import { type Page, type Queue, requests, type Shown, show } from "./look.js";
import type { DeskParts, Ending } from "./parts.js";
import { reviewerOf } from "./reviewer.js";
import { cancel, reconcile } from "./settle.js";
import { attend, sweep, tell } from "./sweep.js";

/** Where people decide. Every answer depends on who asks; an unknown id and no right to it answer alike. */
export interface Desk extends Inbox {
  /** Where people find this desk, from the configuration. */
  readonly url?: string;
  /** Public keys of its log and of the seals that it believes. */
  keys(): readonly PublicJwk[];
  /** Who this is, by the directory: exactly one active human, or why not. */
  person(who: Identity): Promise<Person | Answer>;
  /** One page of what this person may see: newest first. @throws code `input` for a `cursor` that no page gave. */
  requests(who: Identity, filter?: Queue): Promise<Page<RequestMessage>>;
  show(requestId: string, who: Identity): Promise<Shown | undefined>;
  /** What is different from earlier calls of the same action, among those that this person may see. */
  earlier(requestId: string, who: Identity): Promise<Earlier>;
  /** What a modification would make of the request (`message`), or why it would not be taken. Nothing is recorded. */
  preview(requestId: string, review: Extract<Review, { decision: "modify" }>): Promise<ReviewOutcome>;
  /** Hints that requests changed, here or in another process. They may be lost or doubled: who is woken looks again. */
  watch(onHint: (ids: readonly string[] | "resync") => void): Promise<() => Promise<void>>;
  cancel(requestId: string, by: Ending): Promise<ReviewOutcome>;
  reconcile(requestId: string, by: Ending & { outcome: "succeeded" | "failed" }): Promise<ReviewOutcome>;
  redeliver(requestId: string, transport: string): Promise<Delivery>;
  /** Hands an HTTP request to the transport of this name; undefined where none takes any. */
  receive(transport: string, request: globalThis.Request): Promise<Response | undefined>;
  /** Grants that this person may see, newest first. `limit`: 1 to 200; 50 unless said. @throws code `input` for a `cursor` that no page gave. */
  grants(who: Identity, filter?: { limit?: number; cursor?: string }): Promise<Page<Grant>>;
  revoke(grantId: string, by: Ending): Promise<ReviewOutcome>;
  /** Makes deadlines visible, reminds, escalates; any process, any number of times. Answers how many it changed. */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/** The desk, and what the guard side of the same process tells it. */
export interface OwnDesk {
  readonly desk: Desk;
  /** Lets transports in, in the background: people may answer what was delivered before this process started. */
  connect(): void;
  /** Brings a new request to people, in the background. */
  opened(request: Request): void;
  /** Tells transports what became of a request, in the background. */
  changed(request: Request): void;
  /** Reminds and escalates, when it is time to; resolves when the record says so, before people are told. */
  attend(request: Request, now: number): Promise<void>;
  /** Tells the people of a request, once, that others like it are denied. */
  crowded(request: Request, why: string): void;
}

export function deskOf(parts: DeskParts): OwnDesk {
  const { later, over } = backgroundOf();
  const settled = (id: string, before?: Request) => later(follow(parts, deliverer, id, before));

  const links = linksOf(parts);
  const inbox: Inbox = {
    async message(requestId) {
      const loaded = await parts.records.load(requestId);
      return loaded && messageOf(loaded.request, parts.url);
    },
    review: (requestId, review) =>
      takeReview(parts, requestId, review, { changed: (before) => settled(requestId, before), links }),
  };
  const deliverer: Deliverer = delivererOf(parts, inbox);
  const connect = () => later(deliverer.connect());
  const told = async (requestId: string, said: Promise<ReviewOutcome>) => {
    const outcome = await said;
    if (outcome.result === "resolved") settled(requestId);
    return outcome;
  };

  const desk: Desk = {
    ...inbox,
    ...lookingOf(parts),
    async receive(name, request) {
      const transport = parts.transports.find((one) => one.name === name);
      return transport?.receive?.(request, doorOf(transport, inbox));
    },
    cancel: (requestId, by) => told(requestId, cancel(parts, requestId, by)),
    reconcile: (requestId, by) => told(requestId, reconcile(parts, requestId, by)),
    async redeliver(requestId, transport) {
      const loaded = await parts.records.load(requestId);
      if (loaded) return deliverer.redeliver(loaded.request, transport);
      return { id: "", at: "accepted" };
    },
    revoke: (grantId, by) => revoke(parts, grantId, by),
    sweep() {
      connect();
      return sweep(parts, deliverer);
    },
    async close() {
      await deliverer.close();
      await over();
    },
  };
  return {
    desk,
    connect,
    opened: (request) => later(deliverer.deliver(request).then(() => follow(parts, deliverer, request.id))),
    changed: (request) => later(deliverer.update(request)),
    crowded: (request, why) => later(deliverer.deliver(request, { kind: "reminder", to: wanted(request), why })),
    async attend(request, now) {
      const telling = await attend(parts, request, now);
      if (telling) later(tell(parts, deliverer, telling));
    },
  };
}

type Looking = "person" | "url" | "keys" | "requests" | "show" | "earlier" | "preview" | "watch" | "grants";

/** What a desk answers without changing anything. */
const lookingOf = (parts: DeskParts): Pick<Desk, Looking> => ({
  ...(parts.url !== undefined && { url: parts.url }),
  keys: () => parts.keys(),
  person: async (who) => (isProven(who) ? reviewerOf(parts.directory, who) : "invalid"),
  requests: (who, filter) => requests(parts, who, filter),
  show: (requestId, who) => show(parts, requestId, who),
  earlier: (requestId, who) => earlier(parts, requestId, who),
  preview: (requestId, review) => preview(parts, requestId, review),
  watch: (onHint) => parts.store.watch(onHint),
  grants: (who, filter) => grants(parts, who, filter),
});

/** A new revision is a new message, and so is a stage that opens, to its people; what is over is told to those who were asked. */
async function follow({ records }: DeskParts, deliverer: Deliverer, id: string, before?: Request): Promise<void> {
  const request = (await records.load(id))?.request;
  if (!request) return;
  if (request.state !== "pending") return deliverer.update(request);
  if (!before) return;
  if (request.asked.revision > before.asked.revision) return deliverer.deliver(request);
  const asked = new Set(wanted(before).map((one) => canonical(one)));
  const to = wanted(request).filter((one) => !asked.has(canonical(one)));
  if (to.length > 0) await deliverer.deliver(request, { to });
}

import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { Inbox } from "../../approval/transport.js";
import type { Principal } from "../../people/person.js";
import { decide } from "./decide.js";
import { nameOf } from "./outside.js";
import { requestLine } from "./request-line.js";
import type { Seat } from "./send.js";
import { say, type Tty } from "./tty.js";

/** The request that is being asked. */
interface Asking {
  readonly id: string;
  readonly stop: AbortController;
  since?: "changed";
}

/** Asks one person at one terminal about requests, one after the other. */
export class Asker {
  readonly #open: () => Tty;
  readonly #as: Principal;
  readonly #requests = requestLine();
  #inbox: Inbox | undefined;
  #asking: Asking | undefined;
  #running: Promise<void> | undefined;

  constructor(open: () => Tty, as: Principal) {
    this.#open = open;
    this.#as = as;
  }

  /** `asks`: to be asked, again if need be. `tells`: only what is new about it. */
  take(message: RequestMessage, asks: "asks" | "tells"): void {
    const news = this.#requests.take(message, asks);
    const here = this.#asking;
    if (news && here?.id === message.requestId) {
      here.since = "changed";
      here.stop.abort();
    }
    this.#start();
  }

  /** Starts asking; the answer stops it and gives the terminal back. */
  enter(door: Inbox): () => Promise<void> {
    this.#inbox = door;
    this.#start();
    return async () => {
      if (this.#inbox !== door) return;
      this.#inbox = undefined;
      const mine = this.#asking && this.#running;
      this.#asking?.stop.abort();
      await mine;
    };
  }

  #start(): void {
    if (!this.#inbox) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#requests.waits()) this.#start();
    });
  }

  async #run(): Promise<void> {
    const tty = this.#open();
    while (this.#inbox) {
      const id = this.#requests.first();
      if (id === undefined) return;
      await inTurn(tty.input, () => this.#one(id, tty)).catch((error: unknown) => {
        this.#requests.ended("left");
        say(tty, visible(`A request could not be shown here: ${String(error)}`));
      });
    }
  }

  async #one(id: string, tty: Tty): Promise<void> {
    const inbox = this.#inbox;
    if (!inbox) return;
    const message = await this.#newest(id, inbox);
    if (message?.state === "pending") return this.#ask(message, tty, inbox);
    if (message) announce(tty, message);
    this.#requests.ended("settled");
  }

  /** What the desk says of it now; where it cannot say, what it said last. */
  async #newest(id: string, inbox: Inbox): Promise<RequestMessage | undefined> {
    const now = await inbox.message(id).catch(() => undefined);
    const held = this.#requests.get(id);
    if (now && held) this.#requests.take({ ...now, kind: now.state === "pending" ? held.kind : now.kind }, "tells");
    return this.#requests.get(id);
  }

  async #ask(message: RequestMessage, tty: Tty, inbox: Inbox): Promise<void> {
    const here: Asking = { id: message.requestId, stop: new AbortController() };
    const seat: Seat = { tty, as: this.#as, inbox, signal: here.stop.signal };
    this.#asking = here;
    void this.#watchDeadline(message, seat);
    try {
      const left = await decide(seat, message);
      const unanswered = left === "left" && this.#inbox !== inbox;
      this.#requests.ended(unanswered ? "look" : left, here.since);
    } finally {
      this.#asking = undefined;
      here.stop.abort();
    }
  }

  /** At the deadline the desk may say that it is over; only its word counts. */
  async #watchDeadline({ requestId, expiresAt }: RequestMessage, { tty, inbox, signal }: Seat): Promise<void> {
    const { clock } = tty;
    while (!signal.aborted) {
      await clock.sleep(Math.max(1000, expiresAt.getTime() - clock.now()), signal);
      const now = signal.aborted ? undefined : await inbox.message(requestId).catch(() => undefined);
      if (now && now.state !== "pending") this.take(now, "tells");
    }
  }
}

function announce(tty: Tty, { view, requestId, why, by }: RequestMessage): void {
  const agreed = by.length > 0 ? ` Agreed: ${by.map(nameOf).join(", ")}.` : "";
  say(tty, visible(`${view.title} (request ${requestId}): ${why}${agreed}`));
}

const turns = new WeakMap<object, Promise<unknown>>();

/** Runs work after everything before it with the same key: two people may share one terminal, not one question. */
function inTurn(key: object, work: () => Promise<void>): Promise<void> {
  const mine = (turns.get(key) ?? Promise.resolve()).then(work);
  turns.set(
    key,
    mine.catch(() => undefined),
  );
  return mine;
}

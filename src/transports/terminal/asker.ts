import type { RequestMessage } from "../../approval/request-message.js";
import type { Inbox } from "../../approval/transport.js";
import type { Principal } from "../../people/person.js";
import { decide } from "./decide.js";
import { inTurn } from "./in-turn.js";
import { nameOf } from "./outside.js";
import { requestLine } from "./request-line.js";
import { inert } from "./text.js";
import { say, type Tty } from "./tty.js";

/** The request that is being asked. */
interface Asking {
  readonly id: string;
  readonly stop: AbortController;
  changed: boolean;
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
    const here = this.#asking?.id === message.requestId ? this.#asking : undefined;
    const news = this.#requests.take(message, here ? "tells" : asks);
    if (here && news) {
      here.changed = true;
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
      const id = this.#requests.next();
      if (id === undefined) return;
      await inTurn(tty.input, () => this.#one(id, tty)).catch((error: unknown) => {
        say(tty, inert(`A request could not be shown here: ${String(error)}`));
      });
    }
  }

  async #one(id: string, tty: Tty): Promise<void> {
    const door = this.#inbox;
    if (!door) return this.#requests.again(id);
    const message = await this.#newest(id, door);
    if (message?.state === "pending") return this.#ask(message, door, tty);
    this.#requests.ended(id, "settled");
    if (message) announce(tty, message);
  }

  /** What the desk says of it now; where it cannot say, what it said last. */
  async #newest(id: string, door: Inbox): Promise<RequestMessage | undefined> {
    const now = await door.message(id).catch(() => undefined);
    const held = this.#requests.get(id);
    if (now && held) this.#requests.take({ ...now, kind: now.state === "pending" ? held.kind : now.kind }, "tells");
    return this.#requests.get(id);
  }

  async #ask(message: RequestMessage, door: Inbox, tty: Tty): Promise<void> {
    const here: Asking = { id: message.requestId, stop: new AbortController(), changed: false };
    const { signal } = here.stop;
    this.#asking = here;
    void this.#watchDeadline(message, { door, tty, signal });
    try {
      const left = await decide({ tty, as: this.#as, inbox: door, signal }, message);
      this.#requests.ended(here.id, left);
      const unanswered = left === "left" && this.#inbox !== door;
      if (left === "look" || unanswered || (left !== "settled" && here.changed)) this.#requests.again(here.id);
    } finally {
      this.#asking = undefined;
      here.stop.abort();
    }
  }

  /** At the deadline the desk may say that it is over; only its word counts. */
  async #watchDeadline(
    { requestId, expiresAt }: RequestMessage,
    { door, tty, signal }: { door: Inbox; tty: Tty; signal: AbortSignal },
  ): Promise<void> {
    const { clock } = tty;
    while (!signal.aborted) {
      await clock.sleep(Math.max(1000, expiresAt.getTime() - clock.now()), signal);
      const now = signal.aborted ? undefined : await door.message(requestId).catch(() => undefined);
      if (now && now.state !== "pending") this.take(now, "tells");
    }
  }
}

function announce(tty: Tty, { view, requestId, why, by }: RequestMessage): void {
  const agreed = by.length > 0 ? ` Agreed: ${by.map(nameOf).join(", ")}.` : "";
  say(tty, inert(`${view.title} (request ${requestId}): ${why}${agreed}`));
}

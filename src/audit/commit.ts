import type { CountersignError } from "../errors.js";
import type { Log, SignedEvent } from "./sink.js";
import { unavailable } from "./unavailable.js";

interface Ports {
  readonly log: Log;
  /** The signed note of everything added so far. */
  seal(): string | Promise<string>;
  /** A batch is durable. */
  done(events: readonly SignedEvent[], checkpoint: string): void;
}

const nothing = (): void => {};

/** What one commit writes, and one promise for all who wait for it. */
class Batch {
  readonly events: SignedEvent[] = [];
  wanted = false;
  resolve: () => void = nothing;
  reject: (error: CountersignError) => void = nothing;
  #promise: Promise<void> | undefined;

  wait(): Promise<void> {
    this.#promise ??= new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
    return this.#promise;
  }
}

/**
 * Natural group commit: what is added while a write is in flight is the next batch. There is no timer, so an idle log
 * adds no delay, and a busy one makes larger batches. After a failed write nothing is written any more.
 */
export class Commits {
  readonly #ports: Ports;
  #open = new Batch();
  #inFlight: Batch | undefined;
  #running = false;
  #failure: CountersignError<"unavailable"> | undefined;
  #pending = 0;

  constructor(ports: Ports) {
    this.#ports = ports;
  }
  /** Events that are not durable yet. */
  get pending(): number {
    return this.#pending;
  }
  /** Why nothing can be written any more. */
  get failure(): CountersignError<"unavailable"> | undefined {
    return this.#failure;
  }
  /** Something was added that no commit was asked for yet. */
  get idle(): boolean {
    return this.#open.events.length > 0 && !this.#open.wanted;
  }
  add(event: SignedEvent): void {
    this.#pending++;
    this.#open.events.push(event);
  }
  /** Resolves when all that was added so far is durable. */
  durable(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#open.events.length === 0) return this.#inFlight?.wait() ?? Promise.resolve();
    this.start();
    return this.#open.wait();
  }
  /** Starts a commit of what was added, or has it follow the one in flight. Those of this tick still join. */
  start(): void {
    if (this.#failure || this.#open.events.length === 0) return;
    this.#open.wanted = true;
    if (this.#running) return;
    this.#running = true;
    queueMicrotask(() => void this.#run());
  }
  async #run(): Promise<void> {
    while (this.#open.wanted && !this.#failure) await this.#commit();
    this.#running = false;
  }
  async #commit(): Promise<void> {
    const batch = this.#open;
    this.#inFlight = batch;
    this.#open = new Batch();
    try {
      const sealed = this.#ports.seal();
      const checkpoint = typeof sealed === "string" ? sealed : await sealed;
      await this.#ports.log.write(batch.events, checkpoint);
      this.#succeed(batch, checkpoint);
    } catch (cause) {
      this.#fail(batch, cause);
    }
  }
  #succeed(batch: Batch, checkpoint: string): void {
    this.#inFlight = undefined;
    this.#pending -= batch.events.length;
    batch.resolve();
    this.#ports.done(batch.events, checkpoint);
  }
  #fail(batch: Batch, cause: unknown): void {
    this.#failure = unavailable("the log could not be written, and this process writes no more to it", cause);
    this.#inFlight = undefined;
    batch.reject(this.#failure);
    this.#open.reject(this.#failure);
  }
}

import type { SignedEvent, Sink } from "./sink.js";

/**
 * One sink that gets copies: in order, one write at a time, at least once. What a failed write held goes again with the
 * next batch. `checkpoint` covers all events of the write.
 */
export class Copies {
  readonly #sink: Sink;
  #backlog: SignedEvent[] = [];
  #checkpoint = "";
  #fresh = false;
  #busy = false;
  #writing = Promise.resolve();

  constructor(sink: Sink) {
    this.#sink = sink;
  }
  /** Events that the sink has not confirmed. */
  get waiting(): number {
    return this.#backlog.length;
  }
  add(events: readonly SignedEvent[], checkpoint: string): void {
    for (const event of events) this.#backlog.push(event);
    this.#checkpoint = checkpoint;
    this.#go();
  }
  /** One more attempt where something waits; answers how many events the sink still lacks. */
  async drain(): Promise<number> {
    await this.#writing;
    if (this.waiting > 0) this.#go();
    await this.#writing;
    return this.waiting;
  }
  async close(): Promise<void> {
    await this.#sink.close?.();
  }
  #go(): void {
    this.#fresh = true;
    if (this.#busy) return;
    this.#busy = true;
    this.#writing = this.#write();
  }
  async #write(): Promise<void> {
    while (this.#fresh) {
      this.#fresh = false;
      const events = this.#backlog.slice();
      const written = await attempt(() => this.#sink.write(events, this.#checkpoint));
      if (written) this.#backlog = this.#backlog.slice(events.length);
    }
    this.#busy = false;
  }
}

async function attempt(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch {
    return false;
  }
}

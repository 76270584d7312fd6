import type { Hints } from "../hints.js";
import type { Tables } from "./tables.js";

const EVERY = 10;
const PAGE = 500;

/** Hints at what other connections changed. Its timer keeps the process alive, as somebody waits; it runs only then. */
export class Poll {
  readonly #tables: Tables;
  readonly #hints: Hints;
  #timer: ReturnType<typeof setInterval> | undefined;
  #version = 0;
  #change = 0;
  #failing = false;

  constructor(tables: Tables, hints: Hints) {
    this.#tables = tables;
    this.#hints = hints;
  }

  start(): void {
    if (this.#timer) return;
    this.#version = this.#tables.dataVersion(); // before the change: what comes between is then seen, not missed
    this.#change = this.#tables.change();
    this.#timer = setInterval(() => this.#look(), EVERY);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    try {
      const version = this.#tables.dataVersion();
      if (version !== this.#version || this.#failing) this.#tell();
      this.#version = version;
      this.#failing = false;
    } catch {
      if (!this.#failing) this.#hints.resync(); // who waits reads, and is told what is wrong
      this.#failing = true;
    }
  }

  #tell(): void {
    for (let full = true; full; ) {
      const { ids, change } = this.#tables.changedSince(this.#change, PAGE);
      this.#hints.changed(ids);
      this.#change = change;
      full = ids.length === PAGE;
    }
  }
}

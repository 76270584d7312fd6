import type { Checkpoint } from "./checkpoint.js";
import type { Note, Trust, Trusted } from "./verify-notes.js";
import type { ProblemKind } from "./verify-report.js";

/** Something wrong at a line, of which file the caller knows. */
export interface Place {
  readonly line: number;
  readonly kind: ProblemKind;
  readonly text: string;
}

/**
 * Which signatures are checked. One over a log is one over every part it begins with, so the last says all; that an
 * earlier one was damaged, only checking every one finds.
 */
export type Signatures = "every" | "last";

const MOST_PENDING = 64;

/** A log's checkpoints, in the order of its lines: which are signed, and how far they reach. */
export class Heads {
  /** So many lines are what a trusted key signed; whole only after `settled`. */
  covered = 0;
  checkpoints = 0;
  readonly keys = new Set<string>();
  /** The first checkpoint that cannot be trusted. */
  problem: Place | undefined;
  /** Whether there was any note, be it torn. */
  seen: "none" | "some" = "none";
  readonly #notes: AsyncGenerator<Note>;
  readonly #trust: Trust;
  readonly #origin: () => string | undefined;
  readonly #signatures: Signatures;
  #note: Note | undefined;
  #last: Checkpoint | undefined;
  #pending: Promise<void>[] = [];
  #latest: (() => Promise<void>) | undefined;

  /** `origin`: of the log, as soon as its lines tell. */
  constructor(notes: AsyncGenerator<Note>, trust: Trust, origin: () => string | undefined, signatures: Signatures) {
    this.#notes = notes;
    this.#signatures = signatures;
    this.#trust = trust;
    this.#origin = origin;
  }

  /** The size of the next checkpoint. */
  get next(): number {
    return this.#note?.checkpoint?.size ?? Number.POSITIVE_INFINITY;
  }

  /** Goes to the next whole checkpoint that stands where it belongs. */
  async advance(): Promise<void> {
    for (;;) {
      const { value, done } = await this.#notes.next();
      this.#note = done ? undefined : value;
      if (done) return;
      this.seen = "some";
      const { line, checkpoint, torn } = value as Note;
      if (!checkpoint && torn === "whole")
        this.#complain({ line, kind: "signature", text: "this is not a checkpoint" });
      if (!checkpoint || !(await this.#isNext(line, checkpoint))) continue;
      this.#last = checkpoint;
      return;
    }
  }

  /** Takes every checkpoint of this size. Answers one that a trusted key signed over other lines. */
  async check(size: number, root: string): Promise<Checkpoint | undefined> {
    while (this.next === size) {
      const { line, checkpoint } = this.#note as Note & { checkpoint: Checkpoint };
      if (checkpoint.root === root) this.#fits(() => this.#count(line, checkpoint));
      else if (await this.#isSigned(line, checkpoint)) return checkpoint;
      if (this.#pending.length > MOST_PENDING) await this.#pending.shift();
      await this.advance();
    }
    return undefined;
  }

  /** Reads the checkpoints that are left. Answers the largest that a trusted key signed. */
  async left(): Promise<Checkpoint | undefined> {
    let largest: Checkpoint | undefined;
    for (; this.#note; await this.advance()) {
      const { line, checkpoint } = this.#note;
      if (checkpoint && (await this.#isSigned(line, checkpoint))) largest = checkpoint;
    }
    return largest;
  }

  async settled(): Promise<void> {
    if (this.#latest) this.#pending.push(this.#latest());
    this.#latest = undefined;
    await Promise.all(this.#pending);
    this.#pending = [];
  }

  #fits(count: () => Promise<void>): void {
    if (this.#signatures === "last") this.#latest = count;
    else this.#pending.push(count());
  }

  /** Each checkpoint covers more than the one before it. */
  async #isNext(line: number, checkpoint: Checkpoint): Promise<boolean> {
    const { size, root } = checkpoint;
    const last = this.#last ?? { size: 0, root: "" };
    if (size > last.size) return true;
    if (!(await this.#isSigned(line, checkpoint))) return false;
    const after = `stands after one for ${last.size}`;
    if (size < last.size || size === 0)
      this.#complain({ line, kind: "reordered", text: `this checkpoint for ${size} events ${after}` });
    else if (root === last.root)
      this.#complain({ line, kind: "duplicated", text: `this checkpoint for ${size} events is here twice` });
    else this.#complain({ line, kind: "forked", text: `one key signed two different logs of ${size} events` });
    return false;
  }

  async #count(line: number, checkpoint: Checkpoint): Promise<void> {
    if (!(await this.#isSigned(line, checkpoint))) return;
    this.checkpoints++;
    this.covered = Math.max(this.covered, checkpoint.size);
  }

  async #isSigned(line: number, checkpoint: Checkpoint): Promise<boolean> {
    const trusted = await this.#trust(checkpoint);
    const origin = this.#origin() ?? checkpoint.origin;
    if (origin !== checkpoint.origin) {
      this.#complain({
        line,
        kind: "signature",
        text: `this checkpoint is of ${checkpoint.origin}, and line 1 of ${origin}`,
      });
      return false;
    }
    if (typeof trusted === "object") {
      this.keys.add(trusted.key);
      return true;
    }
    this.#complain({ line, kind: "signature", text: distrust(trusted, checkpoint) });
    return false;
  }

  #complain(place: Place): void {
    if (!this.problem || place.line < this.problem.line) this.problem = place;
  }
}

/** Why a checkpoint is not believed. */
export function distrust(trusted: Exclude<Trusted, object>, { size, signatures }: Checkpoint): string {
  const by = signatures.map(({ name, keyHash }) => `${name}+${keyHash}`).join(", ");
  if (trusted === "invalid") return `the checkpoint for ${size} events, or its signature, was altered`;
  return `the checkpoint for ${size} events was signed by another key (${by}) than any that was given`;
}

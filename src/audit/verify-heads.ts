import type { Checkpoint } from "./checkpoint.js";
import type { Note } from "./verify-notes.js";
import type { Fault, Place } from "./verify-report.js";
import { distrust, type Trust } from "./verify-trust.js";

/**
 * Which signatures are checked. One over a log is one over every part it begins with, so the last says all; that an
 * earlier one was damaged, only checking every one finds.
 */
export type Signatures = "every" | "last";

/** So many signatures are checked at once: to wake the threads that do it for each alone costs as much as the check. */
const TOGETHER = 64;

/** A log's checkpoints, in the order of its lines: which are signed, and how far they reach. */
export class Heads {
  /** So many lines are what a trusted key signed; whole only after `settled`. */
  covered = 0;
  checkpoints = 0;
  readonly keys = new Set<string>();
  /** The first checkpoint that cannot be trusted. */
  problem: Place | undefined;
  readonly #notes: AsyncGenerator<Note>;
  readonly #trust: Trust;
  readonly #origin: () => string | undefined;
  readonly #signatures: Signatures;
  #note: Note | undefined;
  #last: Checkpoint | undefined;
  /** Checkpoints that fit their lines, of which the signatures are yet to be checked. */
  #fitting: (() => Promise<void>)[] = [];
  #checking: Promise<unknown> = Promise.resolve();

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
      const { line, checkpoint, torn } = value as Note;
      if (!checkpoint && torn === "whole") this.#distrust(line, "this is not a checkpoint");
      if (!checkpoint || !(await this.#isNext(line, checkpoint))) continue;
      this.#last = checkpoint;
      return;
    }
  }

  /** Takes every checkpoint of this size. Answers one that a trusted key signed over other lines. */
  async check(size: number, root: string): Promise<Checkpoint | undefined> {
    while (this.next === size) {
      const { line, checkpoint } = this.#note as Note & { checkpoint: Checkpoint };
      if (checkpoint.root === root) await this.#fits(() => this.#count(line, checkpoint));
      else if (await this.#isSigned(line, checkpoint)) return checkpoint;
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
    await this.#checkFitting();
    await this.#checking;
  }

  async #fits(count: () => Promise<void>): Promise<void> {
    if (this.#signatures === "last") this.#fitting = [];
    this.#fitting.push(count);
    if (this.#fitting.length >= TOGETHER) await this.#checkFitting();
  }

  /** Begins to check them, when those before them are. */
  async #checkFitting(): Promise<void> {
    await this.#checking;
    this.#checking = Promise.all(this.#fitting.map((count) => count()));
    this.#fitting = [];
  }

  /** Each checkpoint covers more than the one before it. */
  async #isNext(line: number, checkpoint: Checkpoint): Promise<boolean> {
    const last = this.#last ?? { size: 0, root: "" };
    if (checkpoint.size > last.size) return true;
    if (!(await this.#isSigned(line, checkpoint))) return false;
    this.#complain({ line, ...notAfter(last, checkpoint) });
    return false;
  }

  async #count(line: number, checkpoint: Checkpoint): Promise<void> {
    if (!(await this.#isSigned(line, checkpoint))) return;
    this.checkpoints++;
    this.covered = Math.max(this.covered, checkpoint.size);
  }

  async #isSigned(line: number, checkpoint: Checkpoint): Promise<boolean> {
    const origin = this.#origin() ?? checkpoint.origin;
    if (origin !== checkpoint.origin) {
      return this.#distrust(line, `this checkpoint is of ${checkpoint.origin}, and line 1 of ${origin}`);
    }
    const trusted = await this.#trust(checkpoint);
    if (typeof trusted !== "object") return this.#distrust(line, distrust(trusted, checkpoint));
    this.keys.add(trusted.key);
    return true;
  }

  #distrust(line: number, text: string): false {
    this.#complain({ line, kind: "signature", text });
    return false;
  }

  #complain(place: Place): void {
    if (!this.problem || place.line < this.problem.line) this.problem = place;
  }
}

/** What is wrong with a checkpoint of which an earlier one covers as much. */
function notAfter(last: Pick<Checkpoint, "size" | "root">, { size, root }: Checkpoint): Fault {
  if (size < last.size || size === 0) {
    return { kind: "reordered", text: `this checkpoint for ${size} events stands after one for ${last.size}` };
  }
  if (root === last.root) return { kind: "duplicated", text: `this checkpoint for ${size} events is here twice` };
  return { kind: "forked", text: `one key signed two different logs of ${size} events` };
}

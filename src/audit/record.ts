import { misuse } from "../errors.js";
import type { SignTreeHead } from "./checkpoint.js";
import { Commits } from "./commit.js";
import { Copies } from "./copies.js";
import { fields, type NewEvent, type Template } from "./event.js";
import { type LogOptions, openLog } from "./opening.js";
import { Remembered } from "./remembered.js";
import { NO_LEAF } from "./resume.js";
import { noRoom } from "./room.js";
import { publicPart } from "./signature.js";
import type { Signer } from "./signer.js";
import type { Sink } from "./sink.js";
import { createTree, hashed } from "./tree.js";
import { again, unavailable } from "./unavailable.js";
import { stamps } from "./writer.js";

export interface Recorder {
  /**
   * Undefined when already open, so that a caller need not await. The first call reads the log back, settles what a
   * crash left, and resolves when `log.opened` is durable. @throws code `unavailable`, part `audit`
   */
  open(): Promise<void> | undefined;
  /**
   * Adds an event to the next commit. A start is refused while the log or a sink is full; outcomes have room kept for
   * them. @throws code `unavailable`, part `audit`
   */
  append(event: NewEvent): Appended;
  /** What this log says of requests and grants that can never be undone. */
  readonly remembered: Pick<Remembered, "of" | "use" | "usesOf" | "isRevoked" | "hasStarted">;
  /** Resolves when all appended so far is durable. @throws code `unavailable`, part `audit` */
  durable(): Promise<void>;
  /** Has what was appended committed within 5 ms, without starting a commit at once. */
  soon(): void;
  /** Writes `log.closed` and closes log and sinks. @throws code `unavailable`, part `audit`, for what was not written */
  close(): Promise<void>;
}
export interface Appended {
  readonly seq: number;
  /** The leaf hash of the event's line, hex. */
  readonly leaf: string;
}
export interface RecorderOptions extends LogOptions {
  /** Get copies of what is durable in the log. */
  readonly sinks?: readonly Sink[];
}

const LAZY_MS = 5;
const CLOSE_MS = 5_000;

/**
 * One writer's log: numbers, chains and hashes events, and commits them in groups under signed checkpoints.
 * @throws code `input` for an app, tenant or key that cannot name a log
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { app, tenant = "default", signer } = options;
  if (!/^\P{Cs}+$/u.test(app)) throw misuse("app", "must be a text that is not empty");
  if (!/^\P{Cs}+$/u.test(tenant)) throw misuse("tenant", "must be a text that is not empty, or left out");
  if (!mayHaveKey(signer)) throw misuse("audit.signer.publicJwk", "must be an Ed25519 or P-256 public key");
  return new LogRecorder(options);
}

/** A getter is not asked before the log opens: it may read a file, and assembling touches nothing. */
function mayHaveKey(signer: Signer): boolean {
  const own = Object.getOwnPropertyDescriptor(signer, "publicJwk");
  return own && "value" in own ? publicPart(own.value) !== undefined : "publicJwk" in signer;
}

const unopened = (): never => {
  throw unavailable("the log is not open yet");
};

class LogRecorder implements Recorder {
  readonly #options: RecorderOptions;
  readonly #commits: Commits;
  readonly #copies: readonly Copies[];
  readonly #time: () => string;
  #phase: "new" | "open" | "closed" = "new";
  #opening: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #dozing = false;
  #tree = createTree();
  #remembered = new Remembered();
  #prev = NO_LEAF;
  #make: Template = unopened;
  #sign: SignTreeHead = unopened;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#time = stamps(options.clock);
    this.#copies = (options.sinks ?? []).map((sink) => new Copies(sink));
    this.#commits = new Commits({
      log: options.log,
      seal: () => this.#sign(this.#tree.size, this.#tree.root()),
      done: (events, checkpoint) => {
        for (const copies of this.#copies) copies.add(events, checkpoint);
      },
    });
  }

  open(): Promise<void> | undefined {
    const { failure } = this.#commits;
    if (failure) return Promise.reject(failure);
    if (this.#phase === "open") return undefined;
    if (this.#closing) return Promise.reject(unavailable("the log is closed"));
    this.#opening ??= this.#begin().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  append(event: NewEvent): Appended {
    const { failure, pending } = this.#commits;
    if (failure) throw again(failure, event.callId);
    const reason =
      this.#phase === "open" ? noRoom(event.type, pending, this.#copies) : `the log is not open: it is ${this.#phase}`;
    if (reason !== undefined) throw unavailable(reason, undefined, event.callId);
    return this.#put(event);
  }

  get remembered(): Remembered {
    return this.#remembered;
  }

  durable(): Promise<void> {
    return this.#commits.durable();
  }

  soon(): void {
    if (this.#dozing || !this.#commits.idle) return;
    this.#dozing = true;
    const wake = () => {
      this.#dozing = false;
      this.#commits.start();
    };
    void this.#doze().then(wake, wake); // without a clock that works: at once
  }
  async #doze(): Promise<void> {
    return this.#options.clock.sleep(LAZY_MS);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  #put(event: NewEvent): Appended {
    const seq = this.#tree.size;
    const made = this.#make(event, seq, this.#prev, this.#time());
    const { leaf, line } = hashed(made.line);
    this.#tree.push(leaf);
    this.#prev = leaf;
    this.#commits.add({ ...made, line });
    if (event.about) this.#remembered.add(event.type, event.about);
    return { seq, leaf };
  }

  async #begin(): Promise<void> {
    const { tree, prev, make, sign, events, remembered } = await openLog(this.#options);
    this.#tree = tree;
    this.#remembered = remembered;
    this.#prev = prev;
    this.#make = make;
    this.#sign = sign;
    for (const event of events) this.#put(event);
    await this.#commits.durable();
    this.#phase = "open";
  }

  async #end(): Promise<void> {
    const { log } = this.#options;
    const steps = [() => this.#finish(), () => this.#drain(), async () => log.close?.()];
    const problems: unknown[] = [];
    for (const step of [...steps, ...this.#copies.map((copies) => () => copies.close())]) {
      await step().catch((problem: unknown) => problems.push(problem));
    }
    if (problems.length > 0) throw unavailable("the log was not closed in order", problems[0]);
  }

  async #finish(): Promise<void> {
    if (this.#opening) await this.#opening.catch(() => {});
    const wasOpen = this.#phase === "open";
    this.#phase = "closed";
    if (wasOpen && !this.#commits.failure) this.#put({ type: "log.closed", callId: "", fields: fields({}) });
    await this.#commits.durable();
  }

  async #drain(): Promise<void> {
    const enough = new AbortController();
    const drained = Promise.all(this.#copies.map((copies) => copies.drain()));
    await Promise.race([drained, this.#options.clock.sleep(CLOSE_MS, enough.signal)]);
    enough.abort();
    const lacking = Math.max(0, ...this.#copies.map(({ waiting }) => waiting));
    if (lacking > 0) throw unavailable(`${lacking} events did not reach a sink; they are in the log`);
  }
}

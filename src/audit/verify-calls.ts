import type { Json } from "../canonical.js";
import type { ReadEvent } from "./event.js";
import { publicPart } from "./signature.js";
import type { PublicJwk } from "./signer.js";
import type { Fault, Problem } from "./verify-report.js";
import { faultOf, listOf, objectOf } from "./verify-reviews.js";

/** What an event says of a call, and where. */
interface Said {
  readonly log: string;
  readonly line: number;
  readonly type: string;
  readonly request: Json | undefined;
  /** Request and revision. */
  readonly about: string;
  readonly digest: Json | undefined;
}

/** What the events of all logs say of the calls that have a request: each was executed as it was approved, and once. */
export class Calls {
  /** By log: executions of asked calls that are as they were approved. */
  readonly digests = new Map<string, number>();
  readonly #keys: readonly PublicJwk[];
  readonly #desks = new Map<string, readonly PublicJwk[]>();
  readonly #starts: Said[] = [];
  /** What people were asked, by request and revision. */
  readonly #asked = new Map<string, Said>();
  readonly #problems: Problem[] = [];
  readonly #order = new Map<string, number>();
  #pending: Promise<void>[] = [];

  constructor(keys: readonly PublicJwk[]) {
    this.#keys = keys;
  }

  get executed(): ReadonlySet<string> {
    return new Set(this.#starts.map(({ request }) => String(request)));
  }

  add(log: string, { type, data }: ReadEvent, line: number): void {
    const { request_id: request, revision, call_digest: digest } = data;
    const said = { log, line, type, request, about: JSON.stringify([request, revision]), digest };
    if (!this.#order.has(log)) this.#order.set(log, this.#order.size);
    if (type === "log.opened") this.#trust(log, data["desk_keys"]);
    else if (type.startsWith("execution.")) this.#start(said, data);
    else this.#ask(said);
  }

  /** Keeps as few reviews in memory as it can. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
    this.#pending = [];
  }

  async problems(): Promise<readonly Problem[]> {
    await this.settled();
    const started = new Map<unknown, Said>();
    for (const start of this.#starts) {
      const before = started.get(start.request);
      if (start.type === "execution.started") started.set(start.request, start);
      if (before && start.type === "execution.started") this.#complain(start, twice(before));
      const asked = this.#asked.get(start.about);
      if (asked && asked.digest !== start.digest) this.#complain(start, otherwise(start, asked));
    }
    const place = ({ log }: Problem) => this.#order.get(log) ?? 0;
    return this.#problems.sort((a, b) => place(a) - place(b) || a.line - b.line);
  }

  #trust(log: string, keys: Json | undefined): void {
    const known = listOf(keys).flatMap((key) => publicPart((objectOf(key) ?? {}) as unknown as PublicJwk) ?? []);
    this.#desks.set(log, [...(this.#desks.get(log) ?? []), ...known]);
  }

  #start(start: Said, data: ReadEvent["data"]): void {
    if (start.request !== undefined) this.#starts.push(start);
    if (objectOf(data["policy"])?.["verdict"] !== "allow") this.#pending.push(this.#review(start, data));
  }

  #ask(asked: Said): void {
    const before = this.#asked.get(asked.about);
    if (!before) this.#asked.set(asked.about, asked);
    else if (before.digest !== asked.digest) this.#complain(asked, otherwise(asked, before));
  }

  async #review(start: Said, data: ReadEvent["data"]): Promise<void> {
    const fault = await faultOf(data, [...this.#keys, ...(this.#desks.get(start.log) ?? [])]);
    if (fault) this.#complain(start, fault);
    else this.digests.set(start.log, (this.digests.get(start.log) ?? 0) + 1);
  }

  #complain({ log, line }: Said, fault: Fault): void {
    this.#problems.push({ log, file: "log", line, ...fault });
  }
}

const twice = ({ log, line, request }: Said): Fault => ({
  kind: "twice",
  text: `request ${request} was already started, in ${log} on line ${line}`,
});

const otherwise = ({ digest }: Said, asked: Said): Fault => ({
  kind: "digest",
  text: `${asked.type} has the digest ${asked.digest}, in ${asked.log} on line ${asked.line}; here it is ${digest}`,
});

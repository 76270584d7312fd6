import type { Json } from "../canonical.js";
import type { ReadEvent } from "./event.js";
import { publicPart } from "./signature.js";
import type { PublicJwk } from "./signer.js";
import type { Problem } from "./verify-report.js";
import { type Fault, faultOf } from "./verify-reviews.js";

interface Seen {
  readonly log: string;
  readonly line: number;
  readonly type: string;
}
interface Start extends Seen {
  readonly request: Json | undefined;
  readonly about: string;
  readonly digest: Json | undefined;
}

/** What the events of all logs say of the calls that have a request: each was executed as it was approved, and once. */
export class Calls {
  /** By log: executions of asked calls that are as they were approved. */
  readonly digests = new Map<string, number>();
  readonly #keys: readonly PublicJwk[];
  readonly #desks = new Map<string, PublicJwk[]>();
  readonly #starts: Start[] = [];
  /** What people were asked, by request and revision. */
  readonly #asked = new Map<string, Start>();
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
    const about = JSON.stringify([request, revision]);
    if (!this.#order.has(log)) this.#order.set(log, this.#order.size);
    if (type === "log.opened") this.#trust(log, data["desk_keys"]);
    else if (type.startsWith("execution.")) this.#start({ log, line, type, digest, about, request }, data);
    else this.#ask({ log, line, type, digest, about, request });
  }

  /** Keeps as few reviews in memory as it can. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
    this.#pending = [];
  }

  async problems(): Promise<readonly Problem[]> {
    await this.settled();
    const started = new Map<unknown, Start>();
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
    const list: readonly Json[] = Array.isArray(keys) ? keys : [];
    const known = this.#desks.get(log) ?? [];
    for (const key of list) {
      const jwk = typeof key === "object" && key !== null ? publicPart(key as unknown as PublicJwk) : undefined;
      if (jwk) known.push(jwk);
    }
    this.#desks.set(log, known);
  }

  #start(start: Start, data: ReadEvent["data"]): void {
    if (start.request !== undefined) this.#starts.push(start);
    if (verdictOf(data["policy"]) !== "allow") this.#pending.push(this.#review(start, data));
  }

  #ask(asked: Start): void {
    const before = this.#asked.get(asked.about);
    if (!before) this.#asked.set(asked.about, asked);
    else if (before.digest !== asked.digest) this.#complain(asked, otherwise(asked, before));
  }

  async #review(start: Start, data: ReadEvent["data"]): Promise<void> {
    const fault = await faultOf(data, [...this.#keys, ...(this.#desks.get(start.log) ?? [])]);
    if (fault) this.#complain(start, fault);
    else this.digests.set(start.log, (this.digests.get(start.log) ?? 0) + 1);
  }

  #complain({ log, line }: Seen, fault: Fault): void {
    this.#problems.push({ log, file: "log", line, ...fault });
  }
}

function verdictOf(policy: Json | undefined): Json | undefined {
  return typeof policy === "object" && policy !== null && "verdict" in policy ? policy.verdict : undefined;
}

const twice = ({ log, line, request }: Start): Fault => ({
  kind: "twice",
  text: `request ${request} was already started, in ${log} on line ${line}`,
});

const otherwise = ({ digest }: Start, asked: Start): Fault => ({
  kind: "digest",
  text: `${asked.type} has the digest ${asked.digest}, in ${asked.log} on line ${asked.line}; here it is ${digest}`,
});

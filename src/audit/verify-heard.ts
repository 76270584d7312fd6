import type { Json, JsonObject } from "../canonical.js";
import type { ReadEvent } from "./event.js";
import type { PublicJwk } from "./signer.js";
import type { Said } from "./verify-questions.js";
import type { Fault, Problem } from "./verify-report.js";
import {
  agreedIn,
  canonicalOf,
  type DeskKey,
  deskKeys,
  fault,
  faultOf,
  leastOfAll,
  listOf,
  objectOf,
  payloadsOf,
  shown,
} from "./verify-reviews.js";

/** A review that a start carries. */
export interface Answer {
  readonly request: string;
  readonly revision: number;
  readonly digest: string;
  readonly view: Json | undefined;
  readonly person: Json | undefined;
  readonly decision: Json | undefined;
}

/** The start of an execution: what it rests on, and what is wrong with that where people were asked. */
export interface Start extends Said {
  readonly verdict: Json | undefined;
  readonly grant?: Use;
  readonly answers: readonly Answer[];
  readonly agreed: ReadonlySet<Json | undefined>;
  readonly believed: Set<DeskKey>;
  fault?: Fault | undefined;
}

/** That a grant answered a call: which of them, under which key, and how many people gave it for. */
export interface Use {
  readonly id: string;
  readonly key: string;
  readonly most: number;
}

/** That a request ended without a start. */
export interface Ended {
  readonly log: string;
  readonly line: number;
  readonly type: string;
  readonly request: string;
}
const ENDS: ReadonlySet<string> = new Set(["call.denied", "call.cancelled", "call.expired"]);
const ALL_ENDS: ReadonlySet<string> = new Set([...ENDS, "execution.unknown"]);
/** Why a process ends a record that it cannot believe: it may not know of a start. */
const UNKNOWING: ReadonlySet<Json | undefined> = new Set(["forged", "rolled_back"]);

/** So many desks' keys of one log are believed at most. */
const MOST_KEYS = 64;

/** Whose seals are believed: of desks that were given, only theirs; else those of the logs' own keys and whom the logs name. */
export interface Believed {
  readonly keys: readonly PublicJwk[];
  readonly seals?: readonly PublicJwk[];
}

/** What the events of one log say of calls. */
export class Heard {
  readonly log: string;
  readonly starts: Start[] = [];
  readonly asked: { readonly said: Said; readonly data: JsonObject }[] = [];
  readonly ended: Ended[] = [];
  readonly problems: Problem[] = [];
  /** The lines that tell of a record that was not believed. */
  readonly disbelieved: number[] = [];
  readonly #names: "believed" | "not believed";
  #keys: readonly DeskKey[];
  #pending: Promise<void>[] = [];

  constructor(log: string, { keys, seals }: Believed) {
    this.log = log;
    this.#keys = deskKeys(seals ?? keys, "given");
    this.#names = seals ? "not believed" : "believed";
  }

  add({ type, data }: ReadEvent, line: number): void {
    if (ALL_ENDS.has(type) && UNKNOWING.has(data["reason"])) this.disbelieved.push(line);
    if (type === "log.opened") this.#trust(data["desk_keys"]);
    else if (ENDS.has(type)) this.#end(type, data, line);
    else this.#call(type, data, line);
  }

  #end(type: string, { request_id: request, reason }: JsonObject, line: number): void {
    if (typeof request !== "string" || UNKNOWING.has(reason)) return;
    this.ended.push({ log: this.log, line, type, request });
  }

  #call(type: string, data: JsonObject, line: number): void {
    const isStart = type.startsWith("execution.");
    const verdict = objectOf(data["policy"])?.["verdict"];
    if (isStart && verdict === "allow" && data["request_id"] === undefined) return;
    const said = this.#said(type, data, line);
    if (isStart) this.#start(said, verdict, data);
    else this.asked.push({ said, data });
    if (!isAbout(data) && !(isStart && data["request_id"] === undefined))
      this.complain(line, fault("review", "it does not name its request and revision"));
  }

  async settled(): Promise<void> {
    await Promise.all(this.#pending);
    this.#pending = [];
  }

  complain(line: number, wrong: Fault): void {
    this.problems.push({ log: this.log, file: "log", line, ...wrong });
  }

  #trust(named: Json | undefined): void {
    if (this.#names === "not believed") return;
    const known = new Map(this.#keys.map((key) => [key.id, key]));
    for (const key of listOf(named)) {
      if (known.size >= MOST_KEYS) break;
      for (const one of deskKeys([(objectOf(key) ?? {}) as unknown as PublicJwk], "log"))
        if (!known.has(one.id)) known.set(one.id, one);
    }
    this.#keys = [...known.values()];
  }

  #said(type: string, data: JsonObject, line: number): Said {
    return {
      ...{ log: this.log, line, type },
      ...aboutIn(data),
      view: data["view_digest"],
      requirements: new Set(listOf(data["requirements"]).map((one) => canonicalOf(one) ?? "")),
      least: leastOfAll(data["requirements"]),
    };
  }

  #start(said: Said, verdict: Json | undefined, data: JsonObject): void {
    const start: Start = {
      ...said,
      verdict,
      ...(data["grant"] !== undefined && { grant: useIn(data) }),
      answers: payloadsOf(data).map((payload) => {
        const { view_digest: view, person, decision } = payload;
        return { ...aboutIn(payload), view, person, decision };
      }),
      agreed: agreedIn(data),
      believed: new Set(),
    };
    this.starts.push(start);
    this.#pending.push(
      faultOf(data, this.#keys, start.believed).then((wrong) => {
        start.fault = wrong;
      }),
    );
  }
}

/** How many calls it is for, by the reviews that it rests on: of these the least. */
function useIn(data: JsonObject): Use {
  const given = payloadsOf(data).map(({ remember }) => Number(objectOf(remember)?.["uses"] ?? Number.MAX_SAFE_INTEGER));
  const id = objectOf(data["grant"])?.["id"];
  return { id: shown(id), key: shown(data["key"]), most: Math.min(...given, Number.MAX_SAFE_INTEGER) };
}

const isAbout = ({ request_id: request, revision }: JsonObject): boolean =>
  typeof request === "string" && typeof revision === "number";

const aboutIn = ({ request_id: request, revision, call_digest: digest }: JsonObject) => ({
  request: typeof request === "string" ? request : "",
  revision: typeof revision === "number" ? revision : 0,
  digest: shown(digest),
});

import type { Json, JsonObject } from "../canonical.js";
import type { Fault } from "./verify-report.js";
import { fault, listOf, shown } from "./verify-reviews.js";

/** What an event says of a call that has a request, and where. */
export interface Said {
  readonly log: string;
  readonly line: number;
  readonly type: string;
  readonly request: string;
  readonly revision: number;
  readonly digest: string;
  /** SHA-256, hex, of what people are shown. */
  readonly view: Json | undefined;
  /** Canonical texts. */
  readonly requirements: ReadonlySet<string>;
  /** How many must agree by these, at least. */
  readonly least: number;
}

export const placed = ({ type, log, line }: Said): string => `${type} in ${log} on line ${line}`;

/** One revision of a request, as the logs say that people were asked about it. */
export class Question {
  readonly revision: number;
  /** The first event that tells of it. */
  readonly said: Said;
  /** Each with the event that asks for it. */
  readonly requirements = new Map<string, Said>();
  readonly excluded = new Set<Json>();
  /** Who modified the call into this revision. */
  author: Json | undefined;
  least = 1;
  #shown: Said | undefined;

  constructor(said: Said) {
    this.revision = said.revision;
    this.said = said;
  }

  /** A further event about it; answers what it says otherwise. */
  add(said: Said, { excluded, person }: JsonObject): Fault | undefined {
    const differs = this.against(said);
    if (said.view !== undefined) this.#shown ??= said;
    for (const one of said.requirements) this.requirements.set(one, said);
    for (const one of listOf(excluded)) this.excluded.add(one);
    if (said.type === "call.modified") this.author = person;
    this.least = Math.max(this.least, said.least);
    return differs;
  }

  /** What is said of the same revision, where it is of another call or of one that was shown otherwise. */
  against({ digest, view }: Pick<Said, "digest" | "view">): Fault | undefined {
    const { said } = this;
    if (digest !== said.digest) {
      const place = `in ${said.log} on line ${said.line}`;
      return fault("digest", `${said.type} has the digest ${said.digest}, ${place}; here it is ${digest}`);
    }
    const asked = this.#shown;
    if (!asked || view === undefined || view === asked.view) return undefined;
    return fault(
      "digest",
      `what was shown is not what ${placed(asked)} shows: ${shown(view)}, not ${shown(asked.view)}`,
    );
  }
}

/** What people were asked, by request and revision. */
export class Questions {
  readonly #byRequest = new Map<string, Map<number, Question>>();

  add(said: Said, data: JsonObject): Fault | undefined {
    const known = this.#byRequest.get(said.request) ?? new Map<number, Question>();
    this.#byRequest.set(said.request, known);
    const question = known.get(said.revision) ?? new Question(said);
    known.set(said.revision, question);
    return question.add(said, data);
  }

  /** Every revision that is told of. */
  of(request: string): readonly Question[] {
    return [...(this.#byRequest.get(request)?.values() ?? [])];
  }
}

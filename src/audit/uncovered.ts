import { canonical, type Json, type JsonObject } from "../canonical.js";
import { OUTCOMES, type ReadEvent, RUNS } from "./event.js";
import { MOST_PENDING } from "./room.js";

/** Number and writer are told twice. */
export const isOwn = ({ id, writer, seq, source }: ReadEvent): boolean =>
  id === `${writer}-${seq}` && !/\p{Cs}/u.test(writer) && source.endsWith(`:${encodeURIComponent(writer)}`);

export function isCanonical(text: string): boolean {
  try {
    return canonical(JSON.parse(text) as Json) === text;
  } catch {
    return false; // nested deeper than anything that is written
  }
}

/** What happens about a request only once its asking is on disk. */
const ANSWERS: ReadonlySet<string> = new Set([
  "approval.delivered",
  "review.recorded",
  "call.modified",
  "call.approved",
  ...RUNS,
]);

/**
 * The lines that one commit may leave without a checkpoint, and after it those of processes that ended while they opened
 * the log again: the note of a commit is written before anything that waited for the commit.
 */
export class Uncovered {
  readonly #runs = new Map<string, number>();
  readonly #askings = new Map<string, number>();
  #lines = 0;
  /** Why only an opening may follow, as soon as that is so. */
  #ended: string | undefined;

  /** The last line that a checkpoint covers: what comes after a signed end is of another process. */
  follows(line: number, { type }: ReadEvent): void {
    if (type === "log.closed") this.#ended = `and line ${line} closed the log: only an opening may follow`;
  }

  /** Why this line is not of the commit, where it is not. */
  add(line: number, { type, data }: ReadEvent): string | undefined {
    if (type === "log.opened" || type === "log.recovered") return this.#end(line);
    if (this.#ended !== undefined) return type === "execution.unknown" ? undefined : this.#ended;
    if (type === "log.closed") return this.#end(line);
    if (++this.#lines > MOST_PENDING) return `and it is one of more than ${MOST_PENDING}, which no commit holds`;
    const call = keyOf(data);
    const needed = (OUTCOMES.has(type) && this.#runs.get(call)) || (ANSWERS.has(type) && this.#askings.get(call));
    if (RUNS.has(type)) this.#runs.set(call, line);
    if (type === "approval.requested") this.#askings.set(call, line);
    return needed ? after(needed) : undefined;
  }

  #end(line: number): undefined {
    this.#ended = after(line);
  }
}

const after = (line: number): string =>
  `nor line ${line}, which had to be on disk before it: a crash leaves the lines of one commit without, and no more`;

const keyOf = ({ call_id: call, request_id: request }: JsonObject): string =>
  typeof request === "string" ? `request ${request}` : `call ${typeof call === "string" ? call : ""}`;

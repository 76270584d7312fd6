import { canonical, type Json, type JsonObject } from "../canonical.js";
import { OUTCOMES, type ReadEvent, RUNS } from "./event.js";
import { MOST_PENDING } from "./room.js";
import { altered, type Read, readAll } from "./verify-break.js";
import type { LogBytes } from "./verify-lines.js";
import type { Place } from "./verify-report.js";

/**
 * Of lines that no checkpoint covers, the first that was not written so by this package, or cannot be of one commit with
 * those before it: the note of a commit is written before anything that waited for the commit, so a crash leaves the
 * lines of one alone.
 */
export async function strangeLine(log: LogBytes, covered: number): Promise<Place | undefined> {
  const commit = new Commit();
  let source: string | undefined;
  for await (const one of readAll(log)) {
    source ??= one.event?.source;
    if (one.number <= covered) continue;
    const { number, event } = one;
    if (!event || event.source !== source || !isOwn(event))
      return altered(number, "this is not the event that was written here");
    if (!isCanonical(one)) return altered(number, "this is not canonical JSON");
    const why = commit.add(number, event);
    if (why !== undefined) return { line: number, kind: "signature", text: `no checkpoint covers this line, ${why}` };
  }
  return undefined;
}

/** Number and writer are told twice. */
const isOwn = ({ id, writer, seq, source }: ReadEvent): boolean =>
  id === `${writer}-${seq}` && !/\p{Cs}/u.test(writer) && source.endsWith(`:${encodeURIComponent(writer)}`);

function isCanonical({ text }: Read): boolean {
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
/** The lines that one commit may leave, and after it those of processes that ended while they opened the log again. */
class Commit {
  readonly #runs = new Map<string, number>();
  readonly #askings = new Map<string, number>();
  #lines = 0;
  /** The line after which the log was to be opened again, or was. */
  #ended: number | undefined;

  /** Why this line is not of the commit, where it is not. */
  add(line: number, { type, data }: ReadEvent): string | undefined {
    if (type === "log.opened" || type === "log.recovered") return this.#end(line);
    if (this.#ended !== undefined) return type === "execution.unknown" ? undefined : after(this.#ended);
    if (type === "log.closed") return this.#end(line);
    if (++this.#lines > MOST_PENDING) return `and it is one of more than ${MOST_PENDING}, which no commit holds`;
    const call = keyOf(data);
    const needed = (OUTCOMES.has(type) && this.#runs.get(call)) || (ANSWERS.has(type) && this.#askings.get(call));
    if (RUNS.has(type)) this.#runs.set(call, line);
    if (type === "approval.requested") this.#askings.set(call, line);
    return needed ? after(needed) : undefined;
  }

  #end(line: number): undefined {
    this.#ended = line;
  }
}

const after = (line: number): string =>
  `nor line ${line}, which had to be on disk before it: a crash leaves the lines of one commit without, and no more`;

const keyOf = ({ call_id: call, request_id: request }: JsonObject): string =>
  typeof request === "string" ? `request ${request}` : `call ${typeof call === "string" ? call : ""}`;

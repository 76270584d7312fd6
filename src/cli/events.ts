import { type ReadEvent, readLine } from "../audit/event.js";
import { type LogBytes, Unreadable, wholeLines } from "../audit/verify-lines.js";
import { Unusable } from "./unusable.js";

/** An event of a log, and where. */
export interface LoggedEvent {
  readonly event: ReadEvent;
  readonly text: string;
  /** `FILE:LINE` */
  readonly place: string;
}

/**
 * The events of a log, each the next one of its writer; bytes after the last whole line are left out. Whether they are
 * what was written is for `verify` to say. @throws Unusable for a line that is none of them
 */
export async function* eventsIn(log: LogBytes): AsyncGenerator<LoggedEvent> {
  let size = 0;
  for await (const text of linesOf(log)) {
    const place = `${log.name}:${size + 1}`;
    const event = readLine(text);
    if (!event) throw new Unusable(`${place}: this line is no event of a log`);
    if (event.seq !== size) throw new Unusable(`${place}: this line is event ${event.seq}, where ${size} belongs`);
    size++;
    yield { event, text, place };
  }
}

async function* linesOf(log: LogBytes): AsyncGenerator<string> {
  try {
    for await (const line of wholeLines(log)) {
      if (!line) throw new Unusable(`${log.name} is no log: a line of it does not end`);
      yield decoded(line, log);
    }
  } catch (error) {
    throw error instanceof Unreadable ? new Unusable(`cannot read ${log.name}: ${error.message}`) : error;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decoded(line: Uint8Array, { name }: LogBytes): string {
  try {
    return decoder.decode(line);
  } catch {
    throw new Unusable(`${name} is no log: it is not UTF-8`);
  }
}

import { canonical, type Json } from "../canonical.js";
import { OUTCOMES, type ReadEvent, RUNS, readLine } from "./event.js";
import { Remembered } from "./remembered.js";
import type { Log } from "./sink.js";
import { createTree, leafHash, type Tree } from "./tree.js";
import { unavailable } from "./unavailable.js";

/** What is known of a log from its lines. */
export interface Resumed {
  readonly tree: Tree;
  /** The leaf hash of the last line. */
  readonly prev: string;
  /** Undefined for an empty log. */
  readonly writer: string | undefined;
  readonly source: string | undefined;
  /** The key that the newest `log.opened` names, as `keyName` writes it. */
  readonly key: string | undefined;
  readonly closed: boolean;
  /** Allowed calls that started and have no outcome: nobody but this log's writer can settle them. */
  readonly unsettled: readonly string[];
  readonly remembered: Remembered;
}

type State = { -readonly [K in keyof Omit<Resumed, "tree" | "unsettled">]: Resumed[K] } & { running: Set<string> };

/** One text for a key and its id. */
export const keyName = (key: Json, id: Json): string => canonical({ key, key_id: id });

/** Before the first event. */
export const NO_LEAF = "0".repeat(64);

/** Reads a log back, checking its chain. @throws code `unavailable`, naming the first line that does not fit. */
export async function readBack(log: Log): Promise<Resumed> {
  const tree = createTree();
  const running = new Set<string>();
  const none = { writer: undefined, source: undefined, key: undefined };
  const state: State = { ...none, prev: NO_LEAF, closed: true, running, remembered: new Remembered() };
  for await (const line of linesOf(log)) {
    follow(state, fitting(line, tree.size, state));
    state.prev = leafHash(line);
    tree.push(state.prev);
  }
  return { ...state, tree, unsettled: [...running] };
}

async function* linesOf(log: Log): AsyncGenerator<string> {
  try {
    yield* log.resume?.() ?? [];
  } catch (cause) {
    throw unavailable("the log could not be read back", cause);
  }
}

function fitting(line: string, seq: number, last: State): ReadEvent {
  const event = readLine(line);
  if (!event) throw misfit(seq, "is not an event of this package");
  if (event.seq !== seq) throw misfit(seq, `has seq ${event.seq}, not ${seq}`);
  if (event.prev !== last.prev) throw misfit(seq, "does not follow from the line before it");
  if (event.writer !== (last.writer ?? event.writer) || event.source !== (last.source ?? event.source)) {
    throw misfit(seq, "is of another writer");
  }
  return event;
}

const misfit = (seq: number, what: string) =>
  unavailable(`line ${seq + 1} of the log ${what}: keep this file as it is, verify it, and write to another`);

function follow(state: State, { type, data, writer, source }: ReadEvent): void {
  const { call_id: call, key = null, key_id: id = null, request_id: request } = data;
  state.remembered.add(type, data);
  state.writer = writer;
  state.source = source;
  state.closed = type === "log.closed";
  if (type === "log.opened") state.key = keyName(key, id);
  if (typeof call !== "string") return;
  if (RUNS.has(type) && typeof request !== "string") state.running.add(call);
  if (OUTCOMES.has(type)) state.running.delete(call);
}

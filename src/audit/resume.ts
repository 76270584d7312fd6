import { canonical, type Json } from "../canonical.js";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.js";
import { OUTCOMES, type ReadEvent, RUNS, readLine } from "./event.js";
import { Remembered } from "./remembered.js";
import type { Log } from "./sink.js";
import { createTree, leafHash, type Tree } from "./tree.js";
import { unavailable } from "./unavailable.js";
import { isCanonical, isOwn, Uncovered } from "./uncovered.js";

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
  /** The last checkpoint: the lines fit it, and its signature is not checked yet. Undefined where there is none. */
  readonly head: Checkpoint | undefined;
}

type Followed = Omit<Resumed, "tree" | "unsettled" | "head">;
type State = { -readonly [K in keyof Followed]: Resumed[K] } & { running: Set<string> };

/** One text for a key and its id. */
export const keyName = (key: Json, id: Json): string => canonical({ key, key_id: id });

/** Before the first event. */
export const NO_LEAF = "0".repeat(64);

/** What to do about a log that is not what was signed. */
export const MOVE_AWAY =
  "move it away together with its checkpoints and start a new one; countersign verify says what is wrong with it";

/**
 * Reads a log back, checking its chain, and that it is what its last checkpoint signs with no more than a crash leaves
 * after it. @throws code `unavailable`, naming the first line that does not fit
 */
export async function readBack(log: Log): Promise<Resumed> {
  const head = await lastOf(log);
  const tree = createTree();
  const running = new Set<string>();
  const none = { writer: undefined, source: undefined, key: undefined };
  const state: State = { ...none, prev: NO_LEAF, closed: true, running, remembered: new Remembered() };
  const uncovered = new Uncovered();
  for await (const line of linesOf(log)) {
    const event = fitting(line, tree.size, state);
    if (tree.size >= (head?.size ?? 0)) mayBeUncovered(uncovered, { line, event, head });
    follow(state, event);
    state.prev = leafHash(line);
    tree.push(state.prev);
    if (tree.size !== head?.size) continue;
    if (tree.root() !== head.root)
      throw changed(`its first ${tree.size} lines are not those that its checkpoint signs`);
    uncovered.follows(tree.size, event);
  }
  if (head && tree.size < head.size) throw changed(`it has ${tree.size} lines, and its checkpoint signs ${head.size}`);
  return { ...state, tree, unsettled: [...running], head };
}

async function lastOf(log: Log): Promise<Checkpoint | undefined> {
  if (!log.resume) return undefined;
  if (!log.lastCheckpoint) throw unavailable("audit.log resumes and has no lastCheckpoint: give it one, as in `Log`");
  const text = await log.lastCheckpoint().catch(unread);
  const head = text === undefined ? undefined : parseCheckpoint(text);
  if (text !== undefined && !head) throw changed("its last checkpoint is none");
  return head;
}

/** A log that nobody signed may hold the openings of processes that were killed in their first commit, and nothing else. */
const OPENINGS: ReadonlySet<string> = new Set(["log.opened", "log.recovered"]);

interface Unsigned {
  readonly line: string;
  readonly event: ReadEvent;
  readonly head: Checkpoint | undefined;
}

function mayBeUncovered(uncovered: Uncovered, { line, event, head }: Unsigned): void {
  const number = event.seq + 1;
  if (!isOwn(event) || !isCanonical(line)) throw changed(`line ${number} is not the event that was written there`);
  if (!head && !OPENINGS.has(event.type)) throw changed("it has no checkpoint, so nobody signed it");
  const why = uncovered.add(number, event);
  if (why !== undefined) throw changed(`no checkpoint covers line ${number}, ${why}`);
}

/** A log of which it cannot be told that this key's holder wrote it. */
export const changed = (what: string) =>
  unavailable(`this log was changed, or this key did not sign all of it: ${what}. Sign nothing of it: ${MOVE_AWAY}`);

async function* linesOf(log: Log): AsyncGenerator<string> {
  try {
    yield* log.resume?.() ?? [];
  } catch (cause) {
    unread(cause);
  }
}

function unread(cause: unknown): never {
  throw unavailable("the log could not be read back", cause);
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

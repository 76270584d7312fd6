import { canonical, type Json, shortDigest } from "../canonical.js";
import { type Done, textOf } from "./text.js";

/** One call that a model made of some tool, and what it was told. */
export interface Made {
  /** What it is known by, in its whole conversation. */
  readonly name: string;
  readonly args: unknown;
  readonly answer?: unknown;
}

const MARK = " (waiting call ";

/**
 * What a call is known by. Providers give an id again in a later message, or twice in one: the message is part of it, and
 * among calls of one id in one message their place.
 */
export const callName = (message: Json, id: string, place: Json = 0): string =>
  shortDigest(place === 0 ? [message, id] : [message, id, place]);

/** What the model is told; of a call that waits also which one it is, so that the same call made later continues it. */
export function answerOf(done: Done, name: string | undefined): string {
  const waits = !done.ok && done.error.code === "pending" && name !== undefined;
  return waits ? `${textOf(done)}${MARK}${name})` : textOf(done);
}

/**
 * The name to key a call by. A model that is told to wait makes the same call again, in a new message: that call continues
 * the one that waits, found in the conversation, so that people are asked once. Calls of one turn are told apart by their
 * order. @param turns the conversation's calls of this tool, turn by turn; `call` is in the last one
 */
export function continuedName(call: Made, turns: readonly (readonly Made[])[]): string {
  const text = argsText(call.args);
  if (text === undefined) return call.name;
  const same = (one: Made) => argsText(one.args) === text;
  const [now = [], ...earlier] = turns.toReversed().map((turn) => turn.filter(same));
  const waiting = earlier.find((turn) => turn.length > 0)?.flatMap(({ answer }) => waitingIn(answer) ?? []);
  return waiting?.[now.indexOf(call)] ?? call.name;
}

/** A turn of a conversation: a message that calls tools, and the answers that follow it, as both frameworks write them. */
export interface Turn<M> {
  readonly message: M;
  /** Its place among the turns. */
  readonly index: number;
  /** What the calls of an id were told, in their order. */
  readonly answers: ReadonlyMap<string | undefined, readonly unknown[]>;
}
interface Message {
  readonly tool_calls?: readonly unknown[];
  readonly tool_call_id?: string;
  readonly content?: unknown;
}

export function turnsOf<M extends Message>(messages: readonly M[]): readonly Turn<M>[] {
  const turns: { message: M; index: number; answers: Map<string | undefined, unknown[]> }[] = [];
  for (const message of messages) {
    const { tool_call_id: id, tool_calls: calls = [], content } = message;
    const answers = turns.at(-1)?.answers;
    if (calls.length > 0) turns.push({ message, index: turns.length, answers: new Map() });
    else if (id !== undefined) answers?.set(id, [...(answers.get(id) ?? []), content]);
  }
  return turns;
}

function waitingIn(answer: unknown): string | undefined {
  if (typeof answer !== "string" || !answer.endsWith(")")) return undefined;
  const at = answer.lastIndexOf(MARK);
  return at < 0 ? undefined : answer.slice(at + MARK.length, -1);
}

/** Arguments to compare; undefined for what cannot be written. */
export function argsText(args: unknown): string | undefined {
  try {
    return canonical(args as Json);
  } catch {
    return undefined; // deeper than the stack
  }
}

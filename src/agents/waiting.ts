import { canonical, type Json } from "../canonical.js";
import { type Done, textOf } from "./text.js";

/** One call that a model made of some tool, and what it was told. */
export interface Made {
  readonly id: string | undefined;
  readonly args: unknown;
  readonly answer?: unknown;
}

const MARK = " (waiting call ";

/** What the model is told; of a call that waits also which one it is, so that the same call made later continues it. */
export function answerOf(done: Done, id: string | undefined): string {
  const waits = !done.ok && done.error.code === "pending" && id !== undefined;
  return waits ? `${textOf(done)}${MARK}${id})` : textOf(done);
}

/**
 * The id to know a call by. A model that is told to wait makes the same call again, with a new id: that call continues
 * the one that waits, found in the conversation, so that people are asked once. Calls of one turn are told apart by their
 * order. @param turns the conversation's calls of this tool, turn by turn; `call` is in the last one
 */
export function idOf(call: Made, turns: readonly (readonly Made[])[]): string | undefined {
  const text = textOfArgs(call);
  if (call.id === undefined || text === undefined) return call.id;
  const same = (one: Made) => textOfArgs(one) === text;
  const [now = [], ...earlier] = turns.toReversed().map((turn) => turn.filter(same));
  const waiting = earlier.find((turn) => turn.length > 0)?.flatMap(({ answer }) => waitingIn(answer) ?? []);
  return waiting?.[now.indexOf(call)] ?? call.id;
}

function waitingIn(answer: unknown): string | undefined {
  if (typeof answer !== "string" || !answer.endsWith(")")) return undefined;
  const at = answer.lastIndexOf(MARK);
  return at < 0 ? undefined : answer.slice(at + MARK.length, -1);
}

function textOfArgs({ args }: Made): string | undefined {
  try {
    return canonical(args as Json);
  } catch {
    return undefined; // deeper than the stack
  }
}

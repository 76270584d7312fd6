import { callName, continuedName, type Made, type Turn, turnsOf } from "../waiting.js";
import { parseArguments } from "./arguments.js";

/** What a guarded tool reads of the runner that `runTools` passes to it. */
export interface Runner {
  /** The conversation so far. The newest message with tool calls holds the call that is being answered. */
  readonly messages: readonly unknown[];
  readonly controller: AbortController;
}

interface Message {
  readonly role?: string;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
  readonly content?: unknown;
}
interface ToolCall {
  readonly id?: string;
  readonly function?: { readonly name: string; readonly arguments: string };
}
type Completions = { allChatCompletions?(): readonly { readonly model?: string }[] };

/** Calls of a message that were answered already: identical ones are told apart by the order of their start. */
const taken = new WeakMap<Message, Set<ToolCall>>();

/**
 * The call behind one start of a tool: its id, the name to know it by (that of the call that it continues, where it waits) and
 * the model that made it. Undefined when no call that is still unanswered has this name, these raw arguments and an id.
 */
export function findCall(
  runner: Runner,
  name: string,
  raw: string | undefined,
): { id: string; waiting: string; model?: string } | undefined {
  const turns = turnsOf((runner?.messages ?? []) as readonly Message[]);
  const newest = turns.at(-1)?.message;
  const call = newest?.tool_calls?.find((one) => isCall(one, name, raw) && !taken.get(newest)?.has(one));
  if (!newest || !call?.id) return undefined;
  taken.set(newest, (taken.get(newest) ?? new Set()).add(call));
  const model = (runner as Completions).allChatCompletions?.().at(-1)?.model;
  return { id: call.id, waiting: waitingName(call, turns), ...(model && { model }) };
}

const isCall = (one: ToolCall, name: string, raw: string | undefined): boolean =>
  one.function?.name === name && one.function.arguments === raw;

/** Messages have no ids here: one is known by its place among the turns of its run. */
function waitingName(call: ToolCall, turns: readonly Turn<Message>[]): string {
  const made = new Map<ToolCall, Made>();
  const all = turns.map(({ message: { tool_calls: calls = [] }, index, answers }) =>
    calls
      .filter((one) => one.function?.name === call.function?.name)
      .map((one) => {
        const nth = calls.filter(({ id }) => id === one.id).indexOf(one);
        const entry: Made = {
          name: callName(index, one.id ?? "", nth),
          args: argsOf(one),
          answer: answers.get(one.id)?.[nth],
        };
        made.set(one, entry);
        return entry;
      }),
  );
  return continuedName(made.get(call) as Made, all);
}

function argsOf(call: ToolCall): unknown {
  try {
    return parseArguments(call.function?.arguments);
  } catch {
    return undefined;
  }
}

import { idOf, type Made } from "../waiting.js";
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
 * The call behind one start of a tool: its id, the id to know it by (that of the call that it continues, where it waits) and
 * the model that made it. Undefined when no call that is still unanswered has this name, these raw arguments and an id.
 */
export function findCall(
  runner: Runner,
  name: string,
  raw: string | undefined,
): { id: string; waiting: string; model?: string } | undefined {
  const messages = (runner?.messages ?? []) as readonly Message[];
  const newest = messages.findLast(isTurn);
  const call = newest?.tool_calls?.find((one) => isCall(one, name, raw) && !taken.get(newest)?.has(one));
  if (!newest || !call?.id) return undefined;
  taken.set(newest, (taken.get(newest) ?? new Set()).add(call));
  const model = (runner as Completions).allChatCompletions?.().at(-1)?.model;
  return { id: call.id, waiting: waitingId(call, messages) ?? call.id, ...(model && { model }) };
}

const isTurn = ({ role, tool_calls: calls }: Message): boolean =>
  role === "assistant" && calls !== undefined && calls.length > 0;
const isCall = (one: ToolCall, name: string, raw: string | undefined): boolean =>
  one.function?.name === name && one.function.arguments === raw;

function waitingId(call: ToolCall, messages: readonly Message[]): string | undefined {
  const answers = new Map(messages.map(({ tool_call_id: id, content }) => [id, content]));
  const made = new Map<ToolCall, Made>();
  const turns = messages.filter(isTurn).map(({ tool_calls: calls = [] }) =>
    calls
      .filter((one) => one.function?.name === call.function?.name)
      .map((one) => {
        const entry: Made = { id: one.id, args: argsOf(one), answer: answers.get(one.id) };
        made.set(one, entry);
        return entry;
      }),
  );
  return idOf(made.get(call) as Made, turns);
}

function argsOf(call: ToolCall): unknown {
  try {
    return parseArguments(call.function?.arguments);
  } catch {
    return undefined;
  }
}

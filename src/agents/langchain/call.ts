import type { ToolCall } from "@langchain/core/messages/tool";
import type { Json } from "../../canonical.js";
import type { CallOptions, Context } from "../../index.js";
import { type AnswerOptions, callOptions } from "../options.js";
import { argsText, callName, continuedName, type Made, type Turn, turnsOf } from "../waiting.js";

/** What LangChain says of a tool call. */
export interface Place {
  readonly toolCall: ToolCall | undefined;
  /** The conversation of the agent's state, when there is one. */
  readonly messages: unknown;
  /** The checkpointer's thread and LangGraph's task that the run has. */
  readonly configurable: Readonly<Record<string, unknown>> | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The messages of LangChain, as far as they are read; by their shape, so that two copies of a package do no harm. */
interface Message {
  readonly id?: string;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
  readonly content?: unknown;
  readonly response_metadata?: { readonly model_name?: unknown; readonly model?: unknown };
}

/**
 * How a tool call is made: its key is the thread and the name to know it by, which holds its message; the thread is the session.
 * A call without an id, or of a message that cannot be told from others, has no key: it can wait, but never be found again.
 */
export function callAt(place: Place, options: AnswerOptions): { options: CallOptions; waiting: string | undefined } {
  const { toolCall, messages, configurable, signal } = place;
  const turns = turnsOf((Array.isArray(messages) ? messages : []) as readonly Message[]);
  const at = turns.findLastIndex(({ message }) =>
    message.tool_calls?.some(({ id }) => id !== undefined && id === toolCall?.id),
  );
  const thread = configurable?.["thread_id"];
  const session = typeof thread === "string" ? thread : undefined;
  const said = turns[at]?.message;
  const model = said?.response_metadata?.model_name ?? said?.response_metadata?.model;
  const context: Partial<Context> = {
    ...(typeof model === "string" && { model }),
    ...(session !== undefined && { session }),
    ...(toolCall?.id && { toolCall: toolCall.id }),
    ...options.context,
  };
  if (said === undefined || (said.id === undefined && session === undefined))
    return { options: callOptions(options, { context, signal }), waiting: undefined };
  const waiting = waitingName(place, turns.slice(0, at + 1));
  const key = JSON.stringify([session ?? null, waiting]);
  return { options: callOptions(options, { key, context, signal }), waiting };
}

/** The name of the call, or of the one that waits and that it continues. It is in the last turn. */
function waitingName(place: Place, turns: readonly Turn<Message>[]): string {
  const { message, index } = turns.at(-1) as Turn<Message>;
  const { call, nth } = foundIn(message, place);
  const name = callName(message.id ?? index, call.id ?? "", nth);
  const made = ({ message: { tool_calls: calls = [] }, answers }: Turn<Message>) =>
    calls
      .map((one, i) => ({
        one,
        answer: answers.get(one.id)?.[calls.slice(0, i).filter(({ id }) => id === one.id).length],
      }))
      .filter(({ one }) => one.name === call.name)
      .map(({ one, answer }): [ToolCall, Made] => [one, { name, args: one.args, answer }]);
  const all = turns.map(made).filter((calls) => calls.length > 0);
  const self = all.at(-1)?.find(([one]) => one === call)?.[1] as Made;
  return continuedName(
    self,
    all.map((calls) => calls.map(([, one]) => one)),
  );
}

/** How often a call that is alike to others in its message was started. */
const starts = new WeakMap<ToolCall, number>();

/**
 * The call in its message, and its place among those of one id: by what it says. Those that are alike are told apart by the very
 * object of their arguments, else by the order of their start; where a checkpoint may have made copies of them, by LangGraph's task.
 */
function foundIn(
  { tool_calls: calls = [] }: Message,
  { toolCall, configurable }: Place,
): { call: ToolCall; nth: Json } {
  const all = calls.filter(({ id }) => id === toolCall?.id);
  const said = argsText(toolCall?.args);
  const alike = all.filter((one) => one.name === toolCall?.name && argsText(one.args) === said);
  const first = alike[0] ?? (all[0] as ToolCall);
  if (alike.length < 2) return { call: first, nth: all.indexOf(first) };
  const started = starts.get(first) ?? 0;
  starts.set(first, started + 1);
  const own = alike.filter(({ args }) => args === toolCall?.args);
  const call = (own.length === 1 ? own[0] : alike[started % alike.length]) as ToolCall;
  const task = taskOf(configurable);
  return { call, nth: task === undefined ? all.indexOf(call) : [all.indexOf(first), task] };
}

/** LangGraph's task, where it is of one call alone. */
function taskOf(configurable: Place["configurable"]): string | undefined {
  const { currentTaskInput: input } = (configurable?.["__pregel_scratchpad"] ?? {}) as { currentTaskInput?: unknown };
  const { lg_tool_call: sent } = (input ?? {}) as { lg_tool_call?: unknown };
  return sent === undefined ? undefined : String(configurable?.["__pregel_task_id"]);
}

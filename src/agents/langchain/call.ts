import type { ToolCall } from "@langchain/core/messages/tool";
import type { CallOptions, Context } from "../../index.js";
import { type AnswerOptions, callOptions } from "../options.js";
import { idOf, type Made } from "../waiting.js";

/** What LangChain says of a tool call. */
export interface Place {
  readonly toolCall: ToolCall | undefined;
  /** The conversation of the agent's state, when there is one. */
  readonly messages: unknown;
  /** The thread of the checkpointer. */
  readonly thread: unknown;
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
 * How a tool call is made: its key is the thread (without one: the message that holds the call) and the id to know it by; the
 * thread is the session. A call without an id has no key: it can wait, but never be found again.
 */
export function callAt(
  { toolCall, messages, thread, signal }: Place,
  options: AnswerOptions,
): { options: CallOptions; waiting: string | undefined } {
  const conversation = (Array.isArray(messages) ? messages : []) as readonly Message[];
  const turn = conversation.findLast(({ tool_calls: calls }) =>
    calls?.some(({ id }) => id !== undefined && id === toolCall?.id),
  );
  const session = typeof thread === "string" ? thread : undefined;
  const model = turn?.response_metadata?.model_name ?? turn?.response_metadata?.model;
  const context: Partial<Context> = {
    ...(typeof model === "string" && { model }),
    ...(session !== undefined && { session }),
    ...(toolCall?.id && { toolCall: toolCall.id }),
    ...options.context,
  };
  if (!toolCall?.id) return { options: callOptions(options, { context, signal }), waiting: undefined };
  const waiting = (turn && waitingId(toolCall, turn, conversation)) ?? toolCall.id;
  const key = JSON.stringify([session ?? turn?.id ?? null, waiting]);
  return { options: callOptions(options, { key, context, signal }), waiting };
}

function waitingId({ id, name }: ToolCall, last: Message, conversation: readonly Message[]): string | undefined {
  const answers = new Map(conversation.map(({ tool_call_id, content }) => [tool_call_id, content]));
  const turns = conversation
    .slice(0, conversation.indexOf(last) + 1)
    .map(({ tool_calls: calls = [] }) => calls.filter((one) => one.name === name))
    .filter((calls) => calls.length > 0)
    .map((calls) => calls.map((one): Made => ({ id: one.id, args: one.args, answer: answers.get(one.id) })));
  const call = turns.at(-1)?.find((one) => one.id === id);
  return call && idOf(call, turns);
}

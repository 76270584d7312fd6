import { ToolMessage } from "@langchain/core/messages";
import { type Done, modifiedNote } from "../text.js";
import type { Place } from "./call.js";

/** A `ToolMessage` or `Command`: passed on as it is. */
export const isDirect = (value: unknown): value is object =>
  (value as { lc_direct_tool_output?: unknown } | null | undefined)?.lc_direct_tool_output === true;

/** What the model is told, in LangChain's own shape: a thrown error would become "Please fix your mistakes". */
export function message(done: Done, { toolCall }: Place, name: string, content: string): ToolMessage {
  return new ToolMessage({ status: done.ok ? "success" : "error", content, tool_call_id: toolCall?.id ?? "", name });
}

/**
 * LangChain's own signals (an interrupt, a command to the parent graph) are no outcome: they belong to the graph. But an
 * interrupt of a call that is claimed stays here: to go on, the graph would have to run the body a second time. @throws them
 */
export function passOn(done: Done): void {
  const cause = causeOf(done) as { is_bubble_up?: unknown } | null | undefined;
  if (cause?.is_bubble_up === true && pausedFor(done) === undefined) throw cause;
}

const PAUSED =
  "It was started, and paused inside the tool to ask for an answer. It cannot be resumed, and it is not known how far it came. Do not run it again without being asked.";

/** What is told of a claimed call whose body interrupted the graph; also where masks left only the name of its error. */
export function pausedFor(done: Done): string | undefined {
  if (done.ok || done.error.code !== "failed") return undefined;
  const { cause, requestId } = done.error;
  const { name, is_bubble_up: isSignal } = (cause ?? {}) as { name?: unknown; is_bubble_up?: unknown };
  const interrupts = name === "GraphInterrupt" || name === "NodeInterrupt";
  return interrupts && (requestId !== undefined || isSignal !== true) ? PAUSED : undefined;
}

/** That a tool's schema refused the arguments, as LangChain throws it. A tool that is called within the body throws the same. */
export function schemaRefusal(done: Done): string | undefined {
  const cause = causeOf(done) as { "~brand"?: unknown; toolError?: unknown } | null | undefined;
  if (cause?.["~brand"] !== "ToolInvocationError") return undefined;
  const reason = cause.toolError instanceof Error ? ` Reason: ${cause.toolError.message}` : "";
  return `The tool's own schema refused the arguments. It was not executed. Correct them and call again.${reason}`;
}

const causeOf = (done: Done): unknown => (done.ok || done.error.code !== "failed" ? undefined : done.error.cause);

/** Says in the tool's own messages that the arguments were modified. */
export function noteModified(direct: object, args: unknown): void {
  const { update } = direct as { update?: { messages?: unknown } };
  const messages = Array.isArray(update?.messages) ? update.messages : [direct];
  for (const one of messages) if (ToolMessage.isInstance(one)) prepend(one, modifiedNote(args));
}

function prepend(message: ToolMessage, note: string): void {
  const { content } = message;
  message.content =
    typeof content === "string" ? `${note} Result: ${content}` : [{ type: "text", text: note }, ...content];
}

import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { mergeConfigs, type RunnableConfig } from "@langchain/core/runnables";
import type { ToolCallRequest } from "langchain";

type Tool = ToolCallRequest["tool"];

interface Watched {
  readonly tool: Tool;
  /** False only where it is known that the tool's own function did not start. */
  readonly mayHaveBegun: () => boolean;
}

/**
 * The same tool, and whether it began. LangChain says that a tool starts after its schema took the arguments and before its
 * function runs; until then nothing has been done. It throws the same error for a tool that the function calls.
 */
export function watched(tool: Tool): Watched {
  if (!isInvoked(tool)) return { tool, mayHaveBegun: () => true };
  let begun = false;
  const starts = () => {
    begun = true;
  };
  const handler = BaseCallbackHandler.fromMethods({ handleToolStart: starts, handleChainStart: starts });
  handler.awaitHandlers = true;
  const invoke = (input: unknown, config: RunnableConfig) =>
    tool.invoke(input, mergeConfigs(config, { callbacks: [handler] }));
  return { tool: Object.create(tool, { invoke: { value: invoke } }) as Tool, mayHaveBegun: () => begun };
}

interface Invoked {
  invoke(input: unknown, config: RunnableConfig): unknown;
}

const isInvoked = (tool: Tool): tool is Tool & Invoked =>
  typeof (tool as { invoke?: unknown } | undefined)?.invoke === "function";

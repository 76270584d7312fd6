import { type StructuredTool, type ToolRunnableConfig, tool } from "@langchain/core/tools";
import type { Guarded } from "../../index.js";
import { checkOptions, type ToolOptions } from "../options.js";
import { answerOf } from "../waiting.js";
import { callAt, type Place } from "./call.js";
import { isDirect, message, noteModified, passOn, pausedFor } from "./outcome.js";
import { schemaOf } from "./schema.js";

/**
 * A guarded function as a LangChain tool, with the action's own input schema. The model is always answered: with the result as
 * JSON (a text, a `ToolMessage` or a `Command` as it is), or with an error `ToolMessage` that says what happened and whether to
 * try again. The key is the thread, the message and the tool-call id, the session is the thread; the model's name comes from its
 * message, and an abort of the run cancels a call that waits. Called without a tool-call id, or outside of a graph whose state has
 * the `messages`, it waits, whatever `hold` says, and has no key.
 * A body that interrupts the graph pauses it where policy allowed the call; an approved call would have to start a second time
 * to go on, so the model is told that it paused and cannot be resumed.
 * @throws code `input` for an unknown or missing option, or an input schema that cannot be shown to a model
 */
export function guardedTool<In extends object>(guarded: Guarded<In, unknown>, options: ToolOptions): StructuredTool {
  checkOptions("guardedTool", options, ["name", "description"]);
  const { name, description } = options;
  const answer = async (input: unknown, config: ToolRunnableConfig): Promise<unknown> => {
    const place = placeOf(config);
    const call = callAt(place, options);
    const done = await guarded.attempt(input as In, call.options);
    passOn(done);
    if (!done.ok || !isDirect(done.value))
      return message(done, place, name, pausedFor(done) ?? answerOf(done, call.waiting));
    if (done.modified !== undefined) noteModified(done.value, done.modified);
    return done.value;
  };
  return tool(answer, { name, description, schema: schemaOf(guarded.action) }) as StructuredTool;
}

function placeOf(config: ToolRunnableConfig & { state?: unknown }): Place {
  const { state } = config;
  return {
    toolCall: config.toolCall,
    messages: Array.isArray(state) ? state : (state as { messages?: unknown } | undefined)?.messages,
    configurable: config.configurable,
    signal: config.signal,
  };
}

import { isCountersignError } from "../../errors.js";
import type { Guarded } from "../../index.js";
import { callOptions, checkOptions, type ToolOptions } from "../options.js";
import { answerOf } from "../waiting.js";
import { parseArguments } from "./arguments.js";
import { findCall, type Runner } from "./find-call.js";

/** A tool of `client.chat.completions.runTools`. */
export interface RunnableTool<In extends object> {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly description: string;
    /** JSON Schema of the arguments. */
    readonly parameters: Readonly<Record<string, unknown>>;
    /** @throws Error with a text for the model: `runTools` answers the call with it */
    readonly parse: (raw: string) => In;
    /** Never rejects: an error here would end the whole run. */
    readonly function: (args: In, runner: Runner) => Promise<string>;
  };
}

export interface RunToolOptions extends ToolOptions {
  /**
   * Names this run of `runTools`, the same when it is made again after a crash: with the place of the message and the tool-call
   * id it is the call's key, so that a call made again re-attaches instead of running twice. Different for every other run, also for a sub-agent's.
   */
  readonly run: string;
  /** JSON Schema of the arguments, sent to the model. What counts is the action's own schema. */
  readonly schema: Readonly<Record<string, unknown>>;
}

const NO_ID = "This tool call cannot be told apart from others. It was not executed.";

/**
 * A guarded function as a tool for `runTools`, with `stream` and without. The model is always answered: with the result as
 * JSON (a text as it is), or with what happened and whether to try again. `runTools` gives a tool neither the call's id nor the
 * model: both are found in the runner. Its abort cancels a call that waits.
 * @throws code `input` for an unknown or missing option
 */
export function runTool<In extends object>(guarded: Guarded<In, unknown>, options: RunToolOptions): RunnableTool<In> {
  checkOptions("runTool", options, ["name", "description", "run"], ["schema"]);
  const { name, description, schema, run } = options;
  const raws = new WeakMap<object, string>();
  const parse = (raw: string): In => {
    const args = argumentsOf<In>(raw);
    raws.set(args, raw);
    return args;
  };
  const answer = async (args: In, runner: Runner): Promise<string> => {
    const call = findCall(runner, name, raws.get(args));
    if (!call) return NO_ID;
    const { id, waiting, model } = call;
    const context = { ...(model !== undefined && { model }), ...options.context, run, toolCall: id };
    const given = callOptions(options, {
      key: JSON.stringify([run, waiting]),
      context,
      signal: runner.controller?.signal,
    });
    return answerOf(await guarded.attempt(args, given), waiting);
  };
  return { type: "function", function: { name, description, parameters: schema, parse, function: answer } };
}

function argumentsOf<In extends object>(raw: string): In {
  try {
    return parseArguments<In>(raw);
  } catch (error) {
    throw isCountersignError(error) ? new Error(error.forModel()) : error;
  }
}

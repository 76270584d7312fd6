import { isCountersignError, misuse } from "../../errors.js";
import type { CallOptions, Guarded } from "../../index.js";
import { type AnswerOptions, callOptions, checkOptions } from "../options.js";
import { textOf } from "../text.js";
import { parseArguments } from "./arguments.js";

/** An item of a response's output. */
export interface FunctionCall {
  readonly type: string;
  readonly call_id?: string | null;
  readonly name?: string;
  /** JSON text. */
  readonly arguments?: unknown;
  /** Where the function has one; it is then found as `namespace.name`. */
  readonly namespace?: string | null;
}
/** What of a response is read. */
export interface ModelResponse {
  readonly id: string;
  readonly model: string;
  readonly output: readonly FunctionCall[];
  /** Where it is kept in one. */
  readonly conversation?: { readonly id: string } | null;
}
/** The answer to one function call, for the `input` of the next request. */
export interface FunctionCallOutput {
  type: "function_call_output";
  call_id: string;
  output: string;
}
export interface AnswerCallsOptions extends AnswerOptions {
  /** Its abort cancels the calls that wait. */
  readonly signal?: AbortSignal;
}

type Tools = Readonly<Record<string, Guarded<never, unknown>>>;

/**
 * Runs every function call of a response of the Responses API, all at once, and answers them in their order; other items are
 * left alone. The key of a call is its response, its id and, where the response has that id twice, its place: the same response
 * answered again, in any process, re-attaches instead of running twice. With `hold` a call may be told to wait: answer the same
 * response again later, or go on with the model, whose own same call in a later response continues it. Then give the conversation as
 * `context.session`, unless the response names its conversation: without either, the same call by the same people is taken for it.
 * @throws code `input` for an unknown option or a response without an id. What happens to a call is told to the model.
 */
export async function answerCalls(
  response: ModelResponse,
  tools: Tools,
  options: AnswerCallsOptions = {},
): Promise<FunctionCallOutput[]> {
  checkOptions("answerCalls", options, [], ["signal"]);
  if (!response.id)
    throw misuse("answerCalls", "the response has no id, so its calls could not be told from those of another");
  const calls = response.output.filter(
    (item): item is FunctionCall & { call_id: string } => item.type === "function_call" && !!item.call_id,
  );
  return Promise.all(
    calls.map(async (call, i) => ({
      type: "function_call_output",
      call_id: call.call_id,
      output: await answer(call, tools, optionsOf(call.call_id, timesIn(calls.slice(0, i), call), response, options)),
    })),
  );
}

/** How often an id was met before. */
const timesIn = (calls: readonly FunctionCall[], { call_id: id }: FunctionCall): number =>
  calls.filter((one) => one.call_id === id).length;

function optionsOf(id: string, nth: number, response: ModelResponse, options: AnswerCallsOptions): CallOptions {
  const { id: turn, model, conversation } = response;
  const session = conversation?.id;
  const context = { run: turn, toolCall: id, model, ...(session !== undefined && { session }), ...options.context };
  const key = nth === 0 ? `${turn}:${id}` : JSON.stringify([turn, id, nth]);
  return callOptions(options, { key, turn, context, signal: options.signal });
}

async function answer(call: FunctionCall & { call_id: string }, tools: Tools, options: CallOptions): Promise<string> {
  const name = call.namespace ? `${call.namespace}.${call.name}` : `${call.name}`;
  const guarded = Object.hasOwn(tools, name) ? (tools[name] as Guarded<object, unknown>) : undefined;
  if (!guarded) return `There is no tool named ${JSON.stringify(name)}. Nothing was executed.`;
  try {
    return textOf(await guarded.attempt(parseArguments(call.arguments), options));
  } catch (error) {
    if (isCountersignError(error)) return error.forModel();
    throw error;
  }
}

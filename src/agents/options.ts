import { milliseconds } from "../clock.js";
import { misuse } from "../errors.js";
import type { CallOptions, Context, Duration } from "../index.js";

/** What every guarded tool can be told. */
export interface AnswerOptions {
  /**
   * How long a tool call waits for people before the model is told that it waits (0: at once). Without it, until the
   * request's deadline.
   */
  readonly hold?: Duration;
  /** Of every call made through the tool; wins over what the framework says of the model and the session. */
  readonly context?: Partial<Context>;
}

/** A tool as the model sees it. */
export interface ToolOptions extends AnswerOptions {
  readonly name: string;
  readonly description: string;
}

/** @throws code `input` for an unknown option, an empty text, or what is no duration. */
export function checkOptions(
  where: string,
  options: object,
  texts: readonly string[],
  others: readonly string[] = [],
): void {
  const given = options as Readonly<Record<string, unknown>>;
  const known = new Set([...texts, ...others, "hold", "context"]);
  for (const name of Object.keys(given)) if (!known.has(name)) throw misuse(`${where}.${name}`, "unknown option");
  for (const name of texts)
    if (typeof given[name] !== "string" || given[name] === "") throw misuse(`${where}.${name}`, "give a text");
  if (given["hold"] !== undefined) milliseconds(given["hold"] as Duration, `${where}.hold`);
}

/** The options of one call: its key, and `hold` where there is a key to find it again by. */
export function callOptions(
  { hold }: AnswerOptions,
  call: {
    readonly key?: string;
    readonly turn?: string;
    readonly context: Partial<Context>;
    readonly signal?: AbortSignal | undefined;
  },
): CallOptions {
  const { key, turn, context, signal } = call;
  const rest = { context, ...(signal && { signal }) };
  if (key === undefined) return rest;
  return { ...rest, key, ...(hold !== undefined && { hold }), ...(turn !== undefined && { turn }) };
}

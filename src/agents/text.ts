import type { Guarded } from "../index.js";

/** What became of a guarded call. */
export type Done = Awaited<ReturnType<Guarded<never, unknown>["attempt"]>>;

/** What the model is told: the value as JSON (a text as it is), or what happened and whether to try again. */
export function textOf(done: Done): string {
  if (!done.ok) return done.error.forModel();
  const text = valueText(done.value);
  return done.modified === undefined ? text : `${modifiedNote(done.modified)} Result: ${text}`;
}

/** So that the model does not take the result for that of its own arguments, and does not repeat its call. */
export const modifiedNote = (args: unknown): string =>
  `Executed with arguments modified by a reviewer: ${JSON.stringify(args)} Do not repeat it with the original arguments.`;

function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "It was executed and returned nothing.";
  try {
    return JSON.stringify(value) ?? UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

const UNREADABLE = "It was executed. Its result cannot be written as JSON.";

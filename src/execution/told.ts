/**
 * An error for a body to throw, whose text the model is told: `throw toldToModel("no order O-12; did you mean o-12?")`. Of any
 * other error a model is told only that it failed; one of your own does the same with a text as its member `forModel`.
 * Output guardrails check the text like a result, and where a mask applies it is not told.
 */
export function toldToModel(text: string, options?: { cause?: unknown }): Error & { readonly forModel: string } {
  const error = new Error(text, options);
  error.name = "ToldToModel";
  return Object.assign(error, { forModel: text });
}

/** The text that an error has for the model: an own member, no getter. */
export function toldBy(cause: unknown): string | undefined {
  try {
    if (!(cause instanceof Error)) return undefined;
    const text: unknown = Object.getOwnPropertyDescriptor(cause, "forModel")?.value;
    return typeof text === "string" && text !== "" ? text : undefined;
  } catch {
    return undefined; // a proxy
  }
}

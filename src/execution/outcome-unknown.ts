const BRAND = Symbol.for("countersign.outcome-unknown");

/**
 * For a body that does not know whether its work was done, as after a request that timed out: `throw outcomeUnknown(error)`.
 * The call ends as `unknown`: it is never run again by itself, and a person or the action's `probe` says what became of it.
 * @param cause what kept the body from knowing
 */
export function outcomeUnknown(cause?: unknown): Error {
  const error = new Error("the body does not know whether its work was done", { cause });
  return Object.defineProperty(error, BRAND, { value: true });
}

/** Also of another copy of this package. */
export function isOutcomeUnknown(error: unknown): error is Error {
  try {
    return error instanceof Error && BRAND in error;
  } catch {
    return false; // a proxy
  }
}

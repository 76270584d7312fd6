/**
 * What a failed exchange means: `permanent` fails again whenever it is tried, `wait` was told to come back later,
 * `retry` may work the next time (network, time-out, a server's fault).
 */
export type Kind = "permanent" | "wait" | "retry";

/** An exchange without the answer that was asked for. Its text names the method and the host, never a path, a query, a header or a body. */
export interface WireError extends Error {
  readonly kind: Kind;
  /** The status of the last answer; absent where there was none. */
  readonly status?: number;
  /** Milliseconds that the server wants to be left alone. */
  readonly after?: number;
}

const BRAND = Symbol.for("countersign.wire");

/** What is to be said of one attempt. */
export interface Failure {
  readonly kind: Kind;
  readonly reason: string;
  readonly status?: number;
  readonly after?: number;
}

/** Makes the error. No `cause`: the errors of `fetch` and of ky hold the request with its URL and headers. */
export function wireError(where: string, { reason, ...facts }: Failure): WireError {
  const error = Object.assign(new Error(`${where}: ${reason}`), facts);
  error.name = "WireError";
  Object.defineProperty(error, BRAND, { value: true });
  return error;
}

export const isWireError = (error: unknown): error is WireError => error instanceof Error && BRAND in error;

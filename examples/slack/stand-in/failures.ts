import type { Answer } from "./answer.js";
import type { Reply } from "./server.js";

/** What the next request is answered instead of the truth. Without a `hang` it does nothing. */
export interface Failure {
  /** @default 200 */
  readonly status?: number;
  /** An object is JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** `hang`: no answer ever. `drop`: the connection is cut. `lost`: what was asked is done, and its answer never arrives. */
  readonly hang?: "hang" | "drop" | "lost";
}
export interface Failures {
  add(method: string, failure: Failure): void;
  /** The answer, unless this method is to fail. */
  instead(method: string, answer: () => Answer): Reply;
}

export function failures(): Failures {
  const waiting: { readonly method: string; readonly failure: Failure }[] = [];
  return {
    add: (method, failure) => void waiting.push({ method, failure }),
    instead(method, answer) {
      const index = waiting.findIndex((one) => one.method === method);
      const found = index < 0 ? undefined : waiting.splice(index, 1)[0];
      if (!found) return answer();
      const { status = 200, body = "", headers, hang } = found.failure;
      if (hang === "lost") answer();
      if (hang) return hang === "hang" ? "hang" : "drop";
      return { status, body: typeof body === "string" ? body : (body as object), ...(headers && { headers }) };
    },
  };
}

import { shortDigest } from "../../canonical.js";
import type { Identity } from "../../people/identity.js";
import { problem } from "../../wire/problem.js";

const KEPT = 10_000;
/** An answer holds a whole view: a few hundred large ones, or all 10,000 of the size of a problem. */
const KEPT_BYTES = 16 * 1024 * 1024;
/** A character of a text takes two bytes at most. */
const sizeOf = ({ answer }: Entry): number => 2 * (answer?.text.length ?? 0);
const DAY_MS = 24 * 60 * 60 * 1000;
const LONGEST = 200;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}
interface Entry {
  readonly fingerprint: string;
  readonly at: number;
  readonly answer?: Answer;
}

/**
 * The Idempotency-Key of a POST (draft-ietf-httpapi-idempotency-key-header): the same request again gets the same answer,
 * another one under the key is refused. Kept in this process, for a day, 10,000 keys and 16 MiB of answers, of which the
 * oldest go first: that a decision counts once does not depend on it.
 */
export class Idempotency {
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  async once(
    { request, who }: { readonly request: Request; readonly who: Identity },
    body: string,
    act: () => Promise<Response>,
  ): Promise<Response> {
    const given = keyOf(request);
    if (given === undefined) return act();
    if (given === "")
      return problem({ status: 400, code: "invalid", detail: "Idempotency-Key is a text of 1 to 200 characters." });
    const key = shortDigest([who.issuer, who.subject, given]);
    const fingerprint = shortDigest([request.method, new URL(request.url).pathname, body]);
    const before = this.#entry(key);
    if (before) return again(before, fingerprint);
    const entry: Entry = { fingerprint, at: Date.now() };
    this.#keep(key, entry);
    return this.#answered(key, entry, act);
  }

  async #answered(key: string, entry: Entry, act: () => Promise<Response>): Promise<Response> {
    try {
      const response = await act();
      const text = await response.clone().text();
      if (this.#entries.get(key) !== entry) return response; // forgotten meanwhile
      this.#forget(key);
      if (response.status < 500)
        this.#keep(key, {
          ...entry,
          answer: { status: response.status, type: response.headers.get("content-type") ?? "", text },
        });
      return response;
    } catch (error) {
      this.#forget(key); // nothing was answered: it may be tried again
      throw error;
    }
  }

  #entry(key: string): Entry | undefined {
    const found = this.#entries.get(key);
    return found && Date.now() - found.at < DAY_MS ? found : undefined;
  }

  #keep(key: string, entry: Entry): void {
    this.#forget(key);
    this.#entries.set(key, entry);
    this.#bytes += sizeOf(entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= KEPT && this.#bytes <= KEPT_BYTES) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry) this.#bytes -= sizeOf(entry);
    this.#entries.delete(key);
  }
}

/** A structured-field string (RFC 9651 §3.3.3), also without its quotes; empty where it is none. */
function keyOf(request: Request): string | undefined {
  const given = request.headers.get("idempotency-key");
  if (given === null) return undefined;
  const text = given.startsWith('"') && given.endsWith('"') && given.length > 1 ? given.slice(1, -1) : given;
  return text.length <= LONGEST ? text : "";
}

function again({ fingerprint, answer }: Entry, now: string): Response {
  if (fingerprint !== now)
    return problem({ status: 422, code: "key_reused", detail: "This Idempotency-Key was used for another request." });
  if (!answer)
    return problem({
      status: 409,
      code: "running",
      detail: "The first request with this Idempotency-Key is still running.",
    });
  const { status, type, text } = answer;
  return new Response(text, { status, headers: { "content-type": type, "idempotent-replayed": "true" } });
}

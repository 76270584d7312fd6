import ky from "ky";
import pRetry from "p-retry";
import { type Clock, systemClock } from "../clock.js";
import { type Answer, readAnswer } from "./answer.js";
import { type Failure, isWireError, type Kind, type WireError, wireError } from "./failed.js";
import { retryAfter } from "./retry-after.js";

/** One thing to ask of a server. A POST may arrive twice when its answer is lost: give `attempts: 1` where that hurts. */
export interface Exchange {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** A function is asked anew for each attempt. */
  readonly headers?: Readonly<Record<string, string>> | (() => Promise<Readonly<Record<string, string>>>);
  readonly body?: string;
  /** How often it is tried at most; default 3. */
  readonly attempts?: number;
  /** Milliseconds for one attempt, its body included; default 10,000. */
  readonly timeout?: number;
  /** The longest that a server may ask to wait, in milliseconds; default 10,000. Asked for more, it is not tried again. */
  readonly longestWait?: number;
  /** What an answer is: the one asked for, or a failure of some kind. Default: `sortByStatus`. */
  readonly sort?: (answer: Answer) => "answer" | Kind | Sorted;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** Drives time-outs and waits. */
  readonly clock?: Clock;
  /** Connects in the place of the runtime's own. A WireError that it rejects with is told as it is. */
  readonly fetch?: typeof fetch;
}

/** A failure in the other system's own terms, as far as they hold no secret. */
export interface Sorted {
  readonly kind: Kind;
  readonly reason: string;
}

const ATTEMPTS = 3;
const TIMEOUT_MS = 10_000;
const LONGEST_WAIT_MS = 10_000;
const BACKOFF_MS = 250;
const MOST_BYTES = 8 * 1024 * 1024;

/** 2xx is an answer; 429 says to wait; 408, 425 and 5xx may be tried again; the rest is permanent, redirects too. */
export function sortByStatus({ status, headers }: Answer): "answer" | Kind {
  if (status >= 200 && status < 300) return "answer";
  if (status === 429 || (status === 503 && headers.has("retry-after"))) return "wait";
  return status === 408 || status === 425 || status >= 500 ? "retry" : "permanent";
}

/**
 * The one way of adapters to speak HTTP: a bounded number of attempts with growing, jittered waits between them, or the
 * wait that the server asks for. Redirects are not followed. Every attempt has a time-out.
 * @throws WireError, which holds no path, query, header or body.
 */
export async function exchange(url: string, asked: Exchange = {}): Promise<Answer> {
  const clock = asked.clock ?? systemClock;
  const { href, where } = target(url, asked);
  const run = async () => {
    const outcome = await attempt(href, asked, clock);
    if ("text" in outcome) return outcome;
    throw wireError(where, outcome);
  };
  // The waits are ours, by the clock: p-retry's own would be by the system's timers.
  return pRetry(run, {
    retries: Math.max(0, (asked.attempts ?? ATTEMPTS) - 1),
    minTimeout: 0,
    maxTimeout: 0,
    shouldRetry: ({ error }) => isWorthIt(error, asked),
    onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
      if (retriesLeft === 0 || !isWorthIt(error, asked)) return;
      const ms = Math.min(error.after ?? backoff(attemptNumber), longestWait(asked));
      if (ms > 0) await clock.sleep(ms, asked.signal);
    },
  });
}

const longestWait = (asked: Exchange): number => asked.longestWait ?? LONGEST_WAIT_MS;
const backoff = (attempts: number): number => BACKOFF_MS * 2 ** (attempts - 1) * (1 + Math.random());

const isWorthIt = (error: unknown, asked: Exchange): error is WireError =>
  isWireError(error) &&
  error.kind !== "permanent" &&
  (error.after ?? 0) <= longestWait(asked) &&
  !asked.signal?.aborted;

function target(url: string, { method, body, headers }: Exchange): { href: string; where: string } {
  const verb = method ?? (body === undefined ? "GET" : "POST");
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username || parsed.password)
    throw wireError(verb, { kind: "permanent", reason: "the address is no http(s) URL without credentials" });
  const where = `${verb} ${parsed.host}`;
  if (typeof headers !== "function" && !areHeaders(headers))
    throw wireError(where, { kind: "permanent", reason: "a header holds what no header may" });
  return { href: parsed.href, where };
}

function areHeaders(headers: Readonly<Record<string, string>> | undefined): boolean {
  try {
    new Headers(headers);
    return true;
  } catch {
    return false;
  }
}

async function attempt(href: string, asked: Exchange, clock: Clock): Promise<Answer | Failure> {
  const { signal, timeout = TIMEOUT_MS } = asked;
  if (signal?.aborted) return STOPPED;
  const headers = typeof asked.headers === "function" ? await asked.headers() : asked.headers;
  const [done, late] = [new AbortController(), new AbortController()];
  void clock.sleep(timeout, done.signal).then(() => done.signal.aborted || late.abort());
  const ends = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
  try {
    const response = await fetched(href, { ...asked, ...(headers && { headers }) }, ends);
    return judged(await readAnswer(response, MOST_BYTES), asked, clock);
  } catch (error) {
    if (signal?.aborted) return STOPPED;
    if (isWireError(error)) throw error;
    return { kind: "retry", reason: late.signal.aborted ? `no answer within ${timeout} ms` : networkReason(error) };
  } finally {
    done.abort();
  }
}

const STOPPED: Failure = { kind: "permanent", reason: "stopped by its caller" };

const fetched = (href: string, { method, body, headers, fetch }: Exchange, signal: AbortSignal): Promise<Response> =>
  ky(href, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    ...(headers && { headers: { ...headers } }),
    ...(body !== undefined && { body }),
    ...(fetch && { fetch }),
    signal,
    redirect: "manual",
    retry: 0,
    timeout: false, // ky's ends before the body does, in one of its versions
    throwHttpErrors: false,
  });

function judged(answer: Answer | undefined, { sort = sortByStatus }: Exchange, clock: Clock): Answer | Failure {
  if (!answer) return { kind: "permanent", reason: `the answer is longer than ${MOST_BYTES} bytes` };
  const sorted = sort(answer);
  if (sorted === "answer") return answer;
  const { kind, reason: said } = typeof sorted === "string" ? { kind: sorted, reason: undefined } : sorted;
  const { status, headers } = answer;
  const redirect = status === 0 || (status >= 300 && status < 400);
  const after = kind === "permanent" ? undefined : retryAfter(headers, clock.now());
  const reason = redirect ? "a redirect, which is not followed" : (said ?? `status ${status}`);
  return { kind, reason, status, ...(after !== undefined && { after }) };
}

/** The system's code of a network error, such as `ECONNREFUSED`; the rest of its text may hold the URL. */
function networkReason(error: unknown): string {
  let code: unknown;
  for (let one = error, depth = 0; one instanceof Error && depth < 4; one = one.cause, depth++)
    code = (one as { code?: unknown }).code ?? code;
  const told = typeof code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(code);
  return `no answer from the network${told ? ` (${code})` : ""}`;
}

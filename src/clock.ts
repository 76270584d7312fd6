import { misuse } from "./errors.js";

/** A bare number is milliseconds. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/** Drives timers and event times. Deadlines are never by this clock but by the store's. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const LONGEST_TIMER = 2 ** 31 - 1;

/** Milliseconds of a duration. @throws code `input` when it is not a duration of zero or more. */
export function milliseconds(duration: Duration, where: string): number {
  const match = typeof duration === "string" ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) : null;
  const ms = match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : duration;
  if (typeof ms === "number" && Number.isFinite(ms) && ms >= 0) return ms;
  throw misuse(where, `${JSON.stringify(duration)} is not a duration: write milliseconds or "30s", "5m", "2h", "1d"`);
}

/** How long a part that is not ours may take to answer. Milliseconds. */
const PATIENCE = 10_000;

/** An answer that comes within ten seconds by this clock. @throws Error where it does not; `who`: who is waited for */
export async function inTime<T>(answer: Promise<T>, clock: Clock, who: string): Promise<T> {
  if (await isThere(answer)) return answer;
  const patience = new AbortController();
  const late = clock.sleep(PATIENCE, patience.signal).then(() => {
    throw new Error(`${who} did not answer within ${PATIENCE / 1000} seconds`);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    late.catch(() => undefined);
    patience.abort("answered"); // a reason of its own: the default one is an error with a stack
  }
}

/** Whether it is settled without waiting for anything: for that no timer is needed. */
function isThere(answer: Promise<unknown>): Promise<boolean> {
  const there = answer.then(yes, yes);
  return Promise.race([there, LATER.then(no).then(no).then(no)]);
}
const LATER = Promise.resolve();
const yes = () => true;
const no = () => false;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(ms, LONGEST_TIMER));
      signal?.addEventListener("abort", done);
    }),
};

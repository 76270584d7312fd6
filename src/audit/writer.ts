import type { Clock } from "../clock.js";

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

/** A fresh writer's name, like a ULID in lower case: 10 digits of time in milliseconds, 16 of chance. */
export function writerId(now: number): string {
  let time = "";
  for (let rest = Math.trunc(now); time.length < 10; rest = Math.floor(rest / 32)) time = DIGITS[rest % 32] + time;
  const chance = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(chance, (byte) => DIGITS[byte % 32]).join("");
}

/** Event times, RFC 3339 in UTC with milliseconds; made once a millisecond. */
export function stamps(clock: Clock): () => string {
  let last = Number.NaN;
  let text = "";
  return () => {
    const now = clock.now();
    if (now !== last) {
      last = now;
      text = new Date(now).toISOString();
    }
    return text;
  };
}

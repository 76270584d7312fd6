const SECONDS = /^\d{1,10}$/;
const HTTP_DATE = /^[A-Za-z]{3,9}, .{5,24} GMT$/;

/**
 * Milliseconds that an answer asks to wait: `Retry-After` in seconds or as an HTTP date (RFC 9110 §10.2.3), else
 * `X-Rate-Limit-Reset` in seconds since the epoch (Okta). A time of day is compared with the answer's own `Date`, so a
 * wrong clock here does not matter. `undefined` where it asks nothing that can be read.
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const asked = headers.get("retry-after")?.trim() ?? "";
  if (SECONDS.test(asked)) return Number(asked) * 1000;
  const reset = headers.get("x-rate-limit-reset")?.trim() ?? "";
  const at = asked === "" && SECONDS.test(reset) ? Number(reset) * 1000 : dateOf(asked);
  if (Number.isNaN(at)) return undefined;
  const there = dateOf(headers.get("date") ?? "");
  return Math.max(0, at - (Number.isNaN(there) ? now : there));
}

// `Date.parse` alone takes "-1" for a year.
const dateOf = (text: string): number => (HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN);

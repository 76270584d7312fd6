import fc from "fast-check";
import { expect, test } from "vitest";
import { retryAfter } from "../../src/wire/retry-after.js";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const asked = (headers: Record<string, string>) => retryAfter(new Headers(headers), NOW);

test("nothing that can be read asks for nothing", () => {
  expect(asked({})).toBeUndefined();
  expect(asked({ "retry-after": "later" })).toBeUndefined();
  expect(asked({ "x-rate-limit-reset": "tomorrow" })).toBeUndefined();
});

test("Retry-After comes before the time of a reset", () => {
  expect(asked({ "retry-after": "2", "x-rate-limit-reset": "1767225690" })).toBe(2000);
});

test("without the server's date, a time is compared with our clock", () => {
  expect(asked({ "x-rate-limit-reset": "1767225690" })).toBe(90_000);
  expect(asked({ "retry-after": "Thu, 01 Jan 2026 00:01:00 GMT" })).toBe(60_000);
});

test("whatever the headers hold, a wait is a number of zero or more", () => {
  const value = fc.oneof(fc.string({ unit: fc.constantFrom(..."0123456789 -:.GMTJan,") }), fc.nat().map(String));
  fc.assert(
    fc.property(value, value, value, (after, reset, date) => {
      const ms = asked({ "retry-after": after, "x-rate-limit-reset": reset, date });
      expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/canonical.js";
import { PATTERN_NAMES, patternMatcher } from "../../src/policy/pattern.js";
import { call, truthOf } from "./parts.js";

type Row = readonly [name: string, actual: Json | undefined, truth: boolean | "unknown"];
const U = "unknown";
const UUID = "550e8400-e29b-41d4-a716-446655440000";
const IBAN = "DE89370400440532013000";

const ROWS: readonly Row[] = [
  ["uuid", UUID, true],
  ["uuid", UUID.toUpperCase(), true],
  ["uuid", UUID.slice(1), false],
  ["uuid", `${UUID}0`, false],
  ["uuid", `x${UUID}`, false],
  ["uuid", UUID.replace("e", "g"), false],
  ["uuid", UUID.replaceAll("-", ""), U],
  ["uuid", `{${UUID}}`, U],
  ["uuid", `urn:uuid:${UUID}`, U],
  ["uuid", ` ${UUID}`, U],
  ["uuid", `${UUID}\n`, U],
  ["uuid", UUID.replaceAll("-", "\u2010"), false], // another hyphen
  ["hex", "00ffAA", true],
  ["hex", "0xff", false],
  ["hex", "", false],
  ["hex", "fg", false],
  ["hex", "ff ", U],
  ["digits", "0123", true],
  ["digits", "-1", false],
  ["digits", "1.5", false],
  ["digits", "1e3", false],
  ["digits", "\u0661\u0662", false], // Arabic digits are others
  ["digits", "\uff11", U],
  ["digits", 123, U],
  ["identifier", "_a1B", true],
  ["identifier", "1a", false],
  ["identifier", "users; DROP TABLE users", false],
  ["identifier", "us\u0435rs", false], // Cyrillic e
  ["identifier", " users", U],
  ["identifier", "us\u200bers", U],
  ["slug", "a-b1-2", true],
  ["slug", "a--b", false],
  ["slug", "-a", false],
  ["slug", "a-", false],
  ["slug", "a_b", false],
  ["slug", "A-B", U],
  ["semver", "1.2.3", true],
  ["semver", "1.0.0-alpha.1+build.05", true],
  ["semver", "1.0.0-0.x-y.-", true],
  ["semver", "1.0.0+001", true],
  ["semver", "1.2", false],
  ["semver", "01.2.3", false],
  ["semver", "1.2.3.4", false],
  ["semver", "1.0.0-01", false],
  ["semver", "1.0.0-a..b", false],
  ["semver", "1.0.0-", false],
  ["semver", "1.0.0+a+b", false],
  ["semver", "v1.2.3", false],
  ["semver", "1.2.3 ", U],
  ["iso-date", "2024-02-29", true],
  ["iso-date", "0000-02-29", true],
  ["iso-date", "1900-02-29", false],
  ["iso-date", "2026-02-30", false],
  ["iso-date", "2026-04-31", false],
  ["iso-date", "2026-13-01", false],
  ["iso-date", "2026-00-10", false],
  ["iso-date", "2026-01-00", false],
  ["iso-date", "2026-1-1", false],
  ["iso-date", "20260101", false],
  ["iso-date", "2026-01-01T00:00:00Z", false],
  ["iso-date", "2026-01-01 ", U],
  ["iban", IBAN, true],
  ["iban", "GB82WEST12345698765432", true],
  ["iban", "DE88370400440532013000", false],
  ["iban", "DE8937", false],
  ["iban", IBAN.toLowerCase(), U],
  ["iban", "DE89 3704 0044 0532 0130 00", U],
  ["iban", "de89-3704-0044-0532-0130-00", U],
  ["iban", `${IBAN}\u200b`, U],
  ["slug", "a".repeat(256), true],
  ["slug", "a".repeat(257), U],
  ["slug", "_".repeat(257), U],
];

test.each(ROWS)("%s of %j is %s", (value, actual, truth) => {
  expect(truthOf({ path: "args.x", op: "pattern", value }, call({ x: actual as Json }))).toBe(truth);
});

test.each(PATTERN_NAMES)("%s of what is no text, or not there, is unknown", (value) => {
  const truths = [{}, { x: null }, { x: 1 }, { x: true }, { x: ["1"] }, { x: { a: "1" } }].map((args) =>
    truthOf({ path: "args.x", op: "pattern", value }, call(args)),
  );
  expect(truths).toEqual(Array(6).fill(U));
});

test.each(PATTERN_NAMES)("no text makes %s slow", { timeout: 60_000 }, (name) => {
  const matches = patternMatcher(name);
  const piece = fc.oneof(fc.constantFrom("0", "a", "a-", "1.", "-", "0.0.0-", "+", " ", "\u0301"), fc.string());
  const text = fc
    .tuple(piece, fc.constantFrom(100, 240, 50_000), piece)
    .map(([a, n, b]) => `${a.repeat(n).slice(0, n)}${b}`);
  fc.assert(
    fc.property(text, (one) => {
      const started = performance.now();
      matches(one);
      matches(`${one}!`); // what fails at its end
      expect(performance.now() - started).toBeLessThan(100);
    }),
    { numRuns: 300 },
  );
});

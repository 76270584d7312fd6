import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicies } from "../../src/policy/judge.js";
import { call, policyOf, refusal, ruleOf, truthOf } from "./parts.js";

const U = "unknown";
const OFFICE = { from: "08:00", to: "18:00", zone: "Europe/Berlin" };
const WEEK = { ...OFFICE, days: ["mon", "tue", "wed", "thu", "fri"] };
const NIGHT = { from: "22:00", to: "06:00", zone: "UTC", days: ["fri"] };
const DAY = { from: "00:00", to: "24:00", zone: "UTC", days: ["sun"] };

test.each([
  [OFFICE, "2026-01-05T06:59:59.999Z", false],
  [OFFICE, "2026-01-05T07:00:00.000Z", true],
  [OFFICE, "2026-01-05T16:59:59.999Z", true],
  [OFFICE, "2026-01-05T17:00:00.000Z", false],
  // Summer time: an hour earlier by UTC
  [OFFICE, "2026-07-06T06:00:00Z", true],
  [OFFICE, "2026-07-06T16:00:00Z", false],
  [WEEK, "2026-01-09T12:00:00Z", true], // Friday
  [WEEK, "2026-01-10T12:00:00Z", false], // Saturday
  // The day is that of the zone
  [{ ...DAY, zone: "Pacific/Auckland" }, "2026-01-10T12:00:00Z", true],
  [{ ...DAY, zone: "America/New_York" }, "2026-01-12T02:00:00Z", true],
  [DAY, "2026-01-12T02:00:00Z", false],
  [DAY, "2026-01-11T00:00:00Z", true],
  [DAY, "2026-01-11T23:59:59.999Z", true],
  [DAY, "2026-01-12T00:00:00Z", false],
  // Over midnight, by the day it began
  [NIGHT, "2026-01-09T21:59:00Z", false],
  [NIGHT, "2026-01-09T22:00:00Z", true],
  [NIGHT, "2026-01-10T05:59:00Z", true],
  [NIGHT, "2026-01-10T06:00:00Z", false],
  [NIGHT, "2026-01-10T22:00:00Z", false],
  [NIGHT, "2026-01-09T05:00:00Z", false],
  [{ ...NIGHT, days: ["sun"] }, "2026-01-12T05:00:00Z", true],
  // Clocks jump from 02:00 to 03:00, and in autumn go from 03:00 back to 02:00
  [{ ...OFFICE, from: "02:00", to: "03:00" }, "2026-03-29T01:00:00Z", false],
  [{ ...OFFICE, from: "02:00", to: "03:00" }, "2026-10-25T00:30:00Z", true],
  [{ ...OFFICE, from: "02:00", to: "03:00" }, "2026-10-25T01:30:00Z", true],
  [{ from: "05:30", to: "05:31", zone: "Asia/Kolkata" }, "2026-01-05T00:00:00Z", true],
])("%j at %s is %s", (time, at, truth) => {
  expect(truthOf({ time }, call({}, { now: Date.parse(at) }))).toBe(truth);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1, undefined, "2026-01-05"])(
  "a clock that says %s is unknown",
  (now) => {
    expect(truthOf({ time: OFFICE }, call({}, { now: now as number }))).toBe(U);
    expect(truthOf({ time: DAY }, call({}, { now: now as number }))).toBe(U);
  },
);

test("a window and its other half hold at every moment, and never both", () => {
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns");
  const now = fc.integer({ min: 0, max: 4e12 });
  fc.assert(
    fc.property(
      zone,
      now,
      fc.constantFrom("08:00", "23:59"),
      fc.constantFrom("00:00", "12:30"),
      (zone, now, from, to) => {
        const of = call({}, { now });
        const [one, other] = [
          truthOf({ time: { from, to, zone } }, of),
          truthOf({ time: { from: to, to: from, zone } }, of),
        ];
        expect([one, other].sort()).toEqual([false, true]);
      },
    ),
    { numRuns: 200 },
  );
});

test.each<readonly [unknown, string]>([
  ["always", ': give { days, from, to, zone }, as { from: "08:00", to: "18:00", zone: "Europe/Berlin" }'],
  [null, ': give { days, from, to, zone }, as { from: "08:00", to: "18:00", zone: "Europe/Berlin" }'],
  [[], ': give { days, from, to, zone }, as { from: "08:00", to: "18:00", zone: "Europe/Berlin" }'],
  [{ ...OFFICE, day: ["mon"] }, ".day: is no key here: use days, from, to, zone"],
  [{ ...OFFICE, days: [] }, ".days: takes a list, not empty, of mon, tue, wed, thu, fri, sat, sun"],
  [{ ...OFFICE, days: "mon" }, ".days: takes a list, not empty, of mon, tue, wed, thu, fri, sat, sun"],
  [{ ...OFFICE, days: ["Mon"] }, ".days: takes a list, not empty, of mon, tue, wed, thu, fri, sat, sun"],
  [{ ...OFFICE, from: "8:00" }, '.from: takes a time of day as "08:00", from 00:00 to 23:59'],
  [{ ...OFFICE, from: "24:00" }, '.from: takes a time of day as "08:00", from 00:00 to 23:59'],
  [{ ...OFFICE, from: 8 }, '.from: takes a time of day as "08:00", from 00:00 to 23:59'],
  [{ to: "18:00", zone: "UTC" }, '.from: takes a time of day as "08:00", from 00:00 to 23:59'],
  [{ ...OFFICE, from: "08:00\n" }, '.from: takes a time of day as "08:00", from 00:00 to 23:59'],
  [{ ...OFFICE, to: "18:60" }, '.to: takes a time of day as "18:00", from 00:00 to 24:00'],
  [{ ...OFFICE, to: "24:01" }, '.to: takes a time of day as "18:00", from 00:00 to 24:00'],
  [{ ...OFFICE, to: "08:00" }, '.to: is `from` too: write "00:00" to "24:00" for the whole day'],
  ...["Europe/Berln", "", "+01:00", "local", 5, undefined, "Europe/Ber\u200blin"].map(
    (zone) =>
      [{ ...OFFICE, zone }, '.zone: takes a time zone that this runtime knows, as "Europe/Berlin" or "UTC"'] as const,
  ),
])("%j is refused", (time, issue) => {
  const rules = [ruleOf("deny", { when: [{ time }] }), ruleOf("allow", { when: [{ any: [{ time }] }] })];
  expect(refusal(() => policyOf(rules))).toEqual([
    `rules[0].when[0].time${issue}`,
    `rules[1].when[0].any[0].time${issue}`,
  ]);
});

test("a key beside time is refused", () => {
  const rules = [ruleOf("deny", { when: [{ time: OFFICE, path: "args.x" }] })];
  expect(refusal(() => policyOf(rules))).toEqual(["rules[0].when[0].path: is no key here: use time"]);
});

test("the explanation says what time it is there", () => {
  const explained = (verdict: "deny" | "allow", time: object, now: number) =>
    compilePolicies([policyOf([ruleOf(verdict, { when: [{ time }] })])]).explain(call({}, { now }))[0];
  const friday = Date.parse("2026-01-09T08:30:00Z");
  expect(explained("deny", OFFICE, friday)).toBe(
    "deny deny: the time in Europe/Berlin, fri 09:30, is within 08:00 to 18:00",
  );
  expect(explained("allow", NIGHT, friday)).toBe(
    "allow allow did not apply: the time in UTC, fri 08:30, is not within 22:00 to 06:00 on fri",
  );
  expect(explained("deny", OFFICE, Number.NaN)).toBe("deny deny: applies because the time is not known");
});

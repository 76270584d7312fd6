import { expect, test } from "vitest";
import { detectors, table } from "../../bench/detectors.js";
import { SAMPLES } from "../../bench/detectors-sample.js";

const rows = await detectors();

/** What was measured: found at least, missed and false at most. */
const LEVELS: Readonly<Record<string, readonly [found: number, missed: number, falsely: number]>> = {
  "secrets: keys and tokens": [37, 3, 0],
  "secrets: passwords and named keys": [18, 2, 2],
  "personal: an e-mail address": [11, 2, 0],
  "personal: a phone number": [19, 3, 2],
  "personal: a bank account (IBAN)": [10, 1, 0],
  "personal: a card number": [13, 2, 0],
  "personal: an IP address": [8, 1, 1],
  "hosts: a link": [45, 5, 4],
  "sql: no read": [54, 2, 6],
  "words: a word that is denied": [18, 4, 0],
};

test("every detector keeps the levels that were measured", () => {
  expect(rows.map(({ family }) => family)).toEqual(Object.keys(LEVELS));
  for (const row of rows) {
    const [found, missed, falsely] = LEVELS[row.family] as (typeof LEVELS)[string];
    expect.soft(row.found, `${row.family} found`).toBeGreaterThanOrEqual(found);
    expect.soft(row.missed, `${row.family} missed`).toBeLessThanOrEqual(missed);
    expect.soft(row.false, `${row.family} false`).toBeLessThanOrEqual(falsely);
  }
});

test("the counts are those of the sample", () => {
  for (const { family, texts } of SAMPLES) {
    const own = rows.filter((row) => row.family.startsWith(`${family}: `));
    const counted = own.map((row) => [row.found + row.missed, row.missedTexts.length, row.falseTexts.length]);
    expect(counted).toEqual(own.map((row, i) => [Object.values(texts.bad)[i]?.length, row.missed, row.false]));
    expect(own.flatMap(({ falseTexts }) => falseTexts).every((text) => texts.fine.includes(text))).toBe(true);
  }
});

test("what is printed are these counts", () => {
  const lines = table(rows).split("\n").slice(1);
  expect(lines).toHaveLength(rows.length);
  rows.forEach((row, i) => {
    const fine = SAMPLES.find(({ family }) => row.family.startsWith(`${family}: `))?.texts.fine.length;
    const numbers = (lines[i] as string).trim().split(/\s+/).slice(-4).map(Number);
    expect(numbers).toEqual([row.found, row.missed, row.false, fine]);
  });
});

test.each(SAMPLES.slice(0, 4))("the sample of $family is large enough", ({ texts }) => {
  const bad = Object.values(texts.bad).flat();
  expect(bad.length).toBeGreaterThanOrEqual(40);
  expect(texts.fine.length).toBeGreaterThanOrEqual(60);
  expect(new Set([...bad, ...texts.fine]).size).toBe(bad.length + texts.fine.length);
});

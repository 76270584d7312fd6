import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical, type Json } from "../../../src/canonical.js";
import { said } from "./inspected.js";

const CARD = "4111 1111 1111 1111";

test.each<readonly [Json, string]>([
  [CARD, "a card number"],
  [{ note: CARD }, 'a card number in "note"'],
  [{ a: { notes: ["x", { b: CARD }] } }, 'a card number in "a.notes.1.b"'],
  [{ card: 4_111_111_111_111_111 }, 'a card number in "card"'],
  [{ a: { [CARD]: 1 } }, 'a card number as a key in "a"'],
  [{ [CARD]: 1 }, "a card number as a key"],
  [[[CARD]], 'a card number in "0.0"'],
  [{ note: "x", n: 1, b: true, z: null }, "passes"],
])("the place in %j is named, not the value", async (value, finding) => {
  expect(await said("personal", value)).toBe(finding);
});

test("a key that may be more than a name is not said", async () => {
  for (const key of ["ana lima", "order 4711", "4111111111111112", `AKIA${"ABCDEFGH"}${"IJKLMNOP"}`, "x".repeat(41)])
    expect(await said("personal", { [key]: { note: CARD } })).toBe('a card number in "*.note"');
});

test("no finding holds a part of the text it was found in", async () => {
  const words = fc.array(fc.stringMatching(/^[g-z]{6,12}$/), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(words, async (secret) => {
      const text = `${secret.join(" ")} ${CARD} https://${secret[0]}.zone/x`;
      for (const check of ["personal", { hosts: [] }, { words: [secret[0] as string] }] as const) {
        const finding = await said(check, { note: text });
        expect(finding).toContain('"note"');
        for (const one of secret) expect(finding).not.toContain(one);
      }
    }),
    { numRuns: 50 },
  );
});

test.each<readonly [Json, number, string]>([
  [[1, 2], 2, "passes"],
  [[1, 2, 3], 2, "a list of more than 2 items"],
  [{ a: [[1], [1, 2, 3]] }, 2, 'a list of more than 2 items in "a.1"'],
  [{ a: [] }, 0, "passes"],
  [{ a: [1] }, 0, 'a list of more than 0 items in "a"'],
  ["abc", 0, "passes"],
])("rows of %j, at most %d: %s", async (value, rows, finding) => expect(await said({ rows }, value)).toBe(finding));

test("bytes are those of the canonical text in UTF-8", async () => {
  for (const value of ["é", { b: 1, a: [1, "x"] }, "", null, 12.5, "\u{1f600}"] satisfies Json[]) {
    const bytes = new TextEncoder().encode(canonical(value)).length;
    expect(await said({ bytes }, value)).toBe("passes");
    expect(await said({ bytes: bytes - 1 }, value)).toBe(`more than ${bytes - 1} bytes`);
  }
});

test.each<readonly [string, string]>([
  ["id 550e8400-e29b-41d4-a716-446655440000.", "a text of the pattern uuid"],
  ["(id=550e8400-e29b-41d4-a716-446655440000)", "a text of the pattern uuid"],
  ["{550E8400-E29B-41D4-A716-446655440000}", "a text of the pattern uuid"],
  ["550e8400\u200b-e29b-41d4-a716-446655440000", "a text of the pattern uuid"],
  ["on 2026-02-28, maybe", "a text of the pattern iso-date"],
  ["on 2026-02-30", "passes"],
  ["order-4711", "passes"],
  ["550e8400-e29b-41d4-a716-44665544000", "passes"],
])("patterns in %j: %s", async (text, finding) => {
  expect(await said({ patterns: ["uuid", "iso-date"] }, text)).toBe(finding);
});

test("what is longer than a pattern takes counts by its start", async () => {
  expect(await said({ patterns: ["hex"] }, "ab".repeat(1000))).toBe("a text of the pattern hex");
  expect(await said({ patterns: ["uuid"] }, "ab".repeat(1000))).toBe("passes");
});

test.each<readonly [string, string]>([
  ["This is Confidential.", "a word that is denied"],
  ["con\u200bfiden\u00adtial", "a word that is denied"],
  ["ｃｏｎｆｉｄｅｎｔｉａｌ", "a word that is denied"],
  ["Project\n\tFalcon", "a word that is denied"],
  ["STRASSE", "a word that is denied"],
  ["这是秘密吗", "a word that is denied"], // no spaces around words
  ["C++", "a word that is denied"],
  ["confidentially", "passes"],
  ["projects falcon", "passes"],
  ["C+", "passes"],
  ["xC++", "passes"],
])("words in %j: %s", async (text, finding) => {
  expect(await said({ words: ["confidential", "project falcon", "straße", "秘密", "C++"] }, text)).toBe(finding);
});

test.each<readonly [string, string]>([
  ["see https://example.com/a and www.example.org", "passes"],
  ["no link at all", "passes"],
  ["https://a.example.org", "passes"],
  ["https://example.org", "a link to a host that is not listed"], // only those below it
  ["https://example.com and https://example.net", "a link to a host that is not listed"],
  ["https://example.com@example.net/", "a link to a host that is not listed"],
  ["https://example.com.example.net", "a link to a host that is not listed"],
  ["[x](//example.net/pixel)", "a link to a host that is not listed"],
  ["example.net", "a link to a host that is not listed"],
  ["example.com:8080/x", "passes"],
  ["mailto:ana@example.com", "a link to a host that is not listed"], // of no host
  ["https://example.com/?next=https://example.net/", "a link to a host that is not listed"],
  ['<a href="https://example.com\n.example.net">', "a link to a host that is not listed"],
  ["https:\\\\example.com", "a link to a host that is not listed"], // programs differ
])("hosts in %j: %s", async (text, finding) => {
  expect(await said({ hosts: ["example.com", "*.example.org"] }, text)).toBe(finding);
});

test("an empty list of hosts means no link", async () => {
  expect(await said({ hosts: [] }, { body: "see example.com" })).toBe('a link to a host that is not listed in "body"');
  expect(await said({ hosts: [] }, { body: "see the site" })).toBe("passes");
});

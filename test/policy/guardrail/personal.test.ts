import fc from "fast-check";
import { expect, test } from "vitest";
import { holdsBankAccount } from "../../../src/policy/guardrail/bank-account.js";
import { holdsCard } from "../../../src/policy/guardrail/card.js";
import { holdsIpAddress } from "../../../src/policy/guardrail/ip-address.js";
import { holdsMailAddress } from "../../../src/policy/guardrail/mail-address.js";
import { holdsPhone } from "../../../src/policy/guardrail/phone.js";
import { patternMatcher } from "../../../src/policy/pattern.js";
import { said } from "./inspected.js";

const holds = (has: (text: string) => boolean, texts: readonly string[]) => texts.filter((text) => has(text));

test.each([
  "ana@example.com",
  "<ana.lima+x@a-b.example.co.uk>",
  "jürgen@müller.example",
  "a@xn--mller-kva.de",
  "x:a@b.co;",
])("%j holds an e-mail address", (text) => expect(holdsMailAddress(text)).toBe(true));
test("what looks like an e-mail address and is none", () => {
  const texts = [
    "a@b",
    "@ana",
    "ana@",
    "a@-b.com",
    "a@b..com",
    "git@github.com:a/b",
    "logo@2x.png",
    "x@4.17.21",
    "a @b.com",
    "...@b.com",
  ];
  expect(holds(holdsMailAddress, texts)).toEqual([]);
});

const CARDS = [
  "4111111111111111",
  "5555555555554444",
  "2223003122003222",
  "378282246310005",
  "6011111111111117",
  "30569309025904",
  "3530111333300000",
  "6200000000000005",
  "2200000000000004",
];

test.each(CARDS)("%s is a card number, and none with another last digit", (card) => {
  expect(holdsCard(card)).toBe(true);
  for (let other = 1; other < 10; other++)
    expect(holdsCard(`${card.slice(0, -1)}${(Number(card.at(-1)) + other) % 10}`)).toBe(false);
});
test.each([
  "4111 1111 1111 1111",
  "4111-1111-1111-1111.",
  "3782 822463 10005",
  "n=4111111111111111,5",
  "12 4111 1111 1111 1111 29",
  "first 4111111111111112 then 4111111111111111",
])("%j holds a card number", (text) => expect(holdsCard(text)).toBe(true));
test("what looks like a card number and is none", () => {
  const texts = [
    "4111111111111",
    "x4111111111111111",
    "4111111111111111x",
    "0.4111111111111111",
    "411111111111111100000000",
    "9111111111111117",
    "4006381333931",
    "12345678-1234-4111-8111-123456789012",
  ];
  expect(holds(holdsCard, texts)).toEqual([]);
});

test.each([
  "DE89370400440532013000",
  "de89 3704 0044 0532 0130 00.",
  "(GB82-WEST-1234-5698-7654-32)",
  "to NL91ABNA0417164300 now",
])("%j holds a bank account", (text) => expect(holdsBankAccount(text)).toBe(true));
test("what looks like a bank account and is none", () => {
  const texts = [
    "DE88370400440532013000",
    "DE8937040044053201300",
    "DE893704004405320130001",
    "xDE89370400440532013000",
    "ZZ89370400440532013000",
    "DE89  3704 0044 0532 0130 00",
  ];
  expect(holds(holdsBankAccount, texts)).toEqual([]);
});
test("the pattern iban and the detector check the same digits", () => {
  const one = "DE89370400440532013000";
  const digit = fc.tuple(fc.integer({ min: 4, max: one.length - 1 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(digit, ([place, by]) => {
      const other = `${one.slice(0, place)}${by}${one.slice(place + 1)}`;
      expect(holdsBankAccount(other)).toBe(patternMatcher("iban")(other));
      expect(holdsBankAccount(other)).toBe(other === one);
    }),
  );
});

test.each([
  "+49 30 901820",
  "+1 (212) 555-0123",
  "+442079460958",
  "(030 901820)",
  "0049 30 901820",
  "212-555-0123",
  "1-800-555-0199",
  "01 23 45 67 89",
  "tel:020 7946 0958",
  "(11) 98765-4321",
  "a  030 901820  b",
])("%j holds a phone number", (text) => expect(holdsPhone(text)).toBe(true));
test("what looks like a phone number and is none", () => {
  const texts = [
    "2026-01-04",
    "04.01.2026 10:30",
    "978-3-16-148410-0",
    "0-306-40615-2",
    "1,030 9018201",
    "x030 901820",
    "1 000 000 000",
    "+1",
    "12345678",
    "112-555-0123",
    "212-155-0123",
    "+0301234567",
    "00 1",
    "5 + 12345678",
  ];
  expect(holds(holdsPhone, texts)).toEqual([]);
});

test.each([
  "203.0.113.7",
  "[203.0.113.7]:80",
  "10.0.0.0/8",
  "ip=203.0.113.7.",
  "2001:db8::/32",
  "fe80::1%eth0",
  "[2001:db8::1]:443",
  "::ffff:203.0.113.7",
])("%j holds an IP address", (text) => expect(holdsIpAddress(text)).toBe(true));
test("what looks like an IP address and is none", () => {
  const texts = [
    "1.2.3",
    "v1.2.3.4",
    "1.2.3.4rc1",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "12:30:45",
    "aa:bb:cc:dd:ee:ff",
    "std::vector",
    "Face::Add",
    "::",
    "::1",
    "127.0.0.1",
    "0.0.0.0",
    "a:b::c",
  ];
  expect(holds(holdsIpAddress, texts)).toEqual([]);
});

test.each([
  ["ana@exam\u00adple.com", "an e-mail address"],
  ["４１１１１１１１１１１１１１１１", "a card number"],
  ["+49\u200b 30 901820", "a phone number"],
  ["DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", "a bank account (IBAN)"],
])("hidden characters and wide forms do not hide %j", async (text, finding) => {
  expect(await said("personal", text)).toBe(finding);
});

test("a card number is found between any other words", async () => {
  const words = fc.array(fc.stringMatching(/^[a-z ]{0,8}$/)).map((all) => all.join(" "));
  await fc.assert(
    fc.asyncProperty(words, fc.constantFrom(...CARDS), words, async (before, card, after) => {
      expect(await said("personal", { t: `${before} ${card} ${after}` })).toBe('a card number in "t"');
    }),
  );
});

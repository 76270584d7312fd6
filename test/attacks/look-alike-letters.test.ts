import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actOf, undone } from "../../src/action/act.js";
import type { Effect } from "../../src/action/action.js";
import { type Field, shown } from "../../src/action/view.js";
import { checkWords } from "../../src/action/words.js";
import { marked } from "../../src/server/console/chips.js";
import { seal } from "../../src/server/console/seal.js";
import { sampleMessage } from "../../src/testing/sample-message.js";
import { offerOf } from "../../src/transports/chat/offer.js";
import { warningsOf } from "../../src/transports/chat/rows.js";
import { card } from "../../src/transports/terminal/card.js";

const TICKED: readonly Effect[] = ["message", "share", "execute"];
const TYPED: readonly Effect[] = ["money", "destroy", "credential"];

function about(effect: Effect, ...fields: readonly Partial<Field>[]) {
  const message = sampleMessage("look-alike");
  const all = fields.map((field, at) => ({ path: at === 0 ? "to" : `arg${at}`, text: '""', critical: true, ...field }));
  return { ...message, view: { ...message.view, effect, fields: all } };
}
const holding = (effect: Effect, value: string, more: Partial<Field> = {}) =>
  about(effect, { text: shown(value), ...more });

/**
 * Characters that pass for one of ASCII, by the letter: of the confusables of UTS 39 those of one character, chosen by hand
 * from every script and kind that the table has for ASCII letters, digits and signs.
 */
const LOOKALIKES: Readonly<Record<string, string>> = {
  a: "ɑαа⍺ａ𝐚𝑎𝒶𝔞𝕒𝖆𝖺𝗮𝘢𝙖𝚊𝛂𝛼𝜶𝝰𝞪ａ",
  b: "ƄьᏏᑲᖯｂ𝐛𝑏",
  c: "ϲсᴄⅽⲥꮯ𐐽ｃ𝐜",
  d: "ԁⅾⅆᏧᑯꓒｄ𝐝",
  e: "еҽ℮ℯⅇꬲｅ𝐞",
  f: "ſϝք℈ꞙẝꬵｆ𝐟",
  g: "ƍɡցᶃℊｇ𝐠",
  h: "һհᏂℎｈ𝐡",
  i: "ıɩɪіιӏᎥℹⅈⅰ⍳ꙇꭵｉ˛ͺ𑣃",
  j: "ϳјⅉｊ𝐣",
  k: "𝐤𝑘ｋкᴋ",
  l: "ƖǀІӀוןا١۱ߊᛁℐℑℓⅠⅼⵏꓲﺍｌ𐊊𐌉|∣⏽",
  m: "ⅿ𑜀𑣣ｍ",
  n: "ոռｎ𝐧",
  o: "ΟοσОоՕօסه٥ھہە۵߀०০ଠ୦௦ం౦ಂ೦ംഠ൦ංဝ၀ჿዐᴏᴑℴⲟⵔ〇ꓳꬽﮦﮨﻩｏ𐊒𐊫𐐄𐐬𐓂𐓪𐔖𑓐𑢵𑣈𑣗𑣠",
  p: "ρϱр⍴ⲣｐ𝐩",
  q: "ԛգզｑ𝐪",
  r: "гᴦⲅꭇꭈꮁｒ𝐫",
  s: "ƽѕꜱꮪ𐑈𑣁ｓ",
  t: "ｔ𝐭τт",
  u: "ʋυսᴜꞟꭎꭒ𐓶𑣘ｕ",
  v: "νѵטᴠⅴ∨⋁ꮩ𑜆𑣀ｖ",
  w: "ɯѡԝաᴡꮃ𑜊ｗ",
  x: "×хᕁᕽ᙮ⅹ⤫⤬⨯ｘ",
  y: "ɣʏγуүყᶌỿℽꭚ𑣜ｙ",
  z: "ᴢꮓ𑣄ｚ",
  "0": "٠۰߀०০੦૦୦௦౦೦๐໐０𝟎𝟢",
  "1": "١۱１𝟏①¹",
  "5": "Ƽ𝟓𑢻５",
  "8": "Ȣȣଃ৪੪𐌚８",
  ".": "٠۰܁܂․ꓸ꘎．。",
  "/": "⁄∕╱⟋⧸Ⳇ〳ノ㇓丶／᜵",
  "-": "‐‑‒–﹘۔⁃˗−➖Ⲻ－",
  "@": "＠﹫",
  ":": "ःઃ：։܃܄᛬︰᠃᠉⁚׃˸꞉∶ː",
  ",": "؍٫‚¸ꓹ，",
  "'": "‘’‛′‵՚׳`΄＇ʹʻʼʽʾˈˊˋ",
  "=": "᐀⹀゠꓿＝",
  "+": "᛭➕𐊛＋",
};
const SINGLE = Object.entries(LOOKALIKES).flatMap(([letter, all]) =>
  [...all].filter((one) => one > "\u007f").map((one) => [letter, one] as const),
);
const WORD = "paypal-co.x/b1@05,y:e=f+g'hijklmnoqrstuvwz8d";

test("no value in which one character of ASCII is another one that looks like it is approved by a tick or by typing it", () => {
  expect(SINGLE.length).toBeGreaterThan(350);
  const passed = SINGLE.filter(([letter, one]) => {
    const value = WORD.replace(letter, one);
    expect(value).not.toBe(WORD);
    return [...TICKED, ...TYPED].some((effect) => !["word", "withheld"].includes(actOf(holding(effect, value)).kind));
  });
  expect(passed).toEqual([]);
});

test("nor one of any characters beyond ASCII, wherever they stand in it", () => {
  const beyond = fc.integer({ min: 0x80, max: 0x10ffff }).map((point) => String.fromCodePoint(point));
  fc.assert(
    fc.property(fc.string(), beyond, fc.string(), (before, one, after) => {
      for (const effect of ["message", "money"] as const) {
        const { kind } = actOf(holding(effect, `${before}${one}${after}`));
        expect(["word", "withheld"]).toContain(kind);
      }
    }),
  );
});

const DECEIVING: readonly [string, string][] = [
  ["a look-alike within Latin", "p\u0251ypal.example"],
  ["a whole word of another script", "\u0430\u0440\u0440\u04cf\u0435"],
  ["right-to-left letters between digits", "100\u05d0200"],
  ["digits of another script", "\u0661\u0662\u0663"],
  ["a letterlike sign", "\u212fxample"],
  ["a one dot leader", "example\u2024com"],
  ["a full stop of another width", "example\uff0ecom"],
  ["a slash that is none", "example.com\u2215evil"],
  ["a combining mark", "pay\u0323pal"],
  ["a word of Cherokee capitals", "\u13a2\u13d9\u13a1"],
];

describe.each(DECEIVING)("a value with %s", (_, value) => {
  test("takes the check word, and nothing that looks like the value does instead", () => {
    for (const effect of [...TICKED, ...TYPED]) {
      const message = holding(effect, value);
      const act = actOf(message);
      expect(act).toEqual({ kind: "word" });
      const given = (typed: string) => undone(act, message, new URLSearchParams({ typed, meant: "yes" }));
      for (const typed of ["", "yes", value, value.normalize("NFKD"), "paypal.example", "apple"])
        expect(given(typed)).toHaveProperty("typed");
      expect(given(checkWords(message.digest).split(" ")[1] ?? "")).toBeUndefined();
    }
  });

  test("shows its code in the console, in chat and in the terminal", () => {
    const [odd = ""] = value.match(/\P{ASCII}/u) ?? [];
    const point = (odd.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
    const message = holding("message", value);
    expect(String(seal(message, ""))).toContain(`U+${point.toUpperCase()}`);
    expect(warningsOf(message).join("\n")).toContain(`U+${point.toUpperCase()}`);
    const lines = card(message, { width: 100, now: 0, paint: (_tone, text) => text, detail: "whole" }).lines.join("\n");
    expect(lines.toLowerCase()).toContain(`\\u${point}`);
  });

  test("is not approved in a chat by a press", () => {
    const offer = offerOf(holding("message", value), { forms: "none", shows: "all" });
    expect(offer.approve).toBe("elsewhere");
    expect(offerOf(holding("message", value), { forms: "forms", shows: "all" })).toMatchObject({
      act: { kind: "word" },
    });
  });
});

test.each([
  "Привет, мир! Перевод для Анны",
  "Καλημέρα κόσμε",
  "مرحبا بالعالم",
  "大阪支店に送る",
  "שלום עולם",
  "สวัสดีชาวโลก",
  "नमस्ते दुनिया",
  "안녕하세요",
  "Müller",
  "café",
  "naïve Zoë",
  "€100 – “fine” № 5, 20 °C",
  "thanks 👍",
])("an honest value, %j, can be approved by the check word", (value) => {
  for (const effect of [...TICKED, ...TYPED]) expect(actOf(holding(effect, value))).toEqual({ kind: "word" });
  expect(actOf(holding("write", value))).toEqual({ kind: "press" });
});

test("every critical value counts, not only the one that would be ticked or typed", () => {
  const plain = { text: '"partner.example"' };
  const odd = { text: shown("p\u0251ypal") };
  expect(actOf(about("message", plain, odd))).toEqual({ kind: "word" });
  expect(actOf(about("message", plain, { ...odd, critical: false }))).toMatchObject({ kind: "tick" });
});

test("beside one that is not plain ASCII a value is typed with the check word after it", () => {
  const message = about("money", { text: "900" }, { text: shown("M\u00fcller") });
  const act = actOf(message);
  expect(act).toEqual({ kind: "type", path: "to", and: "word" });
  const word = checkWords(message.digest).split(" ")[1] ?? "";
  const given = (typed: string) => undone(act, message, new URLSearchParams({ typed }));
  for (const typed of ["900", word, `901 ${word}`, `${word} 900`, ""]) expect(given(typed)).toHaveProperty("typed");
  for (const typed of [`900 ${word}`, ` 900  ${word.toUpperCase()} `]) expect(given(typed)).toBeUndefined();
});

test("where no argument is critical, all that are shown are looked at", () => {
  const odd = { text: shown("p\u0251ypal"), critical: false };
  expect(actOf(about("message", odd))).toEqual({ kind: "word" });
  expect(warningsOf(about("message", odd))).toContain("to is not plain ASCII: U+0251 ɑ.");
  expect(actOf(about("message", { text: '"plain"', critical: false }))).toMatchObject({ kind: "tick" });
});

test("the name of an argument, which may be the agent's, is looked at too", () => {
  expect(actOf(about("message", { path: "shares.p\u0251ypal", text: "5" }))).toEqual({ kind: "word" });
  expect(actOf(about("message", { path: "shares.p\u0430ypal", text: "5" }))).toMatchObject({ kind: "withheld" });
  expect(actOf(about("message", { text: '{"p\u0251ypal":5}' }))).toEqual({ kind: "word" });
});

test("what is ticked is plain", () => {
  expect(String(marked("I mean partner.example"))).toBe("I mean partner.example");
  expect(actOf(holding("message", "partner.example"))).toMatchObject({ kind: "tick", text: "I mean partner.example" });
});

import { describe, expect, test } from "vitest";
import { actOf, undone } from "../../src/action/act.js";
import { shown } from "../../src/action/view.js";
import { checkWords } from "../../src/action/words.js";
import { seal } from "../../src/server/console/seal.js";
import { sampleMessage } from "../../src/testing/sample-message.js";
import { offerOf } from "../../src/transports/chat/offer.js";

function about(value: string) {
  const message = sampleMessage("honest");
  const fields = [{ path: "text", text: shown(value), critical: true }];
  return { ...message, view: { ...message.view, effect: "message" as const, fields } };
}

describe.each([
  ["English with a heart", "Thank you \u2764\ufe0f"],
  ["a family", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}"],
  [
    "a heart on fire, a skin tone, a flag, a key",
    "\u2764\ufe0f\u200d\u{1f525} \u{1f469}\u{1f3fd}\u200d\u{1f4bb} \u{1f1e9}\u{1f1ea} 1\ufe0f\u20e3",
  ],
  ["Persian", "می\u200cخواهم کتاب\u200cها را بخرم"],
  ["Arabic", "مرحبا بالعالم"],
  ["Urdu", "آپ\u200cکا شکریہ"],
  ["Hindi", "क्\u200dष और क्\u200cष"],
  ["Marathi", "दर\u094d\u200dयाचे पत्र"],
  ["Bengali", "র\u200d্যাব"],
  ["Malayalam", "നന്\u200dമ"],
  ["Kannada", "ರ\u200c್ಯಾಂಕ್"],
  ["Sinhala", "ශ්\u200dරී ලංකාව"],
  ["French", "Il reste 10\u202f000\u00a0€\u202f! «\u00a0Merci\u00a0»"],
  ["German with soft hyphens", "Die Donau\u00addampf\u00adschiff\u00adfahrt, bitte."],
  ["Russian", "Привет, 25\u00a0кг"],
  ["Greek", "Καλημέρα κόσμε"],
  ["Hebrew", "שלום עולם"],
  ["Thai", "สวัสดีชาวโลก"],
  ["Japanese", "大阪支店に送る"],
  ["Korean", "안녕하세요"],
  ["Greek micro in a unit", "5 μm and 3μg, 10 kΩ"],
  ["the micro sign", "5 µm"],
])("an honest text, %s", (_, value) => {
  test("can be approved by the check word, in the console and in chat", () => {
    const message = about(value);
    expect(actOf(message)).toEqual({ kind: "word" });
    expect(offerOf(message, { forms: "forms", shows: "all" })).toMatchObject({
      approve: "form",
      act: { kind: "word" },
    });
    expect(String(seal(message, ""))).not.toContain("cannot be approved");
    const typed = checkWords(message.digest).split(" ")[1] ?? "";
    expect(undone(actOf(message), message, new URLSearchParams({ typed }))).toBeUndefined();
  });

  test("shows by its code what hides in it, and parses to itself", () => {
    const { text } = about(value).view.fields[0] as { text: string };
    for (const hidden of "\u00a0 \u00ad \u200c \u200d \u202f \ufe0f".split(" ")) expect(text).not.toContain(hidden);
    expect(JSON.parse(text)).toBe(value);
  });
});

test.each([
  ["a joiner between letters of ASCII", "pay\u200dpal"],
  ["a non-joiner between letters of ASCII", "pay\u200cpal"],
  ["a non-joiner at the end of a word", "می\u200c خواهم"],
  ["two non-joiners", "می\u200c\u200cخواهم"],
  ["a non-joiner between letters of two scripts", "می\u200cpal"],
  ["a joiner after a pictograph, before a letter", "\u{1f468}\u200da"],
  ["two joiners between pictographs", "\u{1f468}\u200d\u200d\u{1f469}"],
  ["an emoji style after a letter", "a\ufe0f"],
  ["an emoji style after a digit", "1\ufe0f"],
  ["two emoji styles", "\u2764\ufe0f\ufe0f"],
  ["other variations", "\u2764\ufe01"],
  ["tags", "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"],
  ["a soft hyphen in a host", "pay\u00adpal.com"],
  ["a soft hyphen in an address", "ana@pay\u00adpal"],
  ["a soft hyphen between digits", "10\u00ad000"],
  ["two soft hyphens", "pay\u00ad\u00adpal"],
  ["a space that does not break beside another", "10 \u00a0000"],
  ["one at the end", "10\u00a0"],
  ["a zero-width space", "pay\u200bpal"],
  ["a turn of direction", "pay\u202epal"],
  ["a mark of direction in Arabic", "مر\u200fحبا"],
  ["a filler", "pay\u3164pal"],
  ["a Greek letter in a word", "μail"],
  ["a Cyrillic letter in a word", "p\u0430ypal"],
])("%s cannot be approved as it is", (_, value) => {
  expect(actOf(about(value))).toMatchObject({ kind: "withheld" });
});

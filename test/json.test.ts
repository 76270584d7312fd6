import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "../src/json.js";

const refused = (text: string): string => {
  try {
    return `taken: ${JSON.stringify(parseJson(text, "arguments"))}`;
  } catch (error) {
    return (error as Error).message;
  }
};

test("whatever JSON.stringify writes is read as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(parseJson(text, "arguments")).toEqual(JSON.parse(text));
    }),
  );
});

test("an object that has one of its names twice is refused, however deep and however the name is written", () => {
  const written = (name: string) =>
    fc.constantFrom(
      JSON.stringify(name),
      `"${[
        ...Buffer.from(name, "utf16le")
          .toString("hex")
          .matchAll(/(..)(..)/g),
      ]
        .map(([, low, high]) => `\\u${high}${low}`)
        .join("")}"`,
    );
  const doubled = fc
    .string()
    .chain((name) =>
      fc
        .tuple(written(name), written(name), fc.jsonValue(), fc.jsonValue(), fc.constantFrom("", " ", "\n\t"))
        .map(
          ([first, second, a, b, space]) =>
            `{${first}${space}:${JSON.stringify(a)},${space}"other":[],${second}${space}: ${JSON.stringify(b)}}`,
        ),
    );
  const around = fc.constantFrom(
    (text: string) => text,
    (text: string) => `[{"a":${text}}]`,
    (text: string) => `{"b":[0,${text}],"c":"}"}`,
  );
  fc.assert(
    fc.property(
      doubled.filter((text) => !text.startsWith('{"other"')),
      around,
      (text, wrap) => {
        expect(refused(wrap(text))).toMatch(/^countersign: input: arguments: an object has the name .* twice$/s);
      },
    ),
  );
});

test.each([
  ["the same name in two objects", '[{"a":1},{"a":2}]'],
  ["the same name in an object and its child", '{"a":{"a":{}},"b":[{"a":1}]}'],
  ["a text that looks like a name", '{"a":"a","b":["a","a"],"c":"\\"a\\":"}'],
  ["names that differ in one escape", '{"a":1,"\\u0062":2,"\\\\":3,"\\"":4}'],
  ["names of Object.prototype", '{"constructor":1,"toString":2,"__proto__":3}'],
])("%s is no double", (_what, text) => {
  expect(parseJson(text, "arguments")).toEqual(JSON.parse(text));
});

test.each(["", "{", "{a:1}", "{'a':1}", '{"a":1}}', "NaN", '{"a":1,}', "undefined", '{"a":1} trailing', '"\u0001"'])(
  "%j is refused",
  (text) => {
    expect(refused(text)).toBe("countersign: input: arguments: this is not JSON");
  },
);

test("the error says nothing of the values and little of a long name", () => {
  const message = refused(`{"${"n".repeat(1000)}":"hunter2","${"n".repeat(1000)}":"hunter3"}`);
  expect(message).not.toContain("hunter");
  expect(message.length).toBeLessThan(200);
});

test("nesting, escapes and white space without end take no more than linear time", () => {
  const size = 50_000; // over the test's timeout if it were quadratic in steps of more than a few ns
  const name = JSON.stringify("n".repeat(size));
  const texts = [
    "[".repeat(size) + "]".repeat(size),
    `"${"\\\\".repeat(size)}"`,
    `{${" ".repeat(size)}}`,
    `[${`""${" ".repeat(9)},`.repeat(size)}0]`,
    `{${name}:1}`,
  ];
  for (const text of texts) parseJson(text, "arguments");
  expect(refused(`{${'"a":{'.repeat(size)}${"}".repeat(size)},"a":1,"a":2}`)).toContain("twice");
});

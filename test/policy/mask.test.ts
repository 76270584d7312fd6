import fc from "fast-check";
import { expect, test } from "vitest";
import { pathOf } from "../../src/action/paths.js";
import { canonical, type Json, utf8 } from "../../src/canonical.js";
import { type MaskKind, type Masks, strictest } from "../../src/policy/mask.js";
import { masked } from "../../src/policy/masked.js";

const key = utf8("a key of sixteen");
const named = (name: string): Masks => Object.fromEntries([[name, "redact" as const]]);
const by = (value: Json, masks: Masks): Json => masked(value, masks, key);

test.each<[MaskKind, Json]>([
  ["drop", { id: 1 }],
  ["redact", { id: 1, iban: "[redacted]" }],
  ["hash", { id: 1, iban: expect.stringMatching(/^hash:[\w-]{22}$/) as never }],
  ["last4", { id: 1, iban: "****3000" }],
])("%s", (kind, expected) => {
  expect(by({ id: 1, iban: "DE89370400440532013000" }, { iban: kind })).toEqual(expected);
});

test("a hash is the same for the same value and key, and another for another value or key", () => {
  const [one, same, other] = ["a@example.com", "a@example.com", "b@example.com"].map((mail) =>
    by({ mail }, { mail: "hash" }),
  );
  expect(one).toEqual(same);
  expect(one).not.toEqual(other);
  expect(masked({ mail: "a@example.com" }, { mail: "hash" }, utf8("another key, 16+"))).not.toEqual(one);
  expect(by({ mail: { b: 1, a: 2 } }, { mail: "hash" })).toEqual(by({ mail: { a: 2, b: 1 } }, { mail: "hash" }));
});

test("a hash is of HMAC-SHA-256 over the canonical JSON", () => {
  expect(by({ mail: "a@example.com" }, { mail: "hash" })).toEqual({ mail: "hash:UbwLWaSvR8FQW0y5fBwvls" });
});

test.each<[string, Json, string]>([
  ["a text of seven characters", "1234567", "[redacted]"],
  ["a text of eight", "12345678", "****5678"],
  ["a text of seven characters of two code units each", "😀".repeat(7), "[redacted]"],
  ["a text of eight such characters", "😀".repeat(8), `****${"😀".repeat(4)}`],
  ["a long text whose end is cut inside a character", `a${"😀".repeat(20)}b`, `****${"😀".repeat(3)}b`],
  ["a number of seven digits", 1234567, "[redacted]"],
  ["a number of eight", 12345678, "****5678"],
  ["true", true, "[redacted]"],
  ["null", null, "[redacted]"],
  ["a list", ["12345678"], "[redacted]"],
  ["an object", { a: "12345678" }, "[redacted]"],
])("last4 of %s", (_, value, expected) => {
  expect(by({ value }, { value: "last4" })).toEqual({ value: expected });
});

test("a path goes through lists to each of their items, at the top and in lists of lists too", () => {
  const people = [{ name: "x", mails: [{ to: "a" }, { to: "b" }] }, { name: "y" }];
  expect(by(people, { "mails.to": "redact" })).toEqual([
    { name: "x", mails: [{ to: "[redacted]" }, { to: "[redacted]" }] },
    { name: "y" },
  ]);
  expect(by({ rows: [[{ to: "a" }], ["b", null, 1]] }, { "rows.to": "drop" })).toEqual({
    rows: [[{}], ["b", null, 1]],
  });
});

test("a mask on a list or an object covers all of it", () => {
  expect(by({ mails: ["a", "b"], owner: { name: "x" } }, { mails: "redact", owner: "redact" })).toEqual({
    mails: "[redacted]",
    owner: "[redacted]",
  });
});

test("a number in a path is a name, never an item of a list", () => {
  expect(by({ rows: [{ to: "a" }] }, { "rows.0.to": "redact", "rows.0": "drop" })).toEqual({ rows: [{ to: "a" }] });
  expect(by({ rows: { 0: { to: "a" } } }, { "rows.0.to": "redact" })).toEqual({ rows: { 0: { to: "[redacted]" } } });
});

test("a dot in a name has a backslash before it", () => {
  expect(by({ "a.b": "x", a: { b: "y" } }, { "a\\.b": "redact" })).toEqual({ "a.b": "[redacted]", a: { b: "y" } });
});

test("what is not there is not masked, and own members only are", () => {
  expect(by({ a: 1 }, { "b.c": "redact", "a.toString": "redact", ...named("toString") })).toEqual({ a: 1 });
  const odd = JSON.parse('{"toString":"x","__proto__":"y"}') as Json;
  expect(JSON.stringify(by(odd, named("toString")))).toBe('{"toString":"[redacted]","__proto__":"y"}');
});

test("a value that is masked as a whole tells nothing of what another path drops from it", () => {
  const [one, other] = ["x", "y"].map((ssn) => by({ who: { name: "n", ssn } }, { who: "hash", "who.ssn": "drop" }));
  expect(one).toEqual(other);
});

test("of several masks of a path the strictest applies, whatever their order", () => {
  const kinds: readonly MaskKind[] = ["drop", "redact", "hash", "last4"];
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...kinds), { minLength: 1 }), (some) => {
      const [first] = kinds.filter((kind) => some.includes(kind));
      expect(strictest(some.map((kind) => ({ a: kind })))).toEqual({ a: first });
    }),
  );
});

test("a path may have the name of what every object inherits", () => {
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"])
    expect(Object.entries(strictest([named(name), named("a")]))).toEqual([
      [name, "redact"],
      ["a", "redact"],
    ]);
});

test("the same path in two spellings is one path", () => {
  expect(by({ "a\\b": "x" }, { "a\\b": "last4", "a\\\\b": "drop" })).toEqual({});
});

const name = fc.constantFrom("a", "b", "c.d", "toString", "0");
/** JSON whose every text has ten characters that no other text has. */
const json = fc
  .letrec<{ any: Json }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constant("text"),
      fc.constantFrom<Json>(1, null, true),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(name, tie("any"), { maxKeys: 4 }),
    ),
  }))
  .any.map((value) => {
    let next = 0x4e00;
    const numbered = (one: Json): Json => {
      if (one === "text") return Array.from({ length: 10 }, () => String.fromCodePoint(next++)).join("");
      if (typeof one !== "object" || one === null) return one;
      if (Array.isArray(one)) return one.map(numbered);
      return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, numbered(inner)]));
    };
    return numbered(value);
  });
const kind = fc.constantFrom<MaskKind>("drop", "redact", "hash", "last4");
const masks = fc.dictionary(
  fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.map(pathOf).join(".")),
  kind,
  { maxKeys: 5 },
);

/** Every text with the path to it, lists left out. */
function texts(value: Json, names: readonly string[] = []): readonly (readonly [path: string, text: string])[] {
  if (typeof value === "string") return [[names.map(pathOf).join("."), value]];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => texts(item, names));
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, [...names, key]));
}

/** The kinds of masks on a path and on those that lead to it. */
const covering = (all: Masks, path: string): readonly MaskKind[] =>
  Object.entries(all).flatMap(([masked, one]) => (`${path}.`.startsWith(`${masked}.`) ? [one] : []));

test("of a masked text nothing is left but its last four characters, and an unmasked one stays", () => {
  fc.assert(
    fc.property(json, masks, (value, all) => {
      const left = JSON.stringify(by(value, all));
      for (const [path, text] of texts(value)) {
        const kinds = covering(all, path);
        if (kinds.length === 0) expect(left).toContain(JSON.stringify(text));
        else {
          const gone = kinds.every((one) => one === "last4") ? text.slice(0, -4) : text;
          expect([...gone].filter((character) => left.includes(character))).toEqual([]);
        }
      }
    }),
  );
});

test("masking again with masks that do not hash changes nothing", () => {
  fc.assert(
    fc.property(json, masks, (value, all) => {
      const some = Object.fromEntries(Object.entries(all).filter(([, one]) => one !== "hash"));
      const once = by(value, some);
      expect(canonical(by(once, some))).toBe(canonical(once));
    }),
  );
});

test("what masks change is a copy, which is frozen", () => {
  const value = { rows: [{ to: "a" }] };
  const left = by(value, { "rows.to": "redact" }) as typeof value;
  expect(value).toEqual({ rows: [{ to: "a" }] });
  expect([left, left.rows, left.rows[0]].every(Object.isFrozen)).toBe(true);
});

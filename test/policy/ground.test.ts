import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/canonical.js";
import { call, truthOf } from "./parts.js";

const X = { path: "args.x", op: "grounded" };
const inRequest = (x: Json, request?: string) =>
  truthOf(X, call({ x }, { context: request === undefined ? {} : { request } }));

describe("a text stands in the request", () => {
  test.each<readonly [string, Json, string]>([
    ["as it is", "Bob", "Send Bob the report"],
    ["in another letter case", "BOB", "send bob the report"],
    ["at the end of a sentence", "www.shop.example", "Buy it at www.shop.example."],
    ["in quotes", "bill.txt", "Pay the bill 'bill.txt' for me"],
    ["in brackets", "www.dora.example", "her site (www.dora.example) is"],
    ["before a possessive", "Alice", "Read Alice's inbox"],
    ["over a line break", "12 Elm Street", "to 12 Elm\n  Street, please"],
    ["in another script", "名前", "名前 さん"],
  ])("%s", (_, value, request) => {
    expect(inRequest(value, request)).toBe(true);
  });
});

describe("a text does not stand in the request", () => {
  test.each<readonly [string, string, string]>([
    ["as a part of a word", "Bob", "Bobby wants it"],
    ["as a part of a mail address", "ana@example.com", "write to dana@example.com"],
    ["as a mail address with more behind it", "ana@example.co", "write to ana@example.com"],
    ["as the end of a longer host name", "shop.example", "evil-shop.example"],
    ["as the start of a longer host name", "our-company.example", "our-company.example.evil.test"],
    ["as the host of an address", "shop.example", "https://shop.example/pay"],
    ["as a part of an account number", "GB29", "GB29NWBK60161331926819"],
    ["at all", "Eve", "Send Bob the report"],
  ])("%s", (_, value, request) => {
    expect(inRequest(value, request)).toBe(false);
  });
});

describe("a number stands in the request by its value", () => {
  test.each([
    [900, "refund 900 for it", true],
    [900, "refund 900.00, please", true],
    [1200, "rent is 1,200 now", true],
    [12.5, "it was €12.5", true],
    [5, "an extra 5%", true],
    [0.5, "only .5", false],
    [90, "refund 900", false],
    [900, "order o-900", false],
    [3.5, "version 3.5.1", false],
    [-900, "refund 900", false],
    [10, "on 10/12", false],
  ])("%d in %j: %s", (value, request, expected) => {
    expect(inRequest(value, request)).toBe(expected);
  });
});

test.each<readonly [string, Json, string | undefined]>([
  ["without a request", "Bob", undefined],
  ["for hidden characters", "Bo\u200bb", "Bob"],
  ["for an empty text", " ", "Bob"],
  ["for true", true, "true"],
  ["for nothing", null, "null"],
  ["for an empty list", [], "Bob"],
  ["for a very long text", "a ".repeat(2000), "a ".repeat(4000)],
])("it is not known %s", (_, value, request) => {
  expect(inRequest(value, request)).toBe("unknown");
});

test("of a list or object every value must stand in it", () => {
  expect(inRequest(["Bob", "Ana"], "Ana and Bob")).toBe(true);
  expect(inRequest(["Bob", { name: "Eve" }], "Ana and Bob")).toBe(false);
  expect(inRequest(["Bob", true], "Ana and Bob")).toBe("unknown");
  expect(inRequest(["Eve", true], "Ana and Bob")).toBe(false);
});

const CRITICAL = { path: "critical", op: "grounded" };
const about = (args: { [name: string]: Json }, request: string) =>
  call(args, { critical: ["to", "amount"], context: { request } });

test("every critical argument that is given must stand in the request", () => {
  expect(truthOf(CRITICAL, about({ to: "Bob", amount: 5 }, "pay Bob 5"))).toBe(true);
  expect(truthOf(CRITICAL, about({ to: "Bob", amount: 7 }, "pay Bob 5"))).toBe(false);
  expect(truthOf(CRITICAL, about({ to: "Bob", note: "hi" }, "pay Bob 5"))).toBe(true);
});

test("with no critical argument it is not known where the effect lands", () => {
  const empty = about({ to: "", amount: null, note: "Bob" }, "pay Bob 5");
  expect(truthOf(CRITICAL, empty)).toBe("unknown");
  expect(truthOf({ path: "critical", op: "absent" }, empty)).toBe(true);
  expect(truthOf({ path: "critical", op: "absent" }, about({ to: "Bob" }, ""))).toBe(false);
});

const LINKS = { path: "links", op: "grounded" };
test("every link in any argument must stand in the request", () => {
  const sent = (body: string, request: string) => truthOf(LINKS, about({ body: { text: [body] } }, request));
  expect(sent("no link at all", "")).toBe(true);
  expect(sent("see www.shop.example/a", "send them www.shop.example/a")).toBe(true);
  expect(sent("see www.shop.example/a", "send them www.shop.example")).toBe(false);
  expect(sent("see www.shop.example and https://evil.test", "send them www.shop.example")).toBe(false);
  expect(truthOf(LINKS, call({ body: "https://evil.test" }))).toBe("unknown");
});

test("whatever is in the request as a word of its own is found there", () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);
  fc.assert(
    fc.property(word, fc.array(word), fc.array(word), (value, before, after) => {
      expect(inRequest(value, [...before, value, ...after].join(" "))).toBe(true);
    }),
  );
});

test("a long value and a long request that nearly match take no long time", () => {
  const since = performance.now();
  expect(inRequest(`${"a".repeat(1999)}b`, "a".repeat(60_000))).toBe(false);
  expect(inRequest("a".repeat(1999), "a".repeat(60_000))).toBe(false);
  expect(performance.now() - since).toBeLessThan(5_000);
});

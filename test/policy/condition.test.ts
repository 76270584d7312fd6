import { expect, test } from "vitest";
import type { Json } from "../../src/canonical.js";
import { call, truthOf } from "./parts.js";

type Row = readonly [op: string, value: Json, actual: Json | undefined, truth: boolean | "unknown"];
const U = "unknown";

const SCALARS: readonly Row[] = [
  ["eq", "a", "a", true],
  ["eq", "a", "b", false],
  ["eq", "a", "A", U],
  ["eq", "1", 1, U],
  ["eq", 1, "1", U],
  ["eq", 1, true, U],
  ["eq", false, false, true],
  ["eq", 0, 0, true],
  ["eq", "a", null, U],
  ["eq", null, null, true],
  ["eq", null, "a", false],
  ["eq", null, undefined, U],
  ["eq", "a", ["a"], U],
  ["eq", "a", { a: 1 }, U],
  ["eq", "a", undefined, U],
  ["in", ["a", "b"], "b", true],
  ["in", ["a", "b"], "c", false],
  ["in", ["a", "b"], 1, U],
  ["in", [1, 2], 3, false],
  ["in", ["a", 1], "c", U],
  ["in", ["a", null], "c", false],
  ["in", ["a", null], null, true],
  ["in", ["a"], null, U],
  ["in", [null], "a", false],
  ["in", ["a"], ["a"], U],
  ["in", ["a"], undefined, U],
  ["gt", 5, 6, true],
  ["gt", 5, 5, false],
  ["gt", 5, "6", U],
  ["gt", 5, null, U],
  ["gt", 5, undefined, U],
  ["gt", 5, Number.NaN, U],
  ["gte", 5, 5, true],
  ["gte", 5, 4, false],
  ["lt", 5, 4, true],
  ["lt", 5, 5, false],
  ["lt", 5, true, U],
  ["lte", 5, 5, true],
  ["lte", 5, 6, false],
  ["lte", 5, [], U],
];

const HOSTS: readonly Row[] = [
  ["host", ["example.com"], "https://example.com/a?b#c", true],
  ["host", ["example.com"], "HTTPS://EXAMPLE.com.:8443", true],
  ["host", ["Example.COM"], "wss://example.com", true],
  ["host", ["example.com"], "ftp://example.com/x", true],
  ["host", ["example.com"], "example.com", true],
  ["host", ["example.com"], "example.com.", true],
  ["host", ["example.com"], "https://evil.com", false],
  ["host", ["example.com"], "https://example.com.evil.com", false],
  ["host", ["example.com"], "https://www.example.com", false],
  ["host", ["example.com"], "https://notexample.com", false],
  ["host", ["a.com", "b.com"], "https://b.com", true],
  ["host", ["*.example.com"], "https://a.b.example.com", true],
  ["host", ["*.example.com"], "https://example.com", false],
  ["host", ["*.example.com"], "https://notexample.com", false],
  ["host", ["bücher.de"], "https://xn--bcher-kva.de/x", true],
  ["host", ["xn--bcher-kva.de"], "https://BÜCHER.de", true],
  ["host", ["paypal.com"], "https://p\u0430ypal.com", false], // Cyrillic a
  ["host", ["127.0.0.1"], "http://127.0.0.1/", true],
  ["host", ["127.0.0.1"], "http://[::1]:80/", false],
  ["host", ["127.0.0.1"], "http://0x7f.1/", U],
  ["host", ["127.0.0.1"], "http://2130706433/", U],
  ["host", ["127.0.0.1"], "http://[0::1]/", U],
  ["host", ["example.com"], "https://example.com@evil.com/", U],
  ["host", ["example.com"], "https://user:pw@example.com/", U],
  ["host", ["example.com"], "https://@example.com/", U],
  ["host", ["example.com"], "https://evil.com\\@example.com", U],
  ["host", ["example.com"], "https:\\\\example.com", U],
  ["host", ["example.com"], "https://example.com/\\@evil.com", U],
  ["host", ["example.com"], "https://example.com/ https://evil.com", U],
  ["host", ["example.com"], "https:example.com", U],
  ["host", ["example.com"], "https:/example.com", U],
  ["host", ["example.com"], "https:///example.com", U],
  ["host", ["example.com"], "//example.com", U],
  ["host", ["example.com"], "https://ex%61mple.com", U],
  ["host", ["example.com"], "https://example.com:99999", U],
  ["host", ["example.com"], "example.com:443", U],
  ["host", ["example.com"], "example.com/path", U],
  ["host", ["example.com"], "bo@example.com", U],
  ["host", ["example.com"], " https://example.com", U],
  ["host", ["example.com"], "https://exam\tple.com", U],
  ["host", ["example.com"], "https://evil.com, https://example.com", U],
  ["host", ["example.com"], "evil.com,example.com", U],
  ["host", ["example.com"], "https://\uff45xample.com", U],
  ["host", ["example.com"], "https://example\u3002com", U],
  ["host", ["example.com"], "https://exa\u00admple.com", U],
  ["host", ["*.example.com"], "https://.example.com", U],
  ["host", ["*.example.com"], "https://a..example.com", U],
  ["host", ["example.com"], "javascript:alert(1)", U],
  ["host", ["example.com"], "file://example.com/x", U],
  ["host", ["example.com"], "https://", U],
  ["host", ["example.com"], "", U],
  ["host", ["example.com"], 5, U],
  ["host", ["example.com"], undefined, U],
];

const PATHS: readonly Row[] = [
  ["under", "/a/b", "/a/b", true],
  ["under", "/a/b", "/a/b/", true],
  ["under", "/a/b/", "/a/b/c", true],
  ["under", "/a/b", "/a/bc", false],
  ["under", "/a/b", "/a", false],
  ["under", "/a/b", "/c/a/b", false],
  ["under", "/", "/etc/passwd", true],
  ["under", "a/b", "a/b/c", true],
  ["under", "a/b", "b", false],
  ["under", "RU", "DE12", false],
  ["under", "/a", "a/b", U],
  ["under", "a", "/a/b", U],
  ["under", "/a", "/A/b", U],
  ["under", "/a", "/a/../etc", U],
  ["under", "/a", "/b/../a", U],
  ["under", "/a", "/a/./b", U],
  ["under", "/a", "/a//b", U],
  ["under", "/a", "//host/a", U],
  ["under", "/a", "/a\\..\\b", U],
  ["under", "/a", "/a/%2e%2e/b", U],
  ["under", "/a", "/a%2Fb", U],
  ["under", "/etc", "/%65tc/passwd", U],
  ["under", "/etc", "/%2565tc/passwd", U],
  ["under", "/a", "/a/b\u0000.png", U],
  ["under", "/etc", "/etc./passwd", U],
  ["under", "/etc", "/etc /passwd", U],
  ["under", "/etc", "/\uff45tc/passwd", U],
  ["under", "/a", "", U],
  ["under", "/a", 5, U],
  ["under", "/a", undefined, U],
];

test.each([...SCALARS, ...HOSTS, ...PATHS])("%s %j of %j is %s", (op, value, actual, truth) => {
  const subject = call(actual === undefined ? {} : { x: actual });
  expect(truthOf({ path: "args.x", op, value }, subject)).toBe(truth);
});

test.each([
  [{}, true],
  [{ x: null }, true],
  [{ x: "a" }, true],
  [{ x: ["a"] }, true],
  [{ x: {} }, true],
  [{ x: { y: null } }, false],
  [{ x: { y: 0 } }, false],
  [{ x: { z: 0 } }, true],
])("absent of x.y in %j is %s, never unknown", (args, truth) => {
  expect(truthOf({ path: "args.x.y", op: "absent" }, call(args))).toBe(truth);
});

const SPOOFS = {
  "zero width": "sa\u200bfe",
  "bidi override": "safe\u202e",
  "soft hyphen": "sa\u00adfe",
  "full width": "\uff53afe",
  ligature: "\ufb01ne",
  decomposed: "cafe\u0301",
  "a control character": "safe\n",
  "an invisible filler": "safe\u3164",
  "a variation selector": "safe\ufe0f",
  "a lone surrogate": "safe\ud800",
  tag: "safe\u{e0061}",
};

test.each(Object.entries(SPOOFS))("a text with %s is unknown to eq, in and under, equal or not", (_, text) => {
  const subject = call({ x: text, same: text, list: [text] });
  expect(truthOf({ path: "args.x", op: "eq", value: "safe" }, subject)).toBe("unknown");
  expect(truthOf({ path: "args.x", op: "in", value: ["safe", "other"] }, subject)).toBe("unknown");
  expect(truthOf({ path: "args.x", op: "under", value: "other" }, subject)).toBe("unknown");
  expect(truthOf({ path: "args.x", op: "eq", ref: "args.same" }, subject)).toBe("unknown");
  expect(truthOf({ path: "args.x", op: "in", ref: "args.list" }, subject)).toBe("unknown");
});

test("a composed letter, another script and an emoji are plain", () => {
  for (const text of ["café", "Москва", "東京", "👍"])
    expect(truthOf({ path: "args.x", op: "eq", value: "safe" }, call({ x: text }))).toBe(false);
});

const context = {
  session: "s1",
  user: { issuer: "idp", subject: "ana" },
  facts: { limits: { day: 5 }, mine: ["o1", "o2"], no: [] },
};

test.each([
  ["args.id", "eq", "context.session", { id: "s1" }, true],
  ["args.id", "eq", "context.session", { id: "s2" }, false],
  ["args.id", "eq", "context.session", { id: 1 }, U],
  ["args.id", "eq", "context.model", { id: "s1" }, U],
  ["args.id", "eq", "args.other", { id: null, other: null }, true],
  ["args.id", "eq", "args.other", { id: null, other: "a" }, U],
  ["args.id", "eq", "args.other", { id: [1], other: [1] }, U],
  ["args.id", "in", "context.facts.mine", { id: "o2" }, true],
  ["args.id", "in", "context.facts.mine", { id: "o3" }, false],
  ["args.id", "in", "context.facts.mine", { id: 3 }, U],
  ["args.id", "in", "context.facts.no", { id: "o1" }, false],
  ["args.id", "in", "context.session", { id: "s1" }, U],
  ["args.id", "in", "args.list", { id: "a", list: [{}, "b"] }, U],
  ["args.id", "in", "args.list", { id: "a", list: [{}, "a"] }, true],
  ["args.id", "in", "context.facts.none", { id: "o1" }, U],
] as const)("%s %s %s of %j is %s", (path, op, ref, args, truth) => {
  expect(truthOf({ path, op, ref }, call(args, { context }))).toBe(truth);
});

test.each([
  ["context.session", "s1", true],
  ["context.user.subject", "ana", true],
  ["context.user.subject", "bo", false],
  ["context.user.name", "Ana", U],
  ["context.owner.subject", "ana", U],
  ["context.facts.limits.day", 5, true],
  ["context.facts.limits.week", 5, U],
  ["context.environment", "prod", U],
] as const)("%s eq %j is %s", (path, value, truth) => {
  expect(truthOf({ path, op: "eq", value }, call({}, { context }))).toBe(truth);
});

test("an environment that is given is known", () => {
  expect(
    truthOf({ path: "context.environment", op: "eq", value: "prod" }, call({}, { context: { environment: "prod" } })),
  ).toBe(true);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { linksIn } from "../../../src/policy/guardrail/links.js";

test.each<readonly [string, readonly string[]]>([
  ["see https://a.example/b, and (http://b.example/x_(y)).", ["https://a.example/b", "http://b.example/x_(y)"]],
  ["'https://a.example/x'; \"ftp://b.example\"", ["https://a.example/x", "ftp://b.example"]],
  ["ws://a.example wss://b.example", ["ws://a.example", "wss://b.example"]],
  ["mailto:ana@a.example", ["mailto:ana@a.example"]],
  ["slack://open?team=1", ["slack://open?team=1"]],
  ["[click here](https://a.example/b).", ["https://a.example/b"]],
  ["[a](x.zone/y)[b](<c d>)", ["x.zone/y", "c d"]],
  ['![](//a.example/p.png?d=1 "title")', ["//a.example/p.png?d=1"]],
  ["[x](#section)", []],
  ["<a href='//a.example/x'>y</a>", ["//a.example/x"]],
  ["<a HREF = a.zone>", ["a.zone"]],
  ["[x](javascript:alert)", ["javascript:alert"]],
  ["www.a.example!", ["www.a.example"]],
  ["//cdn.a.example/x.js", ["//cdn.a.example/x.js"]],
  ["///a.example/x", ["///a.example/x"]],
  ["\\\\files.a.example\\share", ["\\\\files.a.example\\share"]],
  ["http://[::1]:80/x)", ["http://[::1]:80/x"]],
  ["https:a.example https:/b.example", ["https:a.example", "https:/b.example"]],
  ["example.com. sub.example.co.uk", ["example.com", "sub.example.co.uk"]],
  ["a.museum/x b.museum:80 c.museum?q d.museum#e", ["a.museum/x", "b.museum:80", "c.museum?q", "d.museum#e"]],
  ["a.museum", []],
  ["ｅｖｉｌ．ｃｏｍ ev\u200bil.org", ["evil.com", "evil.org"]],
  ["https://a.example https://a.example", ["https://a.example"]],
  ["https://a.example/?u=https://b.example", ["https://a.example/?u=", "https://b.example"]],
  ["见https://a.example。", ["https://a.example"]],
  ["report.txt? e.g. this, node.js/x", []],
  ["bob@example.com and a.b@example.com", []],
  ["src/a.com/x console.info(1) x = a.b", []],
  ["https://... use http: or https:", []],
  ["C:\\\\dir\\\\file.txt", []],
])("the links of %j", (text, links) => expect(linksIn(text)).toEqual(links));

const piece = fc.oneof(
  fc.constantFrom("https://", "www.", "](", "<", ">", " ", "href=", "//", "a.com", "/x", ".", ")", "\u200b", '"'),
  fc.string({ maxLength: 4 }),
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));

test("links are pieces of the text, none is empty and none is there twice", () => {
  fc.assert(
    fc.property(text, (one) => {
      const links = linksIn(one);
      const read = one.replace(/\u200b/g, "").normalize("NFKC");
      for (const link of links) expect(link).not.toBe("");
      if (/^[\x20-\x7e\u200b]*$/.test(one)) for (const link of links) expect(read).toContain(link);
      expect(new Set(links).size).toBe(links.length);
    }),
    { numRuns: 2000 },
  );
});

test("an address between spaces is found whatever is around it", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(!/["'<(]/.test(before)); // what opens a target there takes it in
      expect(linksIn(`${before} https://evil.example/x ${after}`)).toContain("https://evil.example/x");
    }),
    { numRuns: 2000 },
  );
});

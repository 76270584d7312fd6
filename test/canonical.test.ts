import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical, digest, type Json, shortDigest } from "../src/canonical.js";

const vectors = new URL("fixtures/rfc8785/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, vectors), "utf8");

test.for(readdirSync(new URL("input/", vectors)))("canonical text is that of the RFC 8785 vector %s", (file) => {
  expect(canonical(JSON.parse(read(`input/${file}`)) as Json)).toBe(read(`output/${file}`));
});

/** RFC 8785, appendix B: the IEEE 754 bits of a number, and its text. */
const NUMBERS: readonly (readonly [string, string])[] = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
];

test.for(NUMBERS)("the number of bits %s is written as RFC 8785 appendix B says", ([bits, text]) => {
  const number = Buffer.from(bits, "hex").readDoubleBE();
  expect(canonical(number)).toBe(text);
});

test("canonical text does not depend on the order in which members were added", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 8 }), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).reverse());
      expect(canonical(reversed as Json)).toBe(canonical(object as Json));
      expect(digest(reversed as Json)).toBe(digest(object as Json));
    }),
  );
});

test("canonical text parses to the same value and is its own canonical text", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const text = canonical(value as Json);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonical(JSON.parse(text) as Json)).toBe(text);
    }),
  );
});

/** RFC 7638 §3.1: the thumbprint of this key is SHA-256 of its canonical text, in base64url. */
test("a short digest is the RFC 7638 thumbprint of a key", () => {
  const key = {
    n:
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj" +
      "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQv" +
      "RL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKn" +
      "qDKgw",
    kty: "RSA",
    e: "AQAB",
  };
  expect(shortDigest(key)).toBe("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
});

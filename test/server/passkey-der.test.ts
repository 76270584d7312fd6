import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { isDer } from "../../src/server/passkey/der.js";

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

test("every signature that OpenSSL makes is DER", () => {
  const all = Array.from({ length: 300 }, (_, i) => sign("sha256", Buffer.from(`${i}`), privateKey));
  expect(all.filter((bytes) => !isDer(bytes))).toEqual([]);
});

test.each([
  ["two numbers", "3006020101020102", "is DER"],
  ["a zero that the sign needs", "300702020080020101", "is DER"],
  ["a zero too many", "300702020001020101", "is none"],
  ["a negative number", "3006020181020101", "is none"],
  ["a number without bytes", "30050200020101", "is none"],
  ["a third number", "3009020101020101020101", "is none"],
  ["one number", "3003020101", "is none"],
  ["a byte behind", "300602010102010100", "is none"],
  ["a long form of the length", "308106020101020101", "is none"],
  ["an indefinite length", "30800201010201010000", "is none"],
  ["another tag", "b006020101020101", "is none"],
  ["a number that ends too late", "3006020101020201", "is none"],
  ["nothing", "", "is none"],
])("with %s, %s %s", (_, hex, says) => {
  expect(isDer(Buffer.from(hex, "hex"))).toBe(says === "is DER");
});

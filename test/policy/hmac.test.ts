import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex, utf8 } from "../../src/canonical.js";
import { hmac } from "../../src/policy/hmac.js";

const filled = (byte: number, length: number) => new Uint8Array(length).fill(byte);

// RFC 4231, section 4: all but case 5, whose output is truncated.
test.each([
  [filled(0x0b, 20), utf8("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"],
  [
    utf8("Jefe"),
    utf8("what do ya want for nothing?"),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  ],
  [filled(0xaa, 20), filled(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"],
  [
    fromHex("0102030405060708090a0b0c0d0e0f10111213141516171819"),
    filled(0xcd, 50),
    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
  ],
  [
    filled(0xaa, 131),
    utf8("Test Using Larger Than Block-Size Key - Hash Key First"),
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  ],
  [
    filled(0xaa, 131),
    utf8(
      "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
    ),
    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
  ],
])("HMAC-SHA-256 is that of RFC 4231 (case %#)", (key, data, expected) => {
  expect(toHex(hmac(key, data))).toBe(expected);
});

test("it is that of Node, for keys and data around the length of a block", () => {
  const bytes = fc.uint8Array({ minLength: 0, maxLength: 130 });
  fc.assert(
    fc.property(bytes, bytes, (key, data) => {
      expect(toHex(hmac(key, data))).toBe(createHmac("sha256", key).update(data).digest("hex"));
    }),
    { examples: [63, 64, 65].map((length) => [filled(7, length), utf8("x")]) },
  );
});

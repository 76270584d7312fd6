import { isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/canonical.js";
import { addressOf } from "../../src/policy/ip.js";
import { call, truthOf } from "./parts.js";

type Row = readonly [ranges: readonly string[], actual: Json | undefined, truth: boolean | "unknown"];
const U = "unknown";
const TEN = ["10.0.0.0/8"];
const LAN = ["fd00::/8"];

const ROWS: readonly Row[] = [
  [TEN, "10.0.0.0", true],
  [TEN, "10.255.255.255", true],
  [TEN, "11.0.0.0", false],
  [TEN, "9.255.255.255", false],
  [["192.168.4.0/22"], "192.168.7.255", true],
  [["192.168.4.0/22"], "192.168.8.0", false],
  [["1.2.3.4/32"], "1.2.3.4", true],
  [["1.2.3.4/32"], "1.2.3.5", false],
  [["0.0.0.0/0"], "255.255.255.255", true],
  [["1.1.1.1/32", "2.2.2.2/32"], "2.2.2.2", true],
  [LAN, "fd12:3456::1", true],
  [LAN, "FD12:3456::1", true],
  [LAN, "fd12:3456:0:0:0:0:0:1", true],
  [LAN, "fe80::1", false],
  [LAN, "10.0.0.1", false],
  [TEN, "2606:4700::1111", false],
  [["::1/128"], "::1", true],
  [["::1/128"], "0:0:0:0:0:0:0:1", true],
  [["2001:db8::/33"], "2001:db8:8000::", false],
  [["::/0"], "2606:4700::1111", true],
  [["64:ff9b::/96"], "64:ff9b::10.0.0.1", true],
  [[...TEN, ...LAN], "fd00::1", true],
  // An IPv6 address that leads to an IPv4 one
  [TEN, "::ffff:10.0.0.1", U],
  [TEN, "::ffff:a00:1", U],
  [TEN, "::10.0.0.1", U],
  [TEN, "::ffff:0:10.0.0.1", U],
  [TEN, "64:ff9b::a00:1", U],
  [TEN, "64:ff9b:1::a00:1", U],
  [TEN, "2002:a00:1::", U],
  [TEN, "2001:0:1::1", U],
  [LAN, "::ffff:10.0.0.1", false],
  // The unspecified address is one's own
  [["127.0.0.0/8"], "0.0.0.0", U],
  [["127.0.0.0/8"], "::1", U],
  [["::1/128"], "::", U],
  [["0.0.0.0/8"], "0.0.0.0", true],
  // Forms that some systems read as an address
  [TEN, "010.0.0.1", U],
  [TEN, "10.0.0.01", U],
  [TEN, "012.0.0.1", U],
  [TEN, "0x0a.0.0.1", U],
  [TEN, "10.1", U],
  [TEN, "10.0.1", U],
  [TEN, "167772161", U],
  [TEN, "0xa000001", U],
  [TEN, "10.0.0.256", U],
  [TEN, "10.0.0.1.", U],
  [TEN, "10.0.0.1.1", U],
  [TEN, "10.0.0.-1", U],
  [TEN, "10.0.0.1e0", U],
  [TEN, "10..0.1", U],
  [TEN, "10.0.0.1:80", U],
  [TEN, "10.0.0.1/32", U],
  [TEN, "http://10.0.0.1/", U],
  [TEN, "bo@10.0.0.1", U],
  [TEN, " 10.0.0.1", U],
  [TEN, "10.0.0.1\n", U],
  [TEN, "10.0.0.1, 11.0.0.1", U],
  [TEN, "10\u30020.0.1", U],
  [TEN, "\uff11\uff10.0.0.1", U],
  [TEN, "\u0661\u0660.0.0.1", U], // Arabic digits
  [TEN, "10.0.0.\u200b1", U],
  [TEN, "localhost", U],
  [TEN, "", U],
  [LAN, "[fd00::1]", U],
  [LAN, "fd00::1%eth0", U],
  [LAN, "fd00::1::2", U],
  [LAN, "fd00:::1", U],
  [LAN, ":fd00::1", U],
  [LAN, "fd00::1:", U],
  [LAN, "fd00:0:0:0:0:0:0:0:1", U],
  [LAN, "fd00:0:0:0:0:0:1", U],
  [LAN, "1:2:3:4:5:6:7::8", U],
  [LAN, "fd00::0001", U],
  [LAN, "00fd::1", U],
  [LAN, "fd00::12345", U],
  [LAN, "fd00::g", U],
  [LAN, "fd00::10.0.0.1:1", U],
  [LAN, "10.0.0.1::fd00", U],
  [LAN, "fd00::10.0.0.01", U],
  [LAN, "::", U],
  [LAN, `fd00::${"0:".repeat(100_000)}`, U],
  [TEN, 10, U],
  [TEN, 167772161, U],
  [TEN, null, U],
  [TEN, ["10.0.0.1"], U],
  [TEN, undefined, U],
];

test.each(ROWS)("cidr %j of %j is %s", (value, actual, truth) => {
  const subject = call(actual === undefined ? {} : { x: actual });
  expect(truthOf({ path: "args.x", op: "cidr", value: [...value] }, subject)).toBe(truth);
});

test("what is read as an address is one for the runtime too, of the same family", () => {
  const part = fc.constantFrom("0", "1", "9", "10", "255", "256", "fd", "abcd", "00", "");
  const text = fc
    .array(fc.tuple(part, fc.constantFrom(".", ":", "::", "")), { minLength: 1, maxLength: 9 })
    .map((pairs) => pairs.flat().join(""));
  fc.assert(
    fc.property(fc.oneof(text, fc.ipV4(), fc.ipV6()), (one) => {
      const address = addressOf(one);
      if (address) expect(isIP(one)).toBe(address.bits === 32 ? 4 : 6);
    }),
    { numRuns: 5000 },
  );
});

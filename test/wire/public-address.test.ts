import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressOf, type Network } from "../../src/wire/address.js";
import { bytesOf } from "../../src/wire/ip.js";
import { isPublic } from "../../src/wire/public-address.js";

describe("an address that is not public", () => {
  test.each([
    ["this host", "0.0.0.0", "0.255.255.255", "::"],
    ["loopback", "127.0.0.1", "127.255.255.254", "::1"],
    ["private", "10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"],
    ["behind a carrier's NAT", "100.64.0.1", "100.127.255.255", "100.100.100.200"],
    ["link-local, metadata of clouds", "169.254.0.1", "169.254.169.254", "fe80::1", "febf::1"],
    ["the platform of a cloud", "168.63.129.16", "fd00:ec2::254", "192.0.0.192"],
    ["a protocol's", "192.0.0.1", "192.88.99.1", "2001::1", "2001:1ff:ffff::1"],
    ["of documentation", "192.0.2.1", "198.51.100.1", "203.0.113.255", "2001:db8::1", "3fff:fff::1"],
    ["of benchmarks", "198.18.0.1", "198.19.255.255"],
    ["multicast", "224.0.0.1", "239.255.255.255", "ff02::1"],
    ["reserved", "240.0.0.1", "255.255.255.255", "4000::1", "100::1", "5f00::1"],
    ["unique local or site-local", "fc00::1", "fdff::1", "fec0::1"],
    ["6to4", "2002:7f00:1::1", "2002:808:808::1"],
    ["mapped", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe"],
    ["compatible, which is deprecated", "::127.0.0.1", "::8.8.8.8"],
    ["translated", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::808:808", "::ffff:0:808:808"],
  ])("because it is %s", (_, ...addresses) => {
    expect(addresses.filter(isPublic)).toEqual([]);
  });
  test.each([
    "",
    "localhost",
    "1.2.3",
    "01.2.3.4",
    "1.2.3.4.",
    "0x8.8.8.8",
    "134744072",
    "fe80::1%eth0",
    ":::",
    "1::2::3",
    "8.8.8.8:80",
    "1:2:3:4:5:6:7",
    "1:2:3:4::5:6:7:8",
    "[2606:4700::1]",
    "1:2:3:4:5:6:1.2.3.4.5",
    `${"0".repeat(60)}::1`,
  ])("because %j is none", (text) => {
    expect(bytesOf(text)).toBeUndefined();
    expect(isPublic(text)).toBe(false);
  });
});

test.each([
  "8.8.8.8",
  "1.1.1.1",
  "100.63.255.255",
  "100.128.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.0",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
  "168.63.129.15",
  "2606:4700:4700::1111",
  "2001:200::1",
  "2001:db7:ffff::1",
  "2001:4860:4860::8888",
  "2003::1",
  "::ffff:8.8.8.8",
  "64:ff9b::8.8.8.8",
])("%s is public", (address) => expect(isPublic(address)).toBe(true));

/** The same said with what Node has for it. */
const blocked = new BlockList();
for (const one of [
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24",
  "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3",
].flatMap((line) => line.split(" "))) {
  const [first = "", bits] = one.split("/");
  blocked.addSubnet(first, Number(bits), "ipv4");
}
const blocked6 = new BlockList();
for (const one of "::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 3fff::/20".split(" ")) {
  const [first = "", bits] = one.split("/");
  blocked6.addSubnet(first, Number(bits), "ipv6");
}
const dotted = (bytes: readonly number[]) => bytes.join(".");
const grouped = (bytes: readonly number[]) =>
  Array.from({ length: 8 }, (_, at) => (((bytes[2 * at] as number) << 8) | (bytes[2 * at + 1] as number)).toString(16));

/** Bytes near the edges of ranges, and any others. */
const byte = fc.oneof(
  fc.constantFrom(0, 1, 10, 15, 16, 31, 32, 63, 64, 100, 127, 128, 169, 172, 192, 198, 203, 254, 255),
  fc.nat(255),
);
const four = fc.tuple(byte, byte, byte, byte);

test("of IPv4, the same are public as by node:net", () => {
  fc.assert(
    fc.property(four, (bytes) => {
      expect(isPublic(dotted(bytes))).toBe(!blocked.check(dotted(bytes), "ipv4"));
    }),
    { numRuns: 5000 },
  );
});

test("of IPv6, the same are public as by node:net", () => {
  const start = fc.constantFrom(
    "2000",
    "2001",
    "2001:1ff",
    "2001:200",
    "2001:db8",
    "2001:db9",
    "2002",
    "3fff:fff",
    "3fff:1000",
    "64:ff9b",
    "fc00",
    "fe80",
    "ff00",
    "::",
    "4000",
  );
  const bytes = fc.array(fc.nat(255), { minLength: 16, maxLength: 16 }).map(grouped);
  fc.assert(
    fc.property(bytes, start, fc.boolean(), (groups, first, plain) => {
      const head = first === "::" ? [] : first.split(":");
      const text = plain ? groups.join(":") : [...head, ...groups.slice(head.length)].join(":");
      const nat64 = text.startsWith("64:ff9b:0:0:0:0:");
      if (!nat64) expect(isPublic(text)).toBe(!blocked6.check(text, "ipv6"));
    }),
    { numRuns: 5000 },
  );
});

test("a mapped address and one behind NAT64 are as public as the IPv4 address in them, however they are written", () => {
  fc.assert(
    fc.property(four, (bytes) => {
      const [a, b, c, d] = bytes;
      const tail = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      const answers = [`::ffff:${tail}`, `::FFFF:${dotted(bytes)}`, `0:0:0:0:0:ffff:${tail}`, `64:ff9b::${tail}`];
      expect(answers.map(isPublic)).toEqual(answers.map(() => !blocked.check(dotted(bytes), "ipv4")));
    }),
    { numRuns: 2000 },
  );
});

test("what node:net takes for an address is read as one, and nothing else", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789abcdf:.:."), maxLength: 24 });
  const likely = fc.array(fc.constantFrom("::", ":", "1", "ffff", "0", "127.0.0.1", ".", "256"), { maxLength: 16 });
  fc.assert(
    fc.property(
      fc.oneof(
        digits,
        likely.map((parts) => parts.join("")),
        fc.ipV4(),
        fc.ipV6(),
      ),
      (text) => {
        const kind = text.length > 45 ? 0 : isIP(text);
        expect(bytesOf(text)?.length).toBe({ 4: 4, 6: 16 }[kind]);
      },
    ),
    { numRuns: 5000 },
  );
});

describe("a URL of the configuration", () => {
  const refused = (url: unknown, network: Network = "public") => expect(() => addressOf(url, "place.url", network));
  test.each([
    "http://hooks.example/x",
    "http://127.0.0.1/x",
    "ftp://hooks.example/",
    "file:///etc/passwd",
    "https://user:pass@hooks.example/",
    "https://user@hooks.example/",
    "https://hooks.example/#part",
    "hooks.example",
    "",
    7,
    undefined,
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://[::ffff:10.0.0.1]/",
    "https://0x7f.1/x",
    "https://2130706433/x",
    "https://0177.0.0.1/",
    "https://169.254.169.254./latest",
    "https://１２７.0.0.1/",
  ])("is refused on the public network as %j", (url) => {
    refused(url).toThrow(expect.objectContaining({ code: "input", message: expect.stringContaining("place.url") }));
  });
  test.each([
    "http://hooks.example/x",
    "http://10.0.0.1/",
    "http://127.0.0.1.hooks.example/",
    "https://u:p@127.0.0.1/",
    "ws://127.0.0.1",
  ])("is refused on any network as %j", (url) =>
    refused(url, "any").toThrow(expect.objectContaining({ code: "input" })),
  );
  test.each([
    "http://127.0.0.1:8080/x",
    "http://localhost/x",
    "http://[::1]:1/",
    "https://10.0.0.1/x",
    "https://hooks.example/",
  ])("is taken on any network as %j", (url) => expect(addressOf(url, "place.url", "any").href).toBe(new URL(url).href));
  test.each(["https://hooks.example/a/b?c=d", "https://1.1.1.1:8443/", "https://[2606:4700:4700::1111]/"])(
    "is taken on the public network as %j",
    (url) => expect(addressOf(url, "place.url", "public").href).toBe(url),
  );
  test("is not told in an error", () => {
    for (const url of ["http://hooks.example/s3cret", "https://s3cret:s3cret@hooks.example/s3cret?s3cret", "s3cret"])
      refused(url).toThrow(expect.objectContaining({ message: expect.not.stringContaining("s3cret") }));
  });
});

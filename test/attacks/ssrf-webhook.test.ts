import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { httpOn } from "../../src/transports/http/http-on.js";
import { http } from "../../src/transports/http.js";
import { exchange } from "../../src/wire/exchange.js";
import { pinnedFetch } from "../../src/wire/pinned-fetch.js";
import { OUT } from "../transports/hook.js";
import { refund as older } from "../transports/refund-message.js";
import { listen, reply, type Server } from "../wire/server.js";

const refund = { ...older, expiresAt: new Date(Date.now() + 3_600_000) };

/** What must never be asked: a service of this machine, which stands for metadata and every other inner one. */
let inner: Server;
beforeEach(async () => {
  inner = await listen();
  inner.will(reply(200));
});
afterEach(async () => {
  expect(inner.seen).toEqual([]);
  await inner.close();
});
const port = () => new URL(inner.url).port;
const failed = (work: Promise<unknown>) =>
  work.then(
    () => "it was sent",
    (error: Error) => error.message,
  );

describe("a webhook URL that somebody chose", () => {
  test.each([
    "https://127.0.0.1",
    "https://127.1",
    "https://0x7f000001",
    "https://2130706433",
    "https://017700000001",
    "https://0.0.0.0",
    "https://[::1]",
    "https://[::]",
    "https://[::ffff:127.0.0.1]",
    "https://[64:ff9b::127.0.0.1]",
    "https://[2002:7f00:1::]",
    "https://169.254.169.254",
    "https://[fd00:ec2::254]",
    "https://100.100.100.200",
    "https://192.168.1.1",
    "https://①②⑦.0.0.1",
    "http://127.0.0.1",
    "http://localhost",
    "gopher://127.0.0.1",
    "https://hooks.example@127.0.0.1",
    "https://hooks.example:x@hooks.example",
  ])("is refused before anything is sent: %s", (start) => {
    expect(() => http({ url: `${start}:${port()}/hook`, secret: OUT })).toThrow(
      expect.objectContaining({ code: "input", message: expect.stringContaining("http.url") }),
    );
  });

  test("names this machine, and reaches nothing", async () => {
    const transport = http({ url: `https://localhost:${port()}/hook`, secret: OUT });
    expect(await failed(transport.deliver(refund))).toMatch(/localhost.*not of the public internet/);
  });

  test.each([
    ["a private address", ["10.0.0.1"]],
    ["a public and a private address", ["93.184.215.14", "10.0.0.1"]],
    ["a private and a public address", ["::1", "93.184.215.14"]],
    ["metadata", ["169.254.169.254"]],
    ["metadata in IPv6", ["::ffff:169.254.169.254"]],
  ])("has a name for %s, and reaches nothing", async (_, addresses) => {
    const resolve = async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    const transport = httpOn({ url: `https://hooks.example:${port()}/hook`, secret: OUT }, { resolve });
    expect(await failed(transport.deliver(refund))).toContain("not of the public internet");
  });
});

describe("a server outside", () => {
  let outside: Server;
  beforeEach(async () => {
    outside = await listen();
  });
  afterEach(() => outside.close());
  // 127.0.0.1 at the port of `outside` plays a public address; every other one is what it is.
  const permits = (address: string) => address === "127.0.0.1";

  test.each([301, 302, 303, 307, 308])("that redirects inside (%i) is not followed", async (status) => {
    outside.will(reply(status, { location: `${inner.url}/latest/meta-data` }));
    const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
    const fetch = await pinnedFetch("place", { resolve, permits });
    const url = `http://hooks.example:${new URL(outside.url).port}/hook`;
    expect(await failed(exchange(url, { body: "x", fetch }))).toContain("a redirect, which is not followed");
    const transport = httpOn({ url: outside.url, secret: OUT, network: "any" });
    expect(await failed(transport.deliver(refund))).toContain("a redirect, which is not followed");
    expect(outside.seen).toHaveLength(2);
  });

  test("whose name answers with another address right after the check reaches nothing", async () => {
    outside.will(reply(200, { connection: "close" }));
    let asked = 0;
    // Every second answer is inside: whoever resolved once to check and once to connect would get there.
    const resolve = async () => [{ address: asked++ % 2 === 0 ? "127.0.0.1" : "::1", family: asked % 2 === 1 ? 4 : 6 }];
    const fetch = await pinnedFetch("place", { resolve, permits });
    const url = `http://hooks.example:${new URL(outside.url).port}/hook`;
    const outcomes: string[] = [];
    for (let attempt = 0; attempt < 4; attempt++) outcomes.push(await failed(exchange(url, { body: "x", fetch })));
    expect(outcomes).toEqual([
      "it was sent",
      expect.stringContaining("not of the public internet"),
      "it was sent",
      expect.stringContaining("not of the public internet"),
    ]);
    expect([asked, outside.seen.length]).toEqual([4, 2]);
  });
});

test("a proxy of the environment is not used, as it would resolve names itself", async () => {
  const before = { ...process.env };
  Object.assign(process.env, { HTTP_PROXY: inner.url, HTTPS_PROXY: inner.url, http_proxy: inner.url });
  try {
    const resolve = async () => [{ address: "10.0.0.1", family: 4 }];
    const transport = httpOn({ url: "https://hooks.example/hook", secret: OUT }, { resolve });
    expect(await failed(transport.deliver(refund))).toContain("not of the public internet");
  } finally {
    process.env = before;
  }
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { exchange } from "../../src/wire/exchange.js";
import { isWireError } from "../../src/wire/failed.js";
import { pinnedFetch, type Resolved } from "../../src/wire/pinned-fetch.js";
import { listen, reply, type Server } from "./server.js";

let server: Server;
beforeEach(async () => {
  server = await listen();
  server.will(reply(200, { "x-one": "1" }, "ok é"));
});
afterEach(() => server.close());

const HOST = "hooks.example";
const address = (text: string): Resolved => ({ address: text, family: text.includes(":") ? 6 : 4 });
/** A resolver that gives one answer after another, and the last one for ever. */
function resolver(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolve = async (name: string) => {
    asked.push(name);
    return (answers[asked.length - 1] ?? answers.at(-1) ?? []).map(address);
  };
  return { asked, resolve };
}
const here = (text: string) => text === "127.0.0.1";
const url = (path = "/") => `http://${HOST}:${new URL(server.url).port}${path}`;
const failed = (asked: Promise<unknown>) =>
  asked.then(
    () => undefined,
    (error: unknown) => error,
  );

test("a name is asked at that name, at the address that was checked", async () => {
  const { asked, resolve } = resolver(["127.0.0.1"]);
  const fetch = await pinnedFetch("place", { resolve, permits: here });
  const answer = await exchange(url("/p?q=1"), { body: "b", headers: { "x-a": "b" }, fetch });
  expect([answer.status, answer.text, answer.headers.get("x-one")]).toEqual([200, "ok é", "1"]);
  expect(asked).toEqual([HOST]);
  const [{ method, path, headers, body } = {} as never] = server.seen;
  expect([method, path, headers.host, headers["x-a"], body]).toEqual(["POST", "/p?q=1", new URL(url()).host, "b", "b"]);
});

test.each([
  ["one that is private", ["10.0.0.1"]],
  ["a private one behind a public one", ["1.1.1.1", "10.0.0.1"]],
  ["a private one before a public one", ["127.0.0.1", "1.1.1.1"]],
  ["loopback in IPv6", ["::1"]],
  ["a mapped one", ["::ffff:127.0.0.1"]],
  ["the metadata of a cloud", ["169.254.169.254"]],
  ["none", []],
])("a name is not asked at all where its addresses have %s", async (_, addresses) => {
  const { resolve } = resolver(addresses);
  const error = await failed(exchange(url("/s3cret"), { fetch: await pinnedFetch("place", { resolve }) }));
  expect(isWireError(error) && error).toMatchObject({ kind: "permanent", message: expect.stringContaining(HOST) });
  expect(String(error)).toContain("not of the public internet");
  expect(String(error)).not.toContain("s3cret");
  expect(server.seen).toEqual([]);
});

test("the system's own resolver is asked where there is no other", async () => {
  const port = new URL(server.url).port;
  const fetch = await pinnedFetch("place");
  for (const host of ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", "127.1"])
    expect(await failed(exchange(`http://${host}:${port}/`, { fetch }))).toMatchObject({ kind: "permanent" });
  expect(server.seen).toEqual([]);
});

test("a redirect is not followed, not even to the same host", async () => {
  const fetch = await pinnedFetch("place", { ...resolver(["127.0.0.1"]), permits: here });
  server.will(reply(302, { location: "/elsewhere" }), reply(200));
  expect(await failed(exchange(url(), { fetch }))).toMatchObject({ kind: "permanent", status: 302 });
  expect(server.seen).toHaveLength(1);
});

test("a name that cannot be resolved is tried again, and told by its code", async () => {
  let asked = 0;
  const resolve = async () => {
    asked++;
    throw Object.assign(new Error("no such name s3cret"), { code: "ENOTFOUND" });
  };
  const fetch = await pinnedFetch("place", { resolve });
  const error = await failed(exchange(url(), { fetch, attempts: 2, clock: { now: Date.now, sleep } }));
  expect(error).toMatchObject({ kind: "retry", message: expect.stringMatching(/ENOTFOUND/) });
  expect(asked).toBe(2);
});
const sleep = async (_: number, signal?: AbortSignal) => (signal ? new Promise<void>(() => undefined) : undefined);

test("a signal ends it", async () => {
  const fetch = await pinnedFetch("place", { ...resolver(["127.0.0.1"]), permits: here });
  server.will(() => undefined);
  const stop = new AbortController();
  const asked = failed(exchange(url(), { fetch, signal: stop.signal }));
  await vi.waitFor(() => expect(server.seen).toHaveLength(1), { timeout: 20_000 });
  stop.abort();
  expect(String(await asked)).toContain("stopped");
});

test("a name is resolved once a connection, so what was checked is what is connected to", async () => {
  const { asked, resolve } = resolver(["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1"]);
  const fetch = await pinnedFetch("place", { resolve, permits: here });
  server.will(reply(200, { connection: "close" }));
  await exchange(url("/first"), { fetch });
  expect(asked).toHaveLength(1);
  expect(await failed(exchange(url("/second"), { fetch }))).toMatchObject({ kind: "permanent" });
  await exchange(url("/third"), { fetch });
  expect(server.seen.map(({ path }) => path)).toEqual(["/first", "/third"]);
  expect(asked).toHaveLength(3);
});

test("where undici is not installed, it says what to install or to set", async () => {
  vi.resetModules();
  vi.doMock("undici", () => {
    throw new Error("Cannot find package 'undici'");
  });
  const { pinnedFetch: without } = await import("../../src/wire/pinned-fetch.js");
  const error = await failed(without("http.network"));
  vi.doUnmock("undici");
  expect(error).toMatchObject({
    code: "input",
    message: expect.stringMatching(/http\.network.*npm install undici.*"any"/),
  });
});

test("where there is no node:dns, it says what to set", async () => {
  const found = vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
  const error = await failed(pinnedFetch("http.network"));
  found.mockRestore();
  expect(error).toMatchObject({ code: "input", message: expect.stringMatching(/node:dns.*network: "any"/) });
});

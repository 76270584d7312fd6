import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Clock } from "../../src/clock.js";
import { fakeClock } from "../../src/testing/fake-clock.js";
import { type Exchange, exchange } from "../../src/wire/exchange.js";
import { isWireError, type WireError, wireError } from "../../src/wire/failed.js";
import { hangUp, listen, reply, type Server, silence, stall } from "./server.js";

/** A clock whose waits are over at once and told; its time-outs never come. */
function quick(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  const sleep = async (ms: number, signal?: AbortSignal) => {
    if (signal) return new Promise<void>(() => undefined);
    waits.push(ms);
  };
  return { waits, now: () => Date.parse("2026-01-01T00:00:00Z"), sleep };
}

async function failed(exchanging: Promise<unknown>): Promise<WireError> {
  const error = await exchanging.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isWireError(error)) throw new Error(`no wire error: ${String(error)}`);
  return error;
}

const SECRET = "s3cr3t-of-ours";
/** All that a person or a log could see of an error. */
const shown = (error: Error): string =>
  [error.message, error.stack, JSON.stringify(error), ...Object.getOwnPropertyNames(error), String(error.cause)].join();

/** The tests of `exchange`, for whichever ky and p-retry it is made of. */
export function exchangeTests(): void {
  let server: Server;
  beforeEach(async () => {
    server = await listen();
  });
  afterEach(() => server.close());
  const ask = (asked: Exchange = {}, path = "/") => exchange(`${server.url}${path}`, { clock: quick(), ...asked });

  describe("an answer", () => {
    test("is what the server said", async () => {
      server.will(reply(201, { "x-one": "1" }, "made é"));
      const { status, headers, text } = await ask();
      expect([status, headers.get("x-one"), text]).toEqual([201, "1", "made é"]);
    });
    test("is of exactly the request: method, path, headers and body", async () => {
      server.will(reply(200));
      await ask({ method: "PUT", headers: { "x-a": "b", "content-type": "text/x" }, body: " é " }, "/p/q?r=s%20t");
      const [{ method, path, headers, body } = {} as never] = server.seen;
      expect([method, path, headers["x-a"], headers["content-type"], body]).toEqual([
        "PUT",
        "/p/q?r=s%20t",
        "b",
        "text/x",
        " é ",
      ]);
    });
    test("a body makes it a POST, none a GET", async () => {
      server.will(reply(200));
      await ask({ body: "x" });
      await ask();
      expect(server.seen.map(({ method }) => method)).toEqual(["POST", "GET"]);
    });
    test("of any status is an answer where the caller says so", async () => {
      server.will(reply(404, {}, "nobody"));
      const { status, text } = await ask({ sort: () => "answer" });
      expect([status, text]).toEqual([404, "nobody"]);
    });
  });

  describe("a failure", () => {
    test.each([400, 401, 403, 404, 409, 410, 422])("of status %i is permanent and tried once", async (status) => {
      server.will(reply(status));
      expect(await failed(ask())).toMatchObject({ kind: "permanent", status });
      expect(server.seen).toHaveLength(1);
    });
    test.each([408, 425, 500, 502, 503, 504])("of status %i is tried again", async (status) => {
      server.will(reply(status), reply(200, {}, "ok"));
      expect((await ask()).text).toBe("ok");
      expect(server.seen).toHaveLength(2);
    });
    test("that stays is tried three times, unless it is said otherwise", async () => {
      server.will(reply(500));
      expect(await failed(ask())).toMatchObject({ kind: "retry", status: 500 });
      expect(server.seen).toHaveLength(3);
      await failed(ask({ attempts: 1 }));
      expect(server.seen).toHaveLength(4);
    });
    test("of the network is tried again", async () => {
      server.will(hangUp, reply(200, {}, "ok"));
      expect((await ask()).text).toBe("ok");
    });
    test("of the network tells its code", async () => {
      await server.close();
      expect(await failed(ask())).toMatchObject({ kind: "retry", message: expect.stringContaining("ECONNREFUSED") });
      server = await listen();
    });
    test("the same body is sent again", async () => {
      server.will(reply(500), reply(200));
      await ask({ body: "twice" });
      expect(server.seen.map(({ body }) => body)).toEqual(["twice", "twice"]);
    });
    test("waits grow from attempt to attempt, with jitter", async () => {
      const clock = quick();
      server.will(reply(500));
      await failed(ask({ clock, attempts: 4 }));
      const [first = 0, second = 0, third = 0] = clock.waits;
      expect(clock.waits).toHaveLength(3);
      for (const [wait, base] of [
        [first, 250],
        [second, 500],
        [third, 1000],
      ] as const) {
        expect(wait).toBeGreaterThanOrEqual(base);
        expect(wait).toBeLessThanOrEqual(base * 2);
      }
    });
    test("the caller's judgement of a body counts", async () => {
      server.will(reply(200, {}, "invalid_token"));
      const error = await failed(ask({ sort: ({ text }) => (text === "ok" ? "answer" : "permanent") }));
      expect(error).toMatchObject({ kind: "permanent", status: 200 });
    });
  });

  describe("the caller's own parts", () => {
    test("headers that are a function are asked anew for each attempt", async () => {
      let attempts = 0;
      server.will(reply(500), reply(200));
      await ask({ headers: async () => ({ "x-attempt": String(++attempts) }) });
      expect(server.seen.map(({ headers }) => headers["x-attempt"])).toEqual(["1", "2"]);
    });
    test("another fetch connects in the place of the runtime's, with the same method, headers and body", async () => {
      const seen: string[] = [];
      server.will(reply(200, {}, "ok"));
      const other: typeof fetch = async (input, init) => {
        const request = new Request(input, init);
        seen.push(`${request.method} ${request.headers.get("x-a")} ${request.redirect}`);
        return fetch(request);
      };
      expect((await ask({ body: "b", headers: { "x-a": "b" }, fetch: other })).text).toBe("ok");
      expect([seen, server.seen[0]?.body]).toEqual([["POST b manual"], "b"]);
    });
    test("a failure that another fetch tells is told as it is, and not tried again", async () => {
      let calls = 0;
      const other = async () => {
        calls++;
        throw wireError("host", { kind: "permanent", reason: "not there" });
      };
      expect((await failed(ask({ fetch: other }))).message).toBe("host: not there");
      expect(calls).toBe(1);
    });
  });

  describe("told to wait", () => {
    test.each([
      ["seconds", { "retry-after": "7" }, 7000],
      [
        "a date, against the server's own clock",
        { date: "Thu, 01 Jan 2015 00:00:00 GMT", "retry-after": "Thu, 01 Jan 2015 00:00:05 GMT" },
        5000,
      ],
      [
        "the time of a reset, as Okta",
        { date: "Thu, 01 Jan 2015 00:00:00 GMT", "x-rate-limit-reset": "1420070403" },
        3000,
      ],
    ])("by %s, it waits as long", async (_, headers, ms) => {
      const clock = quick();
      server.will(reply(429, headers), reply(200));
      await ask({ clock });
      expect(clock.waits).toEqual([ms]);
    });
    test("a time that has passed is no wait", async () => {
      const clock = quick();
      server.will(reply(429, { "retry-after": "Thu, 01 Jan 2015 00:00:05 GMT" }), reply(200));
      await ask({ clock });
      expect(clock.waits).toEqual([]);
    });
    test("longer than is bearable, it gives up at once and says how long", async () => {
      server.will(reply(429, { "retry-after": "11" }));
      expect(await failed(ask())).toMatchObject({ kind: "wait", status: 429, after: 11_000 });
      expect(server.seen).toHaveLength(1);
      server.will(reply(429, { "retry-after": "3" }));
      expect(await failed(ask({ longestWait: 2999 }))).toMatchObject({ after: 3000 });
    });
    test.each(["soon", "-1", "", "1e9", "9".repeat(30)])("by what cannot be read (%j), it backs off", async (text) => {
      const clock = quick();
      server.will(reply(429, { "retry-after": text }), reply(200));
      await ask({ clock });
      expect(clock.waits[0]).toBeGreaterThanOrEqual(250);
      expect(clock.waits[0]).toBeLessThanOrEqual(500);
    });
    test("503 with Retry-After is told to wait", async () => {
      server.will(reply(503, { "retry-after": "60" }));
      expect(await failed(ask())).toMatchObject({ kind: "wait", after: 60_000 });
    });
  });

  describe("an end", () => {
    test.each([
      ["without an answer", silence],
      ["in the middle of a body", stall],
    ])("a server %s is left after the time-out, and tried again", async (_, hanging) => {
      const clock = fakeClock();
      server.will(hanging, reply(200, {}, "ok"));
      const answer = ask({ clock, timeout: 4000 });
      await vi.waitFor(() => expect(server.seen).toHaveLength(1), { timeout: 20_000 });
      await clock.advance(3999);
      expect(server.seen).toHaveLength(1);
      await clock.advance("2s");
      expect((await answer).text).toBe("ok");
    });
    test("a server that stays silent is a failure that says so", async () => {
      const clock = fakeClock();
      server.will(silence);
      const answer = failed(ask({ clock, attempts: 1 }));
      await vi.waitFor(() => expect(server.seen).toHaveLength(1), { timeout: 20_000 });
      await clock.advance("10s");
      expect((await answer).message).toContain("no answer within 10000 ms");
    });
    test("the caller's signal ends it, before, during and between attempts", async () => {
      expect(await failed(ask({ signal: AbortSignal.abort() }))).toMatchObject({ kind: "permanent" });
      expect(server.seen).toHaveLength(0);
      const stop = new AbortController();
      server.will(silence);
      const during = failed(ask({ signal: stop.signal }));
      await vi.waitFor(() => expect(server.seen).toHaveLength(1), { timeout: 20_000 });
      stop.abort();
      expect((await during).message).toContain("stopped");
      expect(server.seen).toHaveLength(1);
      const between = new AbortController();
      const clock = fakeClock();
      server.will(reply(429, { "retry-after": "5" }));
      const waiting = failed(ask({ signal: between.signal, clock }));
      await vi.waitFor(() => expect(server.seen).toHaveLength(2), { timeout: 20_000 });
      between.abort();
      expect((await waiting).status).toBe(429);
      expect(server.seen).toHaveLength(2);
    });
    test.each([301, 302, 303, 307, 308])("a redirect (%i) is not followed", async (status) => {
      server.will(reply(status, { location: "/elsewhere" }), reply(200));
      const error = await failed(ask());
      expect(error).toMatchObject({ kind: "permanent", message: expect.stringContaining("redirect") });
      expect(server.seen).toHaveLength(1);
    });
    test("a body of more than 8 MiB is not read", async () => {
      server.will(reply(200, {}, "x".repeat(8 * 1024 * 1024 + 1)));
      expect(await failed(ask())).toMatchObject({ kind: "permanent", message: expect.stringContaining("longer") });
    });
  });

  describe("secrets", () => {
    const asked = { headers: { authorization: `Bearer ${SECRET}` }, body: SECRET, attempts: 1 };
    test.each([
      ["a refusal", reply(403, { "x-echo": SECRET }, SECRET)],
      ["a fault", reply(500, {}, SECRET)],
      ["a redirect", reply(302, { location: `/${SECRET}` })],
      ["a broken connection", hangUp],
    ])("of path, query, headers and body are in no error: %s", async (_, answer) => {
      server.will(answer);
      const error = await failed(ask(asked, `/${SECRET}?token=${SECRET}`));
      expect(error.message).toContain(server.host);
      expect(shown(error)).not.toContain(SECRET);
    });
    test.each([
      ["no URL", `not a url ${SECRET}`],
      ["credentials in it", `http://user:${SECRET}@127.0.0.1/`],
      ["another protocol", `file:///${SECRET}`],
    ])("an address with %s is refused without being told", async (_, url) => {
      const error = await failed(exchange(url));
      expect(error.kind).toBe("permanent");
      expect(shown(error)).not.toContain(SECRET);
    });
    test("a header that cannot be sent is refused without being told", async () => {
      const error = await failed(ask({ headers: { authorization: `${SECRET}\nx` } }));
      const other = await failed(ask({ headers: { authorization: `${SECRET}\u{1f511}` } }));
      expect([error.kind, other.kind]).toEqual(["permanent", "permanent"]);
      expect(shown(error) + shown(other)).not.toContain(SECRET);
      expect(server.seen).toHaveLength(0);
    });
  });
}

import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import express from "express";
import fastify from "fastify";
import { afterEach, describe, expect, test, vi } from "vitest";
import { toNode } from "../../src/server/node.js";

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const serving = (handle: (request: Request) => Promise<Response>) => listening(toNode(handle));

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
/** Time for whatever does not wait. */
const turns = async () => {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
};
const MB = new Uint8Array(1024 * 1024);
const MANY = 64;

/** What the server answers to bytes that no client would send. */
async function raw(address: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  socket.end(text);
  let got = "";
  for await (const chunk of socket) got += chunk;
  return got;
}

describe("a request", () => {
  test("arrives with method, URL, headers and body", async () => {
    const base = await serving(async (request) =>
      Response.json({
        method: request.method,
        url: request.url,
        kind: request.headers.get("content-type"),
        body: await request.text(),
      }),
    );
    const answer = await fetch(`${base}/a/b?c=%20d`, {
      method: "POST",
      headers: { "content-type": "text/x" },
      body: "ä body",
    });
    expect(await answer.json()).toEqual({ method: "POST", url: `${base}/a/b?c=%20d`, kind: "text/x", body: "ä body" });
  });
  test("is https on an encrypted socket", async () => {
    const base = await listening((request, response) => {
      Object.defineProperty(request.socket, "encrypted", { value: true });
      toNode(async ({ url }) => new Response(url))(request, response);
    });
    expect(await (await fetch(`${base}/a`)).text()).toBe(base.replace("http:", "https:").concat("/a"));
  });
  test.each([
    ["a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n"],
    ["a Host with credentials", "GET / HTTP/1.1\r\nHost: a@b\r\nConnection: close\r\n\r\n"],
    ["a Host that is none", "GET / HTTP/1.1\r\nHost: [::\r\nConnection: close\r\n\r\n"],
    ["no Host", "GET / HTTP/1.0\r\n\r\n"],
    ["another server's address", "GET http://evil.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
    ["no path", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
    ["a method that the web has not", "TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
  ])("with %s gets 400", async (_what, text) => {
    const base = await serving(async () => new Response("reached"));
    expect(await raw(base, text)).toMatch(/^HTTP\/1\.1 400 /);
  });
  test("with two slashes at its start stays at this host", async () => {
    const base = await serving(async ({ url }) => new Response(url));
    expect(await raw(base, "GET //evil.example/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toContain(
      "http://a//evil.example/x",
    );
  });
  test("is read no faster than it is taken", async () => {
    const taken = deferred<void>();
    let incoming: IncomingMessage | undefined;
    const handle = toNode(async (request) => {
      await taken.promise;
      return new Response(String((await request.arrayBuffer()).byteLength));
    });
    const base = await listening((request, response) => {
      incoming = request;
      handle(request, response);
    });
    let left = MANY;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (left-- > 0 ? controller.enqueue(MB) : controller.close()),
    });
    const answer = fetch(base, { method: "POST", body, duplex: "half" } as RequestInit);
    const read = () => incoming?.socket.bytesRead ?? 0;
    await vi.waitUntil(() => incoming?.isPaused() && read() > 10_000, { timeout: 20_000 });
    await turns();
    expect(read()).toBeLessThan((MANY / 4) * MB.length);
    taken.resolve();
    expect(await (await answer).text()).toBe(String(MANY * MB.length));
  });
  test("whose client goes away aborts its signal, and its body fails", async () => {
    const aborted = deferred<unknown>();
    const failed = deferred<unknown>();
    const arrived = deferred<void>();
    const base = await serving(async (request) => {
      arrived.resolve();
      request.signal.addEventListener("abort", () => aborted.resolve(request.signal.aborted));
      await request.text().catch(failed.resolve);
      return new Response("");
    });
    const socket = connect(Number(new URL(base).port), "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf");
    await arrived.promise;
    socket.destroy();
    expect(await aborted.promise).toBe(true);
    expect(String(await failed.promise)).toContain("went away");
  });
  test("whose body nobody takes is answered, and the connection goes on", async () => {
    const base = await serving(async () => new Response("no", { status: 413 }));
    for (let turn = 0; turn < 3; turn++) {
      const answer = await fetch(base, { method: "POST", body: "x".repeat(100_000) });
      expect([answer.status, await answer.text()]).toEqual([413, "no"]);
    }
  });
  test("whose body is given up half-way is answered", async () => {
    const base = await serving(async (request) => {
      const reader = (request.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      await reader.cancel();
      return new Response("enough");
    });
    expect(await (await fetch(base, { method: "POST", body: "x".repeat(3_000_000) })).text()).toBe("enough");
  });
});

describe("an answer", () => {
  test("leaves with status, headers, every cookie and body", async () => {
    const base = await serving(async () => {
      const headers = new Headers({ "x-a": "1" });
      headers.append("set-cookie", "a=1; Path=/");
      headers.append("set-cookie", "b=2, c");
      return new Response("made", { status: 201, headers });
    });
    const answer = await fetch(base);
    expect([answer.status, answer.headers.get("x-a"), await answer.text()]).toEqual([201, "1", "made"]);
    expect(answer.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2, c"]);
  });
  test("to HEAD has no body", async () => {
    const base = await serving(async () => new Response("body", { headers: { "x-a": "1" } }));
    const got = await raw(base, "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    expect([got.includes("x-a: 1"), got.endsWith("\r\n\r\n")]).toEqual([true, true]);
  });
  test.each([204, 304])("with status %i has none", async (status) => {
    const base = await serving(async () => new Response(null, { status }));
    expect((await fetch(base)).status).toBe(status);
  });
  test("streams: an event arrives before the next one is there", async () => {
    let write: ReadableStreamDefaultController<Uint8Array> | undefined;
    const base = await serving(async () => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          write = controller;
        },
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    });
    // The head is there without any event.
    const reader = ((await fetch(base)).body as ReadableStream<Uint8Array>).getReader();
    for (const event of ["data: 1\n\n", "data: 2\n\n"]) {
      write?.enqueue(new TextEncoder().encode(event));
      expect(new TextDecoder().decode((await reader.read()).value)).toBe(event);
    }
    await reader.cancel();
  });
  test("stops being made when its client goes away", async () => {
    const stopped = deferred<string>();
    const aborted = deferred<void>();
    const base = await serving(async (request) => {
      request.signal.addEventListener("abort", () => aborted.resolve());
      return new Response(
        new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(new Uint8Array([1])),
          cancel: () => stopped.resolve("stopped"),
        }),
      );
    });
    const client = new AbortController();
    await ((await fetch(base, { signal: client.signal })).body as ReadableStream<Uint8Array>).getReader().read();
    client.abort();
    expect(await stopped.promise).toBe("stopped");
    await aborted.promise;
  });
  test("is made no faster than it is taken", async () => {
    let made = 0;
    let outgoing: ServerResponse | undefined;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) =>
      made++ < MANY ? controller.enqueue(MB) : controller.close();
    const handle = toNode(async () => new Response(new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 })));
    const base = await listening((request, response) => {
      outgoing = response;
      handle(request, response);
    });
    const socket = connect(Number(new URL(base).port), "127.0.0.1");
    socket.pause();
    socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    await vi.waitUntil(() => outgoing?.writableNeedDrain, { timeout: 20_000 });
    await turns();
    expect(made).toBeLessThan(MANY / 2);
    let got = 0;
    for await (const chunk of socket) got += (chunk as Buffer).length;
    expect(got).toBeGreaterThan(MANY * MB.length);
  });
  test.each([
    ["an error thrown", async (): Promise<Response> => Promise.reject(new Error("secret text"))],
    ["what no server can send", async () => Response.error()],
  ])("that is %s is a bare 500", async (_what, handle) => {
    const answer = await fetch(await serving(handle));
    expect([answer.status, await answer.text()]).toEqual([500, ""]);
  });
  test("that breaks half-way is cut off, not ended as if it were whole", async () => {
    const base = await serving(async () => {
      const parts = [new TextEncoder().encode("half")];
      const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
        const part = parts.pop();
        if (part) controller.enqueue(part);
        else controller.error(new Error("broken"));
      };
      return new Response(new ReadableStream<Uint8Array>({ pull }));
    });
    await expect(fetch(base).then((answer) => answer.text())).rejects.toThrow();
  });
});

describe("a framework", () => {
  const echo = toNode(async (request) => new Response(`${new URL(request.url).pathname} ${await request.text()}`));
  const post = (url: string) =>
    fetch(url, { method: "POST", body: '{"a":  1}', headers: { "content-type": "application/json" } });

  test("Express hands on the whole path and the raw body", async () => {
    const app = express();
    app.use("/countersign", echo);
    app.use(express.json());
    expect(await (await post(`${await listening(app)}/countersign/in/slack`)).text()).toBe(
      '/countersign/in/slack {"a":  1}',
    );
  });
  test("Express with a body parser before it is told so", async () => {
    const app = express();
    app.use(express.json());
    app.use("/countersign", echo);
    const answer = await post(`${await listening(app)}/countersign/in/slack`);
    expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining("before any body parser")]);
  });
  test("Fastify hands on the raw body where it parses nothing", async () => {
    const app = fastify();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.all("/countersign/*", (request, reply) => {
      reply.hijack();
      echo(request.raw, reply.raw);
    });
    const base = await app.listen({ port: 0, host: "127.0.0.1" });
    stops.push(() => app.close());
    expect(await (await post(`${base}/countersign/in/slack`)).text()).toBe('/countersign/in/slack {"a":  1}');
  });
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { toNode } from "../../src/server/node.js";
import { asked, deskServer } from "./desk-server.js";

type Handle = (request: Request) => Promise<Response>;
const ends: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const portOf = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;
const closing = (server: Server) => () => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
};

const MOUNTS: Record<string, (handle: Handle) => Promise<number>> = {
  "node:http": async (handle) => {
    const server = createServer(toNode(handle));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ends.push(closing(server));
    return portOf(server);
  },
  Hono: (handle) =>
    new Promise((resolve) => {
      const app = new Hono().all("/countersign/*", (c) => handle(c.req.raw));
      const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(port));
      ends.push(closing(server as Server));
    }),
  Express: (handle) =>
    new Promise((resolve) => {
      const app = express();
      app.use("/countersign", toNode(handle)).use(express.json());
      const server = app.listen(0, "127.0.0.1", () => resolve(portOf(server)));
      ends.push(closing(server));
    }),
  Fastify: async (handle) => {
    const app = fastify();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.all("/countersign/*", (request, reply) => {
      reply.hijack();
      toNode(handle)(request.raw, reply.raw);
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    ends.push(() => {
      app.server.closeAllConnections();
      return app.close();
    });
    return portOf(app.server);
  },
};

/** A desk mounted in a framework, over a real socket. */
async function mounted(mount: (handle: Handle) => Promise<number>) {
  const desk = deskServer([asked()]);
  const origin = `http://127.0.0.1:${await mount(desk.handle)}`;
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${origin}/countersign${path}`, {
      redirect: "manual",
      ...init,
      headers: { "x-person": "ana", ...init.headers },
    });
  return { ...desk, origin, send };
}

describe.each(Object.entries(MOUNTS))("mounted in %s", (_, mount) => {
  test("a person looks at a request and approves it, and the call runs", async () => {
    const { send, waiting } = await mounted(mount);
    const { done, message } = await waiting();
    const path = `/v1/requests/${message.requestId}`;
    const shown = (await (await send(path)).json()) as { message: { revision: number; digest: string } };
    const { revision, digest } = shown.message;
    const answer = await send(`${path}/reviews`, {
      method: "POST",
      body: JSON.stringify({ decision: "approve", revision, digest }),
      headers: { "content-type": "application/json" },
    });
    expect(await answer.json()).toMatchObject({ result: "resolved" });
    expect(await done).toMatchObject({ ok: true });
  });

  test("the console's form decides, and its page comes with its headers and cookies", async () => {
    const { send, waiting, origin } = await mounted(mount);
    const { done, message } = await waiting();
    const page = await send(`/requests/${message.requestId}`);
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    const cookie = page.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    const html = await page.text();
    const hidden = [...html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
      ([, a, b]) => [a, b] as [string, string],
    );
    const form = new URLSearchParams([...hidden, ["decision", "deny"]]);
    const answer = await send(`/requests/${message.requestId}/decide`, {
      method: "POST",
      body: form,
      headers: { cookie, origin },
    });
    expect(answer.status).toBe(303);
    expect(await done).toMatchObject({ ok: false, error: { code: "denied" } });
  });

  test("a HEAD has the headers and no body", async () => {
    const { send } = await mounted(mount);
    const answer = await send("/keys", { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });

  test("a stream tells of a change while it is open, and ends with its reader", async () => {
    const { send, waiting } = await mounted(mount);
    const end = new AbortController();
    const stream = await send("/events", { signal: end.signal });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    await waiting();
    expect((await reader?.read())?.value).toContain("event: changed");
    end.abort();
  });
});

import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { asset } from "../../src/server/assets.js";
import { headers } from "../../src/server/guards.js";
import { FRAME } from "../server/console/samples.js";
import { PAGES } from "../server/console/states.js";

/** What a form sent, and where. */
export interface Post {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Every page of the console in every state, with the real headers and files. `posts` is what was sent, oldest first. */
export async function consoleSite(change: Readonly<Record<string, () => string>> = {}) {
  const posts: Post[] = [];
  const pages = new Map(Object.entries({ ...PAGES, ...change }));
  const streams = new Set<(text: string) => void>();
  const app = new Hono();
  app.use("*", headers);
  app.get(`${FRAME.base}/assets/:name`, (c) => asset(c.req.param("name")) ?? c.notFound());
  app.get(
    `${FRAME.base}/events`,
    () => new Response(stream(streams), { headers: { "content-type": "text/event-stream" } }),
  );
  app.get("/page/:name", (c) => c.html(pages.get(c.req.param("name"))?.() ?? "none"));
  app.post("*", async (c) => {
    const fields = Object.fromEntries([...(await c.req.formData())].map(([name, value]) => [name, String(value)]));
    posts.push({ path: c.req.path, fields });
    return c.html("<!doctype html><title>Sent</title><h1>Sent</h1>");
  });
  app.get("*", (c) => c.html("<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>"));
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    names: Object.keys(PAGES),
    posts,
    pages,
    address: (name: string) => `http://127.0.0.1:${port}/page/${encodeURIComponent(name)}`,
    /** How many pages follow changes. */
    followers: () => streams.size,
    changed: () => {
      for (const send of streams) send("event: changed\ndata: {}\n\n");
    },
    close: () => {
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
    },
  };
}

function stream(streams: Set<(text: string) => void>): ReadableStream<Uint8Array> {
  let own: (text: string) => void;
  return new ReadableStream({
    start(controller) {
      own = (text) => controller.enqueue(new TextEncoder().encode(text));
      own(": here\n\n");
      streams.add(own);
    },
    cancel: () => void streams.delete(own),
  });
}

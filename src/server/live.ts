import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Desk } from "../desk/desk.js";

const PING_MS = 15_000;
const RETRY_MS = 3_000;

/**
 * Tells a page that something changed, and no more: it looks again, at what it may see. Server-sent events (HTML Standard
 * §9.2). They are a convenience: a page that hears nothing is only older.
 */
export function live<E extends object>(c: Context<E>, desk: Desk): Response | Promise<Response> {
  if (c.req.method === "HEAD") return new Response(null, { headers: { "content-type": "text/event-stream" } });
  return streamSSE(
    c,
    async (stream) => {
      let changes = 0;
      let wake = () => {};
      const leave = await desk.watch(() => {
        changes++;
        wake();
      });
      stream.onAbort(() => wake());
      await stream.write(`retry: ${RETRY_MS}\n\n`);
      for (let told = 0; !stream.aborted; ) {
        if (changes > told) {
          told = changes;
          await stream.writeSSE({ event: "changed", data: "", id: String(told) });
          continue;
        }
        await within(PING_MS, (done) => (wake = done));
        if (!stream.aborted && changes === told) await stream.write(": ping\n\n");
      }
      await leave();
    },
    ended,
  );
}

/** The store is closed: the page asks again, and is told. */
const ended = async (): Promise<void> => undefined;

/** Resolves when it is done, or after so many milliseconds. */
export function within(ms: number, begin: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    begin(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

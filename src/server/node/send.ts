import type { IncomingMessage, ServerResponse } from "node:http";

/** Statuses without content (RFC 9110 §6.4.1). */
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Writes an answer, no faster than the client takes it. */
export async function send(answer: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  for (const [name, value] of answer.headers) if (name !== "set-cookie") outgoing.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  outgoing.writeHead(answer.status);
  if (incoming.method === "HEAD" || EMPTY.has(answer.status) || !answer.body) {
    await answer.body?.cancel();
    outgoing.end();
    return;
  }
  // The head of a stream of events must not wait for the first event.
  outgoing.flushHeaders();
  await pour(answer.body.getReader(), outgoing);
}

async function pour(reader: ReadableStreamDefaultReader<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const stop = () => void reader.cancel().catch(() => undefined);
  outgoing.on("close", stop);
  while (!outgoing.destroyed) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!outgoing.write(value)) await drained(outgoing);
  }
  outgoing.off("close", stop);
  outgoing.end();
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ["drain", "close"]) outgoing.off(event, done);
      resolve();
    };
    if (outgoing.destroyed) resolve();
    else for (const event of ["drain", "close"]) outgoing.on(event, done);
  });
}

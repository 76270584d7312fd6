import type { IncomingMessage, ServerResponse } from "node:http";
import { requestOf } from "./node/request.js";
import { send } from "./node/send.js";

const MOUNT = "Mount countersign before any body parser: signatures are over the raw body, and it was read already.";

/**
 * A handler for Node's http and https servers, Express, Fastify and the like. Mount it before any body parser. Bodies
 * stream both ways with back pressure; `request.signal` aborts when the client goes away. The URL is of the Host header,
 * https on an encrypted socket: behind a proxy give the desk its `url`. A request whose URL or Host is malformed gets 400,
 * an error thrown by the handler a bare 500.
 */
export function toNode(
  handle: (request: Request) => Promise<Response>,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (incoming, outgoing) => {
    void answer(handle, incoming, outgoing).catch(() => outgoing.destroy());
  };
}

async function answer(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.on("close", () => outgoing.writableFinished || gone.abort());
  const request = requestOf(incoming, gone.signal);
  if (typeof request === "string")
    return request === "malformed"
      ? refuse(outgoing, 400, "The request's URL, Host or method is malformed.")
      : refuse(outgoing, 500, MOUNT);
  try {
    await send(await handle(request), incoming, outgoing);
  } catch {
    if (outgoing.headersSent) outgoing.destroy();
    else refuse(outgoing, 500, "");
  }
}

function refuse(outgoing: ServerResponse, status: number, why: string): void {
  outgoing.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
  outgoing.end(why);
}

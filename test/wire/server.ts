import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request was, and how it is answered. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}
export type Reply = (seen: Seen, response: ServerResponse) => void;

export interface Server {
  readonly url: string;
  readonly host: string;
  readonly seen: readonly Seen[];
  /** The next requests are answered so, one reply each; the last one stays. */
  will(...replies: Reply[]): void;
  close(): Promise<void>;
}

export const reply =
  (status: number, headers: Readonly<Record<string, string>> = {}, body = ""): Reply =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };
/** Never answers. */
export const silence: Reply = () => undefined;
/** Ends the connection without an answer. */
export const hangUp: Reply = (_, response) => {
  response.destroy();
};
/** Sends a head and no body. */
export const stall: Reply = (_, response) => {
  response.writeHead(200).write("half");
};

/** An HTTP server on this machine. */
export async function listen(): Promise<Server> {
  const seen: Seen[] = [];
  let replies: Reply[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
    seen.push(one);
    (replies.length > 1 ? replies.shift() : replies[0])?.(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    seen,
    will: (...next) => {
      replies = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

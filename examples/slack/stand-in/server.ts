import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request, read whole. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}
/** What goes back; `hang` leaves it open, and `drop` cuts the connection. */
export type Reply =
  | { readonly status: number; readonly body: string | object; readonly headers?: Readonly<Record<string, string>> }
  | "hang"
  | "drop";

export interface Listening {
  readonly server: Server;
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(answer: (asked: Asked) => Reply): Promise<Listening> {
  const server = createServer(async (request, response) => {
    send(response, answer(await read(request)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method ?? "GET",
    url: new URL(request.url ?? "/", "http://stand-in"),
    headers: request.headers as Record<string, string>,
    text: Buffer.concat(chunks).toString(),
  };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === "hang") return;
  if (reply === "drop") return void response.socket?.destroy();
  const { status, body, headers } = reply;
  const [type, text] = typeof body === "string" ? ["text/html", body] : ["application/json", JSON.stringify(body)];
  response.writeHead(status, { "content-type": `${type}; charset=utf-8`, ...headers }).end(text);
}

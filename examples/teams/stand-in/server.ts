import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What is asked of the stand-in: the workflow, the connector, the token endpoint, the metadata and keys of the Bot Service. */
export type What = "webhook" | "token" | "post" | "put" | "metadata" | "keys" | "unknown";

export interface Seen {
  readonly what: What;
  readonly method: string;
  /** Without its query, which holds a secret. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** JSON or form fields as a value, else the text. */
  readonly body: unknown;
}

export interface Call extends Seen {
  readonly query: URLSearchParams;
  /** Bytes of the body. */
  readonly size: number;
}

export interface Answer {
  readonly status: number;
  /** An object is sent as JSON, a string as text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Runs after the answer is on its way. */
  readonly after?: () => void;
}

/** An error in the form that the workflow and the connector have. */
export const refusal = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});

/** An answer out of turn: its status, or none at all (`hang` keeps the connection open, `drop` ends it). */
export interface Failure extends Partial<Answer> {
  readonly hang?: "hang" | "drop";
}

export interface Served {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** The next call of this kind is answered so; several wait in line. */
  fail(what: What, failure: Failure): void;
  close(): Promise<void>;
}

const MOST_BYTES = 1_048_576;

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= MOST_BYTES) parts.push(part);
  }
  return size <= MOST_BYTES ? Buffer.concat(parts).toString("utf8") : "";
}

function read(text: string, type: string): unknown {
  if (type.startsWith("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function callOf(request: IncomingMessage, kind: (method: string, path: string) => What): Promise<Call> {
  const { pathname: path, searchParams: query } = new URL(request.url ?? "/", "http://stand-in");
  const { method = "GET", headers } = request;
  const text = await textOf(request);
  const body = read(text, headers["content-type"] ?? "");
  return { what: kind(method, path), method, path, query, headers, body, size: Buffer.byteLength(text) };
}

function send(response: ServerResponse, { status, body, headers = {}, after }: Answer): void {
  const json = body !== undefined && typeof body !== "string";
  const type = body === undefined ? {} : { "content-type": json ? "application/json; charset=utf-8" : "text/plain" };
  response.writeHead(status, { ...type, ...headers });
  response.end(json ? JSON.stringify(body) : body);
  after?.();
}

const broken = (error: unknown) => refusal(500, "StandInFailed", String(error));

/** A server on 127.0.0.1 that keeps what it was asked. */
export async function serve(
  kind: (method: string, path: string) => What,
  answer: (call: Call) => Answer | Promise<Answer>,
): Promise<Served> {
  const seen: Seen[] = [];
  const failures: { readonly what: What; readonly failure: Failure }[] = [];
  const failing = (what: What): Failure | undefined => {
    const at = failures.findIndex((one) => one.what === what);
    return at < 0 ? undefined : failures.splice(at, 1)[0]?.failure;
  };
  const server = createServer(async (request, response) => {
    const call = await callOf(request, kind);
    const { query: _, size: __, ...kept } = call;
    seen.push(kept);
    const failure = failing(call.what);
    if (failure?.hang === "drop") return void request.socket.destroy();
    if (failure?.hang === "hang") return;
    if (failure) return send(response, { status: 500, ...failure });
    send(response, await Promise.resolve(call).then(answer).catch(broken));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    fail: (what, failure) => void failures.push({ what, failure }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

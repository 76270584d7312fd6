import type { IncomingMessage } from "node:http";
import { bodyOf } from "./body.js";

/** As Express hands it on: a mounted path is cut from `url`. */
type Incoming = IncomingMessage & { readonly originalUrl?: string };

const HOST = /^[a-z0-9._~:[\]-]{1,255}$/i;

/** The web's form of a request; `"read"` where its body was taken by somebody else. */
export function requestOf(incoming: Incoming, signal: AbortSignal): Request | "malformed" | "read" {
  const url = urlOf(incoming);
  if (url === undefined) return "malformed";
  const { method = "GET" } = incoming;
  const carries = hasBody(incoming) && method !== "GET" && method !== "HEAD";
  if (carries && (incoming.readableDidRead || incoming.readableEnded)) return "read";
  const body = carries ? { body: bodyOf(incoming), duplex: "half" as const } : {};
  try {
    return new Request(url, { method, headers: headersOf(incoming), signal, ...body });
  } catch {
    return "malformed";
  }
}

function urlOf(incoming: Incoming): string | undefined {
  const path = incoming.originalUrl ?? incoming.url ?? "";
  const host = incoming.headers.host ?? incoming.headers[":authority"];
  const origin = `${"encrypted" in incoming.socket ? "https" : "http"}://${host}`;
  if (typeof host !== "string" || !HOST.test(host) || !path.startsWith("/")) return undefined;
  if (!URL.canParse(origin) || !URL.canParse(origin + path)) return undefined;
  const { username, pathname, search } = new URL(origin);
  return username || pathname !== "/" || search ? undefined : origin + path;
}

const hasBody = ({ headers }: Incoming): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

function headersOf(incoming: Incoming): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    // HTTP/2 keeps the request line among them.
    if (name.startsWith(":") || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  return headers;
}

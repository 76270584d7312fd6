import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { Inbox, Transport } from "../../src/approval/transport.js";
import { fakeClock } from "../../src/testing/fake-clock.js";
import { httpOn } from "../../src/transports/http/http-on.js";
import type { HttpOptions } from "../../src/transports/http/options.js";
import { listen, type Reply, reply, type Seen, type Server } from "../wire/server.js";

export const secret = (): string => `whsec_${randomBytes(32).toString("base64")}`;
export const OUT = secret();
export const IN = secret();
export const ISSUER = "https://tickets.example";
export const PATH = "/hooks/s3cret-path?token=s3cret-token";

export interface Hook {
  readonly server: Server;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly transport: Transport;
  /** What arrived, verified by the package of Standard Webhooks at the real time. */
  events(): readonly { readonly id: string; readonly type: string; readonly data: Record<string, unknown> }[];
  close(): Promise<void>;
}

/** The transport before a server on this machine, which answers 200 unless said otherwise. */
export async function hook(options: Partial<HttpOptions> = {}, ...replies: readonly Reply[]): Promise<Hook> {
  const server = await listen();
  server.will(...(replies.length > 0 ? replies : [reply(200)]));
  const clock = fakeClock(new Date().toISOString());
  const answers = { secret: IN, issuer: ISSUER };
  const url = `${server.url}${PATH}`;
  const transport = httpOn({ url, secret: OUT, answers, network: "any", ...options }, { clock });
  return { server, clock, transport, events: () => server.seen.map(eventOf), close: () => server.close() };
}

function eventOf({ headers, body }: Seen) {
  const event = new Webhook(OUT).verify(body, headers as Record<string, string>) as { type: string; data: never };
  return { id: String(headers["webhook-id"]), ...event };
}

export interface Sending {
  readonly key?: string;
  readonly id?: string;
  readonly at?: number;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
let sent = 0;

/** A request as another system sends it, signed by the package of Standard Webhooks. */
export function signedRequest(body: unknown, { key = IN, at = Date.now(), ...how }: Sending = {}): Request {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const id = how.id ?? `decision-${++sent}`;
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at / 1000)),
    "webhook-signature": new Webhook(key).sign(id, new Date(at), text),
    ...how.headers,
  };
  const method = how.method ?? "POST";
  return new Request("https://desk.example/in/http", { method, headers, ...(method === "POST" && { body: text }) });
}

/** What the transport answers: status, and its JSON. */
export async function answered(transport: Transport, request: Request, inbox: Inbox) {
  const response = await transport.receive?.(request, inbox);
  if (!response) throw new Error("it takes no requests");
  const text = await response.text();
  const json = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, json };
}

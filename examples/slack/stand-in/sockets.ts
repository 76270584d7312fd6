import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { Json, Workspace } from "./workspace.js";

/** Socket Mode, as seen from Slack's side. */
export interface Sockets {
  /** How many connections are open and were said hello to. */
  readonly open: number;
  /** Resolves as soon as so many connections were made since the start. */
  connected(count?: number): Promise<void>;
  /** Tells every connection that it will end, and why. The client is to close it, and to open another one. */
  disconnect(reason?: "warning" | "refresh_requested" | "link_disabled"): void;
  /** Cuts every connection without a word. */
  drop(): void;
  /** Any frame to every connection: for what Slack does not send. */
  say(frame: string): void;
}
export interface SocketMode extends Sockets {
  /** A URL for one connection. */
  ticket(): string;
  /** Sends it to one of the connections in turn. The payload of its acknowledgement, or `undefined` where none came. */
  deliver(payload: Json): Promise<{ readonly payload?: unknown } | undefined>;
  close(): void;
}

export function sockets(space: Workspace, server: Server): SocketMode {
  const tickets = new Set<string>();
  const live = new Set<WebSocket>();
  const made: (() => void)[] = [];
  const upgrades = new WebSocketServer({ noServer: true });
  let count = 0;

  server.on("upgrade", (request: IncomingMessage, socket, head) => {
    const ticket = new URL(request.url ?? "/", "http://stand-in").searchParams.get("ticket") ?? "";
    if (!tickets.delete(ticket)) return void socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n");
    upgrades.handleUpgrade(request, socket, head, (one) => welcome(one));
  });
  function welcome(one: WebSocket): void {
    live.add(one);
    one.on("close", () => live.delete(one)).on("error", () => one.terminate());
    one.send(JSON.stringify(hello(space, live.size)));
    count += 1;
    for (const check of made.splice(0)) check();
  }
  const each = (act: (one: WebSocket) => void) => [...live].forEach(act);

  return {
    get open() {
      return live.size;
    },
    connected: (wanted = 1) =>
      new Promise((resolve) => {
        const check = () => (count >= wanted ? resolve() : void made.push(check));
        check();
      }),
    disconnect: (reason = "refresh_requested") =>
      each((one) => one.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "stand-in" } }))),
    drop: () => each((one) => one.terminate()),
    say: (frame) => each((one) => one.send(frame)),
    ticket() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${space.url.replace("http", "ws")}/link/?ticket=${ticket}&app_id=${space.appId}`;
    },
    async deliver(payload) {
      const [first] = live;
      if (!first) return undefined;
      live.delete(first);
      live.add(first);
      return acknowledged(first, payload, space.patience);
    },
    close: () => each((one) => one.terminate()),
  };
}

const hello = ({ appId }: Workspace, open: number) => ({
  type: "hello",
  num_connections: open,
  debug_info: { host: "stand-in", approximate_connection_time: 18_060 },
  connection_info: { app_id: appId },
});

/** Slack takes the payload of an acknowledgement of a submission, not of a press. */
function acknowledged(one: WebSocket, payload: Json, patience: number) {
  const id = randomUUID();
  const accepts = payload["type"] === "view_submission";
  return new Promise<{ payload?: unknown } | undefined>((resolve) => {
    const done = (ack?: { payload?: unknown }) => {
      clearTimeout(timer);
      one.off("message", hear).off("close", gone);
      resolve(ack);
    };
    const gone = () => done();
    const hear = (data: unknown) => {
      const ack = parsed(String(data));
      if (ack?.["envelope_id"] === id) done(ack);
    };
    const timer = setTimeout(gone, patience);
    one.on("message", hear).on("close", gone);
    one.send(JSON.stringify({ envelope_id: id, type: "interactive", accepts_response_payload: accepts, payload }));
  });
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

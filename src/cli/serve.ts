import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toNode } from "../server/node.js";
import { exportsOf } from "./actions.js";
import { parsed } from "./arguments.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

const HELP = `countersign serve FILE [--port 3210] [--host 127.0.0.1]

Serves a desk over HTTP: console, API, transports, sign-in.

  FILE     a module that exports \`handle\`, made by createHandler(desk, { path: "/", signIn }), and, where there is
           something to end, \`close\`
  --port   0 takes a free one
  --host   whoever reaches this address reaches the desk; put TLS in front of any but the loopback one

It ends with SIGINT or SIGTERM: no new connections, \`close\`, exit code 0. Exit code 2: it could not be served.`;

interface Served {
  readonly handle: (request: Request) => Promise<Response>;
  readonly close?: () => Promise<unknown> | unknown;
}

const OPTIONS = {
  port: { type: "string", default: "3210" },
  host: { type: "string", default: "127.0.0.1" },
  help: { type: "boolean", short: "h" },
} as const;

/** Runs `countersign serve` until a signal ends it; the answer is the exit code. */
export async function serveCommand(args: readonly string[], output: Output, ended = signalled): Promise<0 | 2> {
  try {
    const { values, positionals } = parsed(args, OPTIONS);
    if (values.help) {
      output.out(HELP);
      return 0;
    }
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Unusable("name one file. Try countersign serve --help");
    await serve(await servedBy(file), { host: values.host, port: portOf(values.port), file }, output, ended);
    return 0;
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    output.error(`countersign serve: ${error.message}`);
    return 2;
  }
}

async function serve(
  { handle, close }: Served,
  { host, port, file }: { readonly host: string; readonly port: number; readonly file: string },
  output: Output,
  ended: () => Promise<void>,
): Promise<void> {
  const server = createServer(toNode(handle));
  const at = await listening(server, host, port);
  output.out(`countersign serves ${file} at http://${host.includes(":") ? `[${host}]` : host}:${at}`);
  await ended();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await close?.();
}

function listening(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) =>
      reject(new Unusable(`cannot listen on ${host}, port ${port}: ${code ?? "it failed"}`)),
    );
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

async function servedBy(file: string): Promise<Served> {
  const { handle, close } = (await exportsOf(file, "the handler")) as Partial<Served>;
  if (typeof handle !== "function")
    throw new Unusable(`${file} exports no \`handle\`: export what createHandler(desk, …) made under that name`);
  return { handle, ...(typeof close === "function" && { close }) };
}

function portOf(given: string): number {
  const port = Number(given);
  if (/^\d{1,5}$/.test(given) && port <= 65_535) return port;
  throw new Unusable(`--port ${given}: give a number, 0 to 65535`);
}

const signalled = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });

// For runtimes with processes: the desk behind this runtime's own HTTP server. Prints its port.
import { toNode } from "countersign/server/node";
import { fetch } from "./desk.mjs";

const at = { port: 0, hostname: "127.0.0.1" };
if (globalThis.Bun) console.log(Bun.serve({ ...at, fetch }).port);
else if (globalThis.Deno) Deno.serve({ ...at, onListen: ({ port }) => console.log(port) }, fetch);
else {
  const { createServer } = await import("node:http");
  const server = createServer(toNode(fetch));
  server.listen(0, at.hostname, () => console.log(server.address().port));
}

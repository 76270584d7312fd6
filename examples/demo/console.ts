import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Desk, Principal } from "countersign";
import { createHandler } from "countersign/server";
import { localSignIn } from "countersign/server/local";
import { toNode } from "countersign/server/node";

/** The review console on this machine, for one person, at a free port unless one is given. Its address is known before there is a desk. */
export async function consoleAt(as: Principal, port = 0) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signIn = localSignIn({ as });
  return {
    url,
    /** Signs in whoever opens it. */
    link: url + signIn.url,
    serve: (desk: Desk) => void server.on("request", toNode(createHandler(desk, { path: "/", signIn }))),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

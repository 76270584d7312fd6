import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { localSignIn } from "../../src/server/local.js";
import { toNode } from "../../src/server/node.js";
import { createHandler } from "../../src/server/server.js";
import { person } from "../../src/testing/testing.js";
import { deskServer } from "../server/desk-server.js";
import { launch } from "./chromium.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

async function serving(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** Ana signs in at this host, without JavaScript; then she opens what an agent serves at another port, by every name that it knows. */
async function sentToAnotherPort(hostOf: (signIn: ReturnType<typeof localSignIn>) => string) {
  const signIn = localSignIn({ as: person("ana") });
  const { cs } = deskServer();
  const port = await serving(toNode(createHandler(cs.desk, { path: "/", signIn })));
  const base = `http://${hostOf(signIn)}:${port}`;
  const sent: string[] = [];
  const other = await serving((request, response) => {
    sent.push(request.headers.cookie ?? "");
    response.end("<p>hello</p>");
  });
  const context = await browser.newContext({ javaScriptEnabled: false });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(base + signIn.url);
  await page.getByRole("link", { name: "Inbox" }).first().waitFor();
  for (const host of ["127.0.0.1", "localhost", "desk.localhost"]) await page.goto(`http://${host}:${other}/`);
  await page.goto(base);
  const title = await page.title();
  return { sent: sent.join(";"), title };
}

test("at a name that nobody else knows the session is sent to no other port, and the console works", async () => {
  const { sent, title } = await sentToAnotherPort(({ host }) => host);
  expect(sent).not.toContain("countersign-local");
  expect(title).not.toContain("Sign in");
});

test("at 127.0.0.1 it is sent to every port, as the docs say", async () => {
  expect((await sentToAnotherPort(() => "127.0.0.1")).sent).toContain("countersign-local");
});

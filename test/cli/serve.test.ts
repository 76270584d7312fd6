import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serveCommand } from "../../src/cli/serve.js";
import { folder } from "../sinks/folder.js";

/** The command until it is told to end, with what it said. */
function serving(...args: string[]) {
  const said: { out: string[]; error: string[] } = { out: [], error: [] };
  let heard = (_line: string) => {};
  let end = () => {};
  const line = new Promise<string>((resolve) => (heard = resolve));
  const output = {
    out(text: string) {
      said.out.push(text);
      heard(text);
    },
    error: (text: string) => void said.error.push(text),
    style: "plain" as const,
  };
  const code = serveCommand(args, output, () => new Promise<void>((resolve) => (end = resolve)));
  return { said, code, line, end: () => end() };
}

function module(text: string): string {
  const file = join(folder(), "desk.mjs");
  writeFileSync(file, text);
  return file;
}

test("a module's handler is served on loopback until it is told to end, and then closed", async () => {
  const file = module(
    `export const handle = async (request) => new Response(new URL(request.url).pathname);
     export const close = () => { globalThis.closedByServe = "yes"; };`,
  );
  const { line, code, end } = serving(file, "--port", "0");
  const [url = ""] = /http:\S+/.exec(await line) ?? [];
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(`${url}/v1/requests`)).text()).toBe("/v1/requests");
  end();
  expect(await code).toBe(0);
  expect((globalThis as { closedByServe?: string }).closedByServe).toBe("yes");
  await expect(fetch(url)).rejects.toThrow();
});

test.each([
  ["no file", [], "name one file"],
  ["a file that is not there", ["nowhere.mjs"], "cannot load the handler of nowhere.mjs"],
  ["a port that is none", ["x.mjs", "--port", "http"], "cannot load|--port http"],
  ["an option that is not known", ["x.mjs", "--prot", "1"], "--prot"],
])("%s is refused with what to do", async (_, args, why) => {
  const { said, code } = serving(...args);
  expect(await code).toBe(2);
  expect(said.error.join()).toMatch(new RegExp(why));
});

test("a module without a handler is told what to export", async () => {
  const { said, code } = serving(module("export const desk = 1;"));
  expect(await code).toBe(2);
  expect(said.error.join()).toContain("exports no `handle`");
});

test("a port that is taken is said", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  const file = module("export const handle = async () => new Response();");
  const { said, code } = serving(file, "--port", String(port));
  expect(await code).toBe(2);
  expect(said.error.join()).toContain("EADDRINUSE");
  taken.close();
});

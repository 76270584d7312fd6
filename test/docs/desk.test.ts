import { join } from "node:path";
import { transform } from "esbuild";
import { expect, test } from "vitest";
import { deskServer } from "../server/desk-server.js";
import { pageOf } from "./examples.js";

const page = pageOf(join(import.meta.dirname, "../../docs"), "desk.md");

test("the page's programs compile, and its links lead somewhere", () => {
  const imports = [
    'import { createDesk, type DeskConfig } from "../../src/index.js";',
    'import { createHandler, type SignIn } from "../../src/server/server.js";',
    "declare const config: DeskConfig;",
    "declare const signIn: SignIn;",
  ].join("\n");
  expect(page.complaints(imports)).toEqual([]);
  expect(page.deadLinks).toEqual([]);
});

test("the page's caller of the API approves a request, and the call runs", async () => {
  const { waiting, send } = deskServer();
  const { done, message } = await waiting();
  const { code } = await transform(page.blocks[0] ?? "", { loader: "ts" });
  const fetched = (url: string, init: RequestInit) => send(url.slice("desk".length), { ...init, as: "ana" });
  const approve = new Function("fetch", `${code}\nreturn approve;`)(fetched) as (...args: string[]) => Promise<unknown>;
  expect(await approve("desk", "token", message.requestId)).toMatchObject({ result: "resolved" });
  expect(await done).toMatchObject({ ok: true });
});

import { join } from "node:path";
import { expect, test } from "vitest";
import { pageOf } from "./examples.js";

const page = pageOf(join(import.meta.dirname, "../../docs"), "sign-in.md");

test("the page's programs compile, and its links lead somewhere", () => {
  const imports = [
    'import { createDesk, type DeskConfig } from "../../src/index.js";',
    'import { oidcDirectory } from "../../src/directories/oidc.js";',
    'import { createHandler } from "../../src/server/server.js";',
    'import { oidcSignIn, oktaSignIn } from "../../src/server/oidc.js";',
    "declare const env: (name: string) => string;",
    "declare const config: DeskConfig;",
    "declare const [issuer, clientId, clientSecret, cookieKey]: [string, string, string, string];",
  ].join("\n");
  expect(page.complaints(imports)).toEqual([]);
  expect(page.deadLinks).toEqual([]);
});

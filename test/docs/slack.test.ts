import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { pageOf } from "./examples.js";

const DOCS = join(import.meta.dirname, "../../docs");
const page = pageOf(DOCS, "slack.md");
const text = readFileSync(join(DOCS, "slack.md"), "utf8");

interface Manifest {
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly interactivity: { readonly is_enabled: boolean; readonly request_url: string } };
}

test("the page's programs compile, and its links lead somewhere", () => {
  const imports = [
    'import { staticDirectory } from "../../src/directories/static.js";',
    'import { slack } from "../../src/transports/slack.js";',
    "declare const secret: (name: string) => string;",
  ].join("\n");
  expect(page.complaints(imports)).toEqual([]);
  expect(page.deadLinks).toEqual([]);
});

test("the app's manifest asks for what the methods that we call need, and for nothing else", () => {
  const [, yaml = ""] = /^```yaml\n([\s\S]*?)^```/m.exec(text) ?? [];
  const { oauth_config, settings } = parse(yaml) as Manifest;
  expect(oauth_config.scopes.bot).toEqual(["chat:write", "users:read", "incoming-webhook"]);
  expect(settings.interactivity).toMatchObject({
    is_enabled: true,
    request_url: expect.stringMatching(/\/in\/slack$/),
  });
});

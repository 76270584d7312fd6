import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pageOf } from "./examples.js";

const DOCS = join(import.meta.dirname, "../../docs");
const page = pageOf(DOCS, "teams.md");
const text = readFileSync(join(DOCS, "teams.md"), "utf8");

test("the page's programs compile, and its links lead somewhere", () => {
  const imports = [
    'import { entraDirectory } from "../../src/directories/entra.js";',
    'import { teams } from "../../src/transports/teams.js";',
    "declare const secret: (name: string) => string;",
  ].join("\n");
  expect(page.complaints(imports)).toEqual([]);
  expect(page.deadLinks).toEqual([]);
});

test("the app's manifest has a bot, for channels and group chats", () => {
  const [, json = ""] = /^```json\n([\s\S]*?)^```/m.exec(text) ?? [];
  const { bots, name } = JSON.parse(json) as { bots: { scopes: string[] }[]; name: { short: string } };
  expect(bots.map(({ scopes }) => scopes)).toEqual([["team", "groupChat"]]);
  expect(name.short.length).toBeLessThanOrEqual(30);
});

import { join } from "node:path";
import { expect, test } from "vitest";
import { pageOf } from "./examples.js";

const page = pageOf(join(import.meta.dirname, "../../docs"), "people.md");

test("the page's programs compile, and its links lead somewhere", () => {
  const imports = [
    'import { combineDirectories } from "../../src/directories/combine.js";',
    'import { entraDirectory } from "../../src/directories/entra.js";',
    'import { oktaDirectory } from "../../src/directories/okta.js";',
    'import { staticDirectory } from "../../src/directories/static.js";',
    "declare const [token, tenant, clientId, clientSecret]: [string, string, string, string];",
  ].join("\n");
  expect(page.complaints(imports)).toEqual([]);
  expect(page.deadLinks).toEqual([]);
});

import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };

export { manifest };
export const ROOT = join(import.meta.dirname, "../..");

/** Every subpath with its name for importers and its file: `{ specifier: "countersign/policy", name: "policy" }`. */
export const SUBPATHS = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
  typeof target === "string"
    ? []
    : [{ specifier: `countersign${subpath.slice(1)}`, name: target.default.slice("./dist/".length, -".js".length) }],
);
export const BINS = Object.values(manifest.bin).map((file) => file.slice("./dist/".length, -".js".length));
export const DEPENDENCIES = Object.keys(manifest.dependencies);
export const PEERS = Object.keys(manifest.peerDependencies);

/** `@a/b/c` -> `@a/b`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

// No specifier has a space: `["days", "from", "to"]` is a list of texts.
const STATIC = /(?:\bfrom|^\s*import)\s*["']([^"'\s]+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"'\n]+)["']\s*\)/g;
const names = (code: string, pattern: RegExp): string[] =>
  [...new Set([...code.matchAll(pattern)].map((match) => match[1] as string))].filter((name) => !name.startsWith("."));

/** Specifiers that a built file loads at once, other than its own files. */
export const importsOf = (code: string): string[] => names(code, STATIC);
/** Specifiers that a built file may load later. */
export const laterImportsOf = (code: string): string[] => names(code, DYNAMIC);

import { existsSync, readFileSync } from "node:fs";
import { defineConfig } from "tsup";

type Target = string | { readonly default: string };
interface Manifest {
  readonly exports: Readonly<Record<string, Target>>;
  readonly bin: Readonly<Record<string, string>>;
}

/** Entries are the exports map's own: `./dist/X.js` is built from `src/X.ts`, so there is one list. */
export function entries(manifest: Manifest): Record<string, string> {
  const targets = [...Object.values(manifest.exports), ...Object.values(manifest.bin)]
    .map((target) => (typeof target === "string" ? target : target.default))
    .filter((target) => target.startsWith("./dist/"));
  const names = targets.map((target) => target.slice("./dist/".length).replace(/\.js$/, ""));
  return Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]));
}

const entry = entries(JSON.parse(readFileSync("package.json", "utf8")) as Manifest);
const missing = Object.values(entry).filter((file) => !existsSync(file));
if (missing.length > 0) throw new Error(`package.json exports what src does not have: ${missing.join(", ")}`);

export default defineConfig({
  entry,
  format: "esm",
  target: "es2022",
  platform: "neutral",
  // One file a subpath: the time of an import is the number of files it opens.
  splitting: false,
  external: [/^node:/],
  removeNodeProtocol: false,
  treeshake: true,
  clean: true,
  // tsup sets `baseUrl`, which TypeScript 6 deprecates.
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
});

import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "../node_modules/.cache/countersign-bench");

/** Bundles a file of this folder as the package itself is bundled: no loader's helpers are timed. Answers its path. */
export async function bundled(name: string): Promise<string> {
  mkdirSync(OUT, { recursive: true });
  const outfile = join(OUT, `${name}-${process.pid}.mjs`);
  const options = { bundle: true, format: "esm", target: "es2022", platform: "node", packages: "external" } as const;
  await build({ entryPoints: [join(HERE, `${name}.ts`)], outfile, ...options, logLevel: "error" });
  return outfile;
}

export interface Waits {
  /** Heap of one waiting call. */
  readonly bytes: number;
  /** A full collection with all of them waiting, milliseconds. */
  readonly gc: number;
  /** From a wake to the end of the call, median, microseconds. */
  readonly resume: number;
}

/** Measures waiting calls in a process of their own. `child` is `bundled("waits-child")`. */
export async function waitsOf(child: string, way: "ours" | "promises", count: number): Promise<Waits> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", child, way, String(count)]);
  return JSON.parse(stdout) as Waits;
}

import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

// Where packages are found from; npm and vitest both run in the package's own folder.
const OUT = "node_modules/.cache/countersign-bench";

/** Bundles `bench/NAME.ts` as the package itself is bundled: no loader's helpers are timed. Answers its path. */
export async function bundled(name: string): Promise<string> {
  const outfile = join(OUT, `${name}-${process.pid}.mjs`);
  const options = { bundle: true, format: "esm", target: "es2022", platform: "node", packages: "external" } as const;
  await build({ entryPoints: [join("bench", `${name}.ts`)], outfile, ...options, logLevel: "error" });
  return outfile;
}

/** Runs `bench/NAME.ts`, bundled, in a process of its own: tsx names every closure, which the hot path would pay for. */
export async function runBundled(name: string, args: readonly string[]): Promise<number> {
  const { status } = spawnSync(process.execPath, [await bundled(name), ...args], { stdio: "inherit" });
  return status ?? 1;
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

import { execFile, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { type BuildOptions, build } from "esbuild";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { SAID, visited } from "./visit.js";

const HERE = import.meta.dirname;
const MODULES = join(HERE, "node_modules");
const HOME = join(inject("installed"), "runtimes");
const PROGRAMS = [
  "smoke.mjs",
  "suites.mjs",
  "chats.mjs",
  "process.mjs",
  "desk.mjs",
  "mounted.mjs",
  "worker.mjs",
  "worker.capnp",
];
const INSTALL_MS = 600_000;

const NODE = (major: number) => join(MODULES, `node${major}/bin/node`);
const BUN = join(MODULES, "@oven/bun-linux-x64/bin/bun");
const DENO = join(MODULES, "@deno/linux-x64-glibc/deno");
const WORKERD = join(MODULES, "@cloudflare/workerd-linux-64/bin/workerd");

/** Command lines that run the suites: what they print is `OK` and the number of tests. */
const RUNTIMES: readonly { name: string; command: string; flags: readonly string[] }[] = [
  { name: "Node 22", command: NODE(22), flags: [] },
  { name: "Node 22 without node:sqlite, on better-sqlite3", command: NODE(22), flags: ["--no-experimental-sqlite"] },
  { name: "Node 24", command: NODE(24), flags: [] },
  { name: "Node 26", command: NODE(26), flags: [] },
  { name: "Bun", command: BUN, flags: [] },
  {
    name: "Deno",
    command: DENO,
    flags: ["run", "--allow-all", "--no-lock", "--no-remote", "--node-modules-dir=manual"],
  },
];

const BUNDLE: BuildOptions = { bundle: true, format: "esm", platform: "neutral" };

/** The runtimes come from a lock file of their own, once. */
function install(): void {
  const marker = join(MODULES, ".package-lock.json");
  const lock = JSON.parse(readFileSync(join(HERE, "package-lock.json"), "utf8")) as Installed;
  const there = existsSync(marker) ? (JSON.parse(readFileSync(marker, "utf8")) as Installed).packages : {};
  const wanted = Object.entries(lock.packages).filter(([path, { optional }]) => path && !optional);
  if (wanted.every(([path, { version }]) => there[path]?.version === version)) return;
  execFileSync("npm", ["ci", "--prefix", HERE, "--ignore-scripts", "--no-audit", "--no-fund"], { stdio: "pipe" });
}
interface Installed {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;
}

function prepare(): void {
  cpSync(join(inject("installed"), "bare"), HOME, { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(MODULES, "better-sqlite3"), join(HOME, "node_modules/better-sqlite3"));
  symlinkSync(join(HERE, "../../node_modules/hono"), join(HOME, "node_modules/hono"));
  writeFileSync(join(HOME, "package.json"), JSON.stringify({ type: "module" }));
  for (const name of PROGRAMS) cpSync(join(HERE, name), join(HOME, name));
}

const environment = () => ({ ...process.env, DENO_DIR: join(HOME, "deno"), DENO_NO_UPDATE_CHECK: "1" });

async function inProcess({ command, flags }: (typeof RUNTIMES)[number]): Promise<string> {
  const options = { cwd: HOME, env: environment() };
  const { stdout } = await promisify(execFile)(command, [...flags, join(HOME, "process.mjs")], options);
  return stdout.trim();
}

/** The desk behind the server that the runtime has, while `visit` is there. */
async function mounted<T>({ command, flags }: (typeof RUNTIMES)[number], visit: (origin: string) => Promise<T>) {
  const server = spawn(command, [...flags, join(HOME, "mounted.mjs")], {
    cwd: HOME,
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    for await (const port of createInterface(server.stdout)) return await visit(`http://127.0.0.1:${port}`);
    throw new Error("the server ended without listening");
  } finally {
    server.kill();
  }
}

/** One bundled file as the worker of that socket, while `visit` is there; `worker.capnp` names them. */
async function inWorker<T>(socket: string, visit: (origin: string) => Promise<T>): Promise<T> {
  const args = ["serve", join(HOME, "worker.capnp"), "--control-fd=3"];
  const server = spawn(WORKERD, args, { stdio: ["ignore", "inherit", "inherit", "pipe"] });
  try {
    for await (const line of createInterface(server.stdio[3] as Readable)) {
      const said = JSON.parse(line) as { socket: string; port: number };
      if (said.socket === socket) return await visit(`http://127.0.0.1:${said.port}`);
    }
    throw new Error("workerd ended without listening");
  } finally {
    server.kill();
  }
}

/** The suites of `test/suites`, from source, in one file. */
function bundleSuites(): Promise<unknown> {
  const folder = join(HERE, "../suites");
  const names = readdirSync(folder).filter((name) => !name.endsWith(".test.ts"));
  const contents = names.map((name, index) => `export { suite as suite${index} } from "./${name}";`).join("\n");
  return build({ ...BUNDLE, stdin: { contents, resolveDir: folder }, outfile: join(HOME, "source.mjs") });
}

const bundleWorker = (): Promise<unknown> =>
  build({ ...BUNDLE, entryPoints: [join(HOME, "worker.mjs")], outfile: join(HOME, "worker.js") });

const here = `${process.platform} ${process.arch}`;
const reason = here === "linux x64" ? "" : ` (skipped: the runtimes are pinned for linux x64, this is ${here})`;

describe.skipIf(reason)(`the built package in other runtimes${reason}`, () => {
  beforeAll(async () => {
    install();
    prepare();
    await bundleSuites();
    await bundleWorker();
  }, INSTALL_MS);

  test.each(RUNTIMES)("$name loads every subpath and passes the suites", async (runtime) => {
    expect(await inProcess(runtime)).toMatch(/^OK \d{2,}$/);
  });

  test.each(RUNTIMES)("in $name people decide at a desk behind its own HTTP server", async (runtime) => {
    expect(await mounted(runtime, visited)).toEqual(SAID);
  });

  test.each([
    ["without Node's modules", "bare"],
    ["with its own version of Node's modules", "node"],
  ])("workerd %s passes the suites, and people decide at a desk mounted in it", async (_, socket) => {
    const suites = (origin: string) => fetch(`${origin}/suites`).then((answer) => answer.text());
    expect(await inWorker(socket, suites)).toMatch(/^OK \d{2,}$/);
    expect(await inWorker(socket, visited)).toEqual(SAID);
  });
});

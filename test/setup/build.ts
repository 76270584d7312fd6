import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** A folder with `bare/` and `peers/`: projects that have the packed package installed, without and with all peers. */
    installed: string;
  }
}

const DEPENDENCIES = ["@standard-schema/spec", "ky", "p-retry"];
const DEVELOPMENT = ["@types/express", "@types/node", "arktype", "express", "valibot", "vitest", "zod"];
const PEERS = [
  "@langchain/core",
  "@simplewebauthn/server",
  "@slack/socket-mode",
  "hono",
  "jose",
  "langchain",
  "libsql",
  "openai",
  "openid-client",
  "undici",
  "yaml",
];

/** Builds dist if it is stale, packs it once, and installs the tarball twice. */
export default function setup(project: TestProject): () => void {
  execFileSync(process.execPath, ["scripts/fresh.mjs"], { stdio: ["ignore", "ignore", "inherit"] });
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "countersign-installed-")));
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { stdio: "pipe" });
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) as string);
  install(tarball, join(folder, "bare"), DEPENDENCIES);
  install(tarball, join(folder, "peers"), [...DEPENDENCIES, ...PEERS, ...DEVELOPMENT]);
  project.provide("installed", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** What `npm install` would leave: the tarball's files, links to its dependencies, and its command. */
function install(tarball: string, into: string, dependencies: readonly string[]): void {
  const modules = join(into, "node_modules");
  const home = join(modules, "countersign");
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", home]);
  for (const name of dependencies) link(resolve("node_modules", name), join(modules, name));
  link(join(home, "dist/cli/main.js"), join(modules, ".bin/countersign"));
}

function link(target: string, at: string): void {
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(target, at);
}

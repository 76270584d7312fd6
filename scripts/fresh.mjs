// Builds dist unless it is newer than everything it is made from.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
const under = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

function stale() {
  const { exports, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const made = Object.values(exports).flatMap((target) =>
    Object.values(target).filter((file) => file.includes("dist/")),
  );
  const sources = [
    ...under(join(root, "src")),
    ...["package.json", "tsup.config.ts", "tsconfig.json"].map((file) => join(root, file)),
  ];
  const oldest = Math.min(...[...made, ...Object.values(bin)].map((file) => modified(join(root, file))));
  return sources.some((file) => modified(file) > oldest);
}

function build() {
  const tsup = join(root, "node_modules/tsup/dist/cli-default.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsup], { cwd: root, encoding: "utf8" });
  if (status !== 0) console.error(`${stdout}${stderr}`);
  process.exitCode = status ?? 1;
}

if (stale()) build();

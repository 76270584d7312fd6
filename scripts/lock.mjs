// Completes package-lock.json after an install. npm leaves out the optional packages of other platforms that the
// registry in use could not show it, and `npm ci` then refuses the lock. Usage: node scripts/lock.mjs [folder]...
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const CPU = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];
const LIBC = { glibc: ["glibc", "gnu"], musl: ["musl"] };
const SAME = { aarch64: "arm64", windows: "win32", 64: "x64", wasm32: "wasm32", mips64: "mips64el" };

/** What a platform package's name says of its platform. */
function platform(name) {
  const words = name.split(/[-/@_]/).map((word) => SAME[word] ?? word);
  const os = OS.filter((each) => words.includes(each));
  const cpu = CPU.filter((each) => words.includes(each));
  const libc = os.includes("linux")
    ? Object.keys(LIBC).filter((each) => LIBC[each].some((word) => words.includes(word)))
    : [];
  return { ...(cpu.length > 0 && { cpu }), ...(os.length > 0 && { os }), ...(libc.length > 0 && { libc }) };
}

function complete(packages) {
  const added = [];
  for (const [path, owner] of Object.entries(packages))
    for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
      const at = `node_modules/${name}`;
      if (at in packages || `${path}/${at}` in packages || !/^\d+\.\d+\.\d+[-.\w]*$/.test(version)) continue;
      packages[at] = { version, ...platform(name), ...(owner.dev && { dev: true }), optional: true };
      added.push(at);
    }
  return added;
}

for (const folder of process.argv.length > 2 ? process.argv.slice(2) : [".", "test/runtimes"]) {
  const file = join(folder, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const added = complete(lock.packages);
  const order = (a, b) => (a[0] < b[0] ? -1 : 1);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(order));
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${file}: ${added.length} packages of other platforms added`);
}

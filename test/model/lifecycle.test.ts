import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const MODEL = fileURLToPath(new URL("./lifecycle.pml", import.meta.url));
const missing = [
  ["spin", "-V"],
  ["gcc", "--version"],
].flatMap(([tool = "", ask = ""]) => (spawnSync(tool, [ask]).error ? [tool] : []));
const unless = missing.length > 0 ? ` (skipped: ${missing.join(" and ")} not installed)` : "";

/** Searches all states of the model, made with these macros. */
function search(...macros: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-spin-"));
  const run = (tool: string, ...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(tool, args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`${tool} ${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  try {
    run("spin", "-a", ...macros.map((macro) => `-D${macro}`), MODEL);
    run("gcc", "-O1", "-DSAFETY", "-o", "pan", "pan.c");
    const said = run("./pan", "-m100000");
    const errors = Number(/errors: (\d+)/.exec(said)?.[1]);
    const states = Number(/(\d+) states, stored/.exec(said)?.[1]);
    console.log(`spin ${macros.join(" ") || "as it is"}: ${states} states, errors: ${errors}`);
    return {
      errors,
      states,
      violated: /assertion violated \((.*)\)/.exec(said)?.[1],
      complete: !/max search/.test(said),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.skipIf(missing.length > 0).each([[[]], [["IDEMPOTENT"]]])(
  `no order of steps, with crashes, starts more than was approved: %s${unless}`,
  (macros: readonly string[]) => {
    const { errors, states, complete } = search(...macros);
    expect([errors, complete]).toEqual([0, true]);
    expect(states).toBeGreaterThan(100_000);
  },
);

test.skipIf(missing.length > 0).each([
  ["an unknown outcome that leads back to approved", "REARM", /starts<=/],
  ["a swap that does not compare the revision", "TWO", /shown\[|args==/],
])(`the model finds what is wrong with %s${unless}`, (_, macro, violated) => {
  const found = search(macro);
  expect(found.errors).toBeGreaterThan(0);
  expect(found.violated).toMatch(violated);
});

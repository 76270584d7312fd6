import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { bestOfThree, type Row, timingOf } from "./lib.js";

/** Cold imports, one process each, in turns; `countersign` is this package's own `dist`. */
export async function imports(rounds: number): Promise<readonly Row[]> {
  return bestOfThree(async () => {
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      ours.push(await cold("countersign"));
      theirs.push(await cold("zod"));
    }
    const [own, zod] = [timingOf(ours).min, timingOf(theirs).min];
    return [
      { what: 'cold import("countersign")', value: own, unit: "ms", goal: "<= 10" },
      {
        what: "the same against zod's",
        value: own / zod,
        unit: 'x import("zod")',
        goal: "<= 0.25",
        slack: 1.25,
        note: `${zod.toFixed(1)} ms`,
      },
    ];
  });
}

async function cold(name: string): Promise<number> {
  const code = `const since = performance.now(); await import("${name}"); console.log(performance.now() - since);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code]);
  return Number(stdout);
}

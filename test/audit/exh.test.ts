import { test } from "vitest";
import { bytesOf, calls, closed, flipped, verify, written, type Written } from "./written.js";
async function sweep(name: string, whole: Written, bits: number) {
  const base = await verify(bytesOf(whole));
  const out: Record<string, number> = {};
  const missed: string[] = [];
  for (const file of ["log", "checkpoints"] as const) {
    for (let at = 0; at < whole[file].length; at++) {
      const changed = { ...whole, [file]: flipped(whole[file], at, bits) };
      const { problems, logs } = await verify(bytesOf(changed));
      const k = `${file} ${problems[0]?.kind ?? `NONE ${logs[0]?.state} covered ${(logs[0]?.covered ?? 0) - (base.logs[0]?.covered ?? 0)} torn ${logs[0]?.torn}`} x${problems.length}`;
      out[k] = (out[k] ?? 0) + 1;
      if (problems.length === 0) missed.push(`${file}@${at}/${whole[file].length}`);
    }
  }
  console.log(name, out, missed.slice(0, 20));
}
test("sweep", async () => {
  const small = await written(closed);
  await sweep("closed bits1", small, 1);
  await sweep("closed bits2", small, 2);
  await sweep("closed bits128", small, 128);
  const open = await written(calls);
  await sweep("open", open, 1);
}, 600_000);

import { loadavg } from "node:os";
import { allowed } from "./allowed.js";
import { analysis } from "./analysis.js";
import { approved } from "./approved.js";
import { durable } from "./durable.js";
import { imports } from "./imports.js";
import { lineOf, passes } from "./lib.js";
import { matching } from "./matching.js";
import { signing } from "./signing.js";
import { verify } from "./verify.js";
import { waits } from "./waits.js";

/** The exit code where gated goals are missed; any other but 0 is a fault. */
const MISSED = 3;
const part = process.argv.includes("--quick") ? 1 : 4;

const topics = [
  () => allowed(40 * part),
  () => signing(20 * part),
  () => approved(10 * part),
  () => matching(10 * part),
  () => analysis(part),
  () => durable(5 * part),
  () => waits(),
  () => imports(4 * part),
  () => verify(4000 * part, 8),
];

console.log(`Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`);
let failed = 0;
for (const topic of topics) {
  const rows = await topic();
  for (const row of rows) console.log(lineOf(row));
  failed += rows.filter((row) => !passes(row)).length;
}
console.log(`load ${loadavg()[0]?.toFixed(1)}, ${failed} gated rows failed`);
process.exit(failed > 0 ? MISSED : 0);

import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { inboxes } from "./desk-inbox.js";
import { reviews } from "./desk-reviews.js";
import { lineOf, passes } from "./lib.js";

/** The exit code where gated goals are missed; any other but 0 is a fault. */
const MISSED = 3;
const { values } = parseArgs({ options: { quick: { type: "boolean" }, seconds: { type: "string" } } });
const seconds = Number(values.seconds ?? (values.quick ? 5 : 30));

console.log(`Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`);
let failed = 0;
for (const topic of [() => inboxes(values.quick ? 100 : 400), () => reviews(seconds)]) {
  const rows = await topic();
  for (const row of rows) console.log(lineOf(row));
  failed += rows.filter((row) => !passes(row)).length;
}
console.log(`load ${loadavg()[0]?.toFixed(1)}, ${failed} gated rows failed`);
process.exit(failed > 0 ? MISSED : 0);

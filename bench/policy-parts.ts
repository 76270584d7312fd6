import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { corpus } from "./corpus.js";
import { decisions, FULL, QUICK } from "./decisions.js";
import { lineOf, passes } from "./lib.js";
import { unknown } from "./unknown.js";

/** The exit code where gated goals are missed; any other but 0 is a fault. */
const MISSED = 3;
const { values } = parseArgs({ options: { quick: { type: "boolean" }, corpus: { type: "string" } } });

console.log(
  `Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}\n\n# Unknown is not false\n\n${await unknown()}\n`,
);

const { rows, table } = await decisions(values.quick ? QUICK : FULL);
console.log(`# What a decision takes\n\n${table}\n`);
for (const row of rows) console.log(lineOf(row));

console.log("\n# Attacks stopped and people interrupted\n");
if (values.corpus !== undefined) console.log(await corpus(values.corpus));
else console.log("skipped: give the folder of the AgentDojo suites with `npm run bench:policy -- --corpus DIR`");

const failed = rows.filter((row) => !passes(row)).length;
console.log(`\nload ${loadavg()[0]?.toFixed(1)}, ${failed} gated rows failed`);
process.exit(failed > 0 ? MISSED : 0);

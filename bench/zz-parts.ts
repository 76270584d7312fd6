import { interleaved } from "./lib.js";
import { ARGS, floor, exportLogs, hundred, CONTEXT } from "./sample.js";
import { freeze, thaw, same } from "../src/action/freeze.js";
import { parse, capture, bind } from "../src/action/capture.js";
import { definitionOf } from "../src/action/action.js";
import { contextOf } from "../src/action/gather.js";
import { salted } from "../src/action/redaction.js";
import { systemClock } from "../src/clock.js";
import { judging } from "../src/policy/verdict.js";
import { DEPLOYMENT } from "./deployed.js";
import { sha256 } from "../src/canonical.js";
const d = definitionOf(exportLogs);
const { judge } = judging({ policies: [hundred], judges: [], deployment: DEPLOYMENT, clock: systemClock });
const g = contextOf({ context: CONTEXT });
const about = { action: "x", callId: "call_x" };
const gathered = await g(exportLogs, about);
const frozen = freeze(ARGS);
const parsed = d.input["~standard"].validate(ARGS) as any;
const call = await capture(d, ARGS, gathered, about);
let sink: unknown;
const c = (name: string, f: () => unknown) => ({ name, times: 300, run: (n: number) => { for (let i = 0; i < n; i++) sink = f(); } });
const a = (name: string, f: () => Promise<unknown>) => ({ name, times: 300, run: async (n: number) => { for (let i = 0; i < n; i++) sink = await f(); } });
const cases = [
  { name: "floor", times: 300, run: floor },
  c("freeze", () => freeze(ARGS)), c("stringify", () => JSON.stringify(frozen.value)), c("validate", () => d.input["~standard"].validate(ARGS)), c("validate frozen", () => d.input["~standard"].validate(frozen.value)),
  c("same", () => same(frozen.value, parsed.value)), c("thaw", () => thaw(frozen.value)), a("parse", () => parse(d, ARGS, about)),
  a("capture", () => capture(d, ARGS, gathered, about)), c("salted", () => salted()), c("bind", () => bind(call, DEPLOYMENT)),
  c("judge", () => judge(call, "")), c("sha217", () => sha256(frozen.text)), a("await", async () => 1),
  c("own context", () => g(exportLogs, about, CONTEXT)),
];
const t = await interleaved(cases, Number(process.argv[2] ?? 60));
for (const { name } of cases) console.log(name.padEnd(16), t(name).min.toFixed(2), (t(name).min / t("floor").min).toFixed(2));

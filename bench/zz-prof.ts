import { deployed, nowhere } from "./deployed.js";
import { ARGS, concurrently, exportLogs, CONTEXT } from "./sample.js";
const cs = deployed({ audit: { log: nowhere() } });
const call = cs.guard(({ limit }) => limit, exportLogs);
const own = process.argv[2] === "own";
await concurrently(64, () => call(ARGS, own ? { context: CONTEXT } : {}))(150000);
process.exit();

import { runBundled } from "./bundled.js";

process.exit(await runBundled("rows", process.argv.slice(2)));

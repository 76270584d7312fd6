import { spawnSync } from "node:child_process";
import { bundled } from "./bundled.js";

// In a process of its own, bundled as the package is: tsx names every closure, which the hot path would pay for.
const rows = await bundled("rows");
const { status } = spawnSync(process.execPath, [rows, ...process.argv.slice(2)], { stdio: "inherit" });
process.exit(status ?? 1);

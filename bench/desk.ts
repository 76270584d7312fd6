// `npm run bench:desk -- [--quick] [--seconds N]`: an inbox of many requests, and reviews a second, on SQLite.
import { runBundled } from "./bundled.js";

process.exit(await runBundled("desk-parts", process.argv.slice(2)));

// `npm run bench:policy -- [--quick] [--corpus DIR]`: ours beside other policy engines, and the policies on a corpus.
import { runBundled } from "./bundled.js";

process.exit(await runBundled("policy-parts", process.argv.slice(2)));

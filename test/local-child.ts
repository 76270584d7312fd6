import { local } from "../src/local.js";

// Uses a folder's key as soon as it is told to, so that several processes do so at the same time.
const [, , folder = ""] = process.argv;
process.stdout.write("ready\n");
process.stdin.once("data", () => {
  process.stdout.write(`${local(folder).audit.signer.keyId}\n`, () => process.exit(0));
});

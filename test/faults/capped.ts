// A process that makes many calls at once under a cap that all processes share, and says what came of each.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { action, createCountersign } from "../../src/index.js";
import { allow, deny, policy } from "../../src/policy.js";
import { ed25519Signer } from "../../src/signers/ed25519.js";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { sqliteStore } from "../../src/stores/sqlite.js";
import { started } from "./refunds.js";

const [folder = "", name = "", calls = "", most = ""] = process.argv.slice(2);
const pay = action("pay", { input: z.object({ order: z.string() }), effect: "money" });
const store = sqliteStore({ path: join(folder, "store.db") });
const cs = createCountersign({
  app: "faults",
  policy: policy({
    id: "p",
    rules: [
      allow("all", { on: pay }),
      deny("cap", { on: pay, when: ({ history }) => [history.count({ within: "1d", per: "app" }).gte(Number(most))] }),
    ],
  }),
  store,
  audit: {
    signer: await ed25519Signer({ pem: readFileSync(join(folder, "key.pem"), "utf8") }),
    log: jsonlSink({ path: join(folder, `${name}.jsonl`) }),
  },
});
const payOne = cs.guard(({ order }) => started(folder, order), pay);

await store.get("x"); // the file is open before all start at once
process.stdout.write("ready\n");
await once(process.stdin, "data");
const done = await Promise.all(
  Array.from({ length: Number(calls) }, (_, i) => payOne.attempt({ order: `${name}-${i}` })),
);
process.stdout.write(`${JSON.stringify(done.map((one) => (one.ok ? "ran" : one.error.code)))}\n`);
await cs.close();
process.exit(0);

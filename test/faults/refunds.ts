import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { staticDirectory } from "../../src/directories/static.js";
import { action, createCountersign, type Store } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { ed25519Signer } from "../../src/signers/ed25519.js";
import { jsonlSink } from "../../src/sinks/jsonl.js";
import { sqliteStore } from "../../src/stores/sqlite.js";

export const ana = { issuer: "test", subject: "ana" };
const owner = { issuer: "test", subject: "owner" };

export const issue = action("refund.issue", {
  input: z.object({ order: z.string() }),
  output: z.string(),
  effect: "money",
  critical: ["order"],
});

/** The same, whose key is honoured downstream: a lost run may be started again. */
export const issueAgain = action("refund.again", {
  input: z.object({ order: z.string() }),
  output: z.string(),
  effect: "money",
  critical: ["order"],
  idempotent: true,
});

/** One process of a deployment that shares a store and a key, with a log of its own. */
export async function deployment(folder: string, log: string, see = (store: Store): Store => store) {
  const signer = await ed25519Signer({ pem: readFileSync(join(folder, "key.pem"), "utf8") });
  const store = see(sqliteStore({ path: join(folder, "store.db") }));
  const cs = createCountersign({
    app: "faults",
    policy: policy({
      id: "p",
      rules: [ask("all", { on: { effect: "money" }, require: { approvers: { group: "finance" }, within: "1h" } })],
    }),
    directory: staticDirectory([
      { id: "ana", identities: [ana], groups: ["finance"] },
      { id: "owner", identities: [owner] },
    ]),
    context: { owner },
    url: "http://127.0.0.1/review",
    budgets: { agent: 10_000, session: 10_000, approver: 10_000 },
    store,
    audit: { signer, log: jsonlSink({ path: join(folder, `${log}.jsonl`) }) },
  });
  return { cs, store };
}

/** Every start of the body is one line, appended in one write, before anything else happens. */
export const started = (folder: string, order: string): void => appendFileSync(join(folder, "started"), `${order}\n`);

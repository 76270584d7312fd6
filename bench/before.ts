import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { testSigner } from "../src/testing/test-signer.js";
import { APPROVER, DEPLOYMENT, PEOPLE } from "./deployed.js";
import { interleaved, lineOf, type Row } from "./lib.js";
import { ARGS, CONTEXT, concurrently, schema } from "./sample.js";

// The package as it is built here, against a checkout of an older commit that is built, too:
// npm run bench:before -- DIR [ROUNDS]
const [older, rounds = "40"] = process.argv.slice(2);
if (!older) throw new Error("give the folder of an older checkout, built: npm run bench:before -- DIR");

const CALLERS = 64;

type Core = typeof import("../src/index.js");
type Policy = typeof import("../src/policy.js");
type Desk = ReturnType<Core["createCountersign"]>["desk"];

/** Everything of a built package that a deployment needs. */
async function built(root: string) {
  const from = (name: string) => import(pathToFileURL(join(resolve(root), "dist", `${name}.js`)).href);
  const core = (await from("index")) as Core;
  const rules = (await from("policy")) as Policy;
  const { staticDirectory } = (await from("directories/static")) as typeof import("../src/directories/static.js");
  const { memoryStore } = (await from("stores/memory")) as typeof import("../src/stores/memory.js");
  const { sqliteStore } = (await from("stores/sqlite")) as typeof import("../src/stores/sqlite.js");
  const { jsonlSink } = (await from("sinks/jsonl")) as typeof import("../src/sinks/jsonl.js");
  return { core, rules, staticDirectory, memoryStore, sqliteStore, jsonlSink };
}

type Built = Awaited<ReturnType<typeof built>>;
type Config = Parameters<Core["createCountersign"]>[0];
type Kept = { readonly store: NonNullable<Config["store"]>; readonly log: Config["audit"]["log"] };

function deployed(made: Built, { store, log }: Kept) {
  const { core, rules } = made;
  const asked = core.action("customer_logs.export", { input: schema, effect: "share", critical: ["destination"] });
  const allowed = core.action("customer_logs.read", { input: schema, effect: "read" });
  const approver = () => core.proven({ ...APPROVER, proof: "L2", evidence: {} });
  const desk = (): Desk => cs.desk;
  const cs = core.createCountersign({
    ...DEPLOYMENT,
    policy: rules.policy({
      id: "asking",
      rules: [
        rules.ask("exports", { on: asked, require: { approvers: { group: "data" }, within: "30m" } }),
        rules.allow("reads", { on: allowed }),
      ],
    }),
    directory: made.staticDirectory(PEOPLE),
    url: "https://review.acme.example",
    context: CONTEXT,
    budgets: { agent: 1e6, session: 1e6, approver: 1e6 },
    transports: [
      {
        name: "eager",
        capabilities: { proof: "L2", modify: false, update: false },
        async deliver({ requestId, digest, revision }) {
          const said = { decision: "approve", by: approver(), digest, revision } as const;
          queueMicrotask(() => void desk().review(requestId, said));
          return { id: requestId, at: "confirmed" };
        },
      },
    ],
    store,
    audit: { log, signer: testSigner() },
  });
  const body = () => "done";
  const [ask, read] = [cs.guard(body, asked), cs.guard(body, allowed)];
  let calls = 0;
  return {
    asked: concurrently(CALLERS, () => ask(ARGS, { key: String(calls++) })),
    allowed: concurrently(CALLERS, () => read(ARGS)),
    close: () => cs.close(),
  };
}

const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
const worlds = await Promise.all(
  Object.entries({ now: ".", before: older }).map(async ([when, root]) => {
    const made = await built(root);
    const inMemory = deployed(made, { store: made.memoryStore(), log: { write: () => Promise.resolve() } });
    const onDisk = deployed(made, {
      store: made.sqliteStore({ path: join(folder, `${when}.db`) }),
      log: made.jsonlSink({ path: join(folder, when) }),
    });
    return { when, inMemory, onDisk };
  }),
);
const cases = worlds.flatMap(({ when, inMemory, onDisk }) => [
  { name: `allowed ${when}`, times: CALLERS * 16, run: inMemory.allowed },
  { name: `asked ${when}`, times: CALLERS * 2, run: inMemory.asked },
  { name: `on disk ${when}`, times: CALLERS, run: onDisk.asked },
]);
const timing = await interleaved(cases, Number(rounds));
for (const [name, what, limit] of [
  ["allowed", "allowed call in memory", 1.05],
  ["asked", "asked, approved and run, in memory", 1.25],
  ["on disk", "the same, SQLite and a log on disk", 1.25],
] as const) {
  const [now, before] = [timing(`${name} now`), timing(`${name} before`)];
  for (const by of ["min", "median"] as const) {
    const row: Row = {
      what: `${what}, ${by}`,
      value: now[by] / before[by],
      unit: "x before",
      goal: `<= ${limit}`,
      note: `${now[by].toFixed(0)} us against ${before[by].toFixed(0)}`,
    };
    console.log(lineOf(row));
  }
}
await Promise.all(worlds.flatMap(({ inMemory, onDisk }) => [inMemory.close(), onDisk.close()]));
rmSync(folder, { recursive: true });

// An agent works over a real customer database; a person decides what matters, in the terminal or in the browser.
// `npm run demo`; with `-- --browser` in the browser alone, with `-- --scripted` by a script.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createCountersign } from "countersign";
import { staticDirectory } from "countersign/directories/static";
import { local } from "countersign/local";
import { terminal } from "countersign/transports/terminal";
import { createAgent } from "langchain";
import { keptKey } from "../owner.js";
import { consoleAt } from "./console.js";
import { makeDatabase } from "./database.js";
import { ScriptedModel } from "./model.js";
import { byHand, timeline } from "./proof.js";
import { scriptedReviewer } from "./reviewer.js";
import { rules, tools } from "./tools.js";

const { values } = parseArgs({
  options: {
    scripted: { type: "boolean", default: false },
    browser: { type: "boolean", default: false },
    folder: { type: "string" },
  },
});
const say = (line = "") => console.log(line);
const folder = values.folder ?? mkdtempSync(join(tmpdir(), "countersign-demo-"));
mkdirSync(folder, { recursive: true });
const key = keptKey(folder);
const atTerminal = !values.scripted && !values.browser && process.stdin.isTTY && process.stdout.isTTY;
const interactive = atTerminal || values.browser;

const you = { issuer: "os", subject: "you" };
const cleo = { issuer: "https://crm.example", subject: "cleo", name: "Cleo, support" };
const dana = { issuer: "https://crm.example", subject: "dana", name: "Dana, owner of the agent" };
const model = process.env["OPENAI_API_KEY"] ? "openai:gpt-5-mini" : new ScriptedModel();

const review = await consoleAt(you);
const transports = atTerminal ? [terminal({ as: you })] : values.browser ? [] : [scriptedReviewer(you, cleo, say)];
const cs = createCountersign({
  app: "support",
  environment: "demo",
  policy: rules,
  ...local(folder),
  directory: staticDirectory([
    { id: "you", identities: [you], groups: ["privacy"] },
    { id: "cleo", identities: [cleo] },
    { id: "dana", identities: [dana] },
  ]),
  transports,
  url: review.url,
  context: {
    agent: { issuer: "demo", subject: "support-agent" },
    owner: dana,
    user: cleo,
    model: typeof model === "string" ? model : "scripted",
  },
});
const db = makeDatabase(join(folder, "customers.db"));

review.serve(cs.desk);
say("The agent works for Cleo. What it may not do alone, you decide.");
say(
  interactive
    ? `${values.browser ? "Decide in the browser" : "You can decide in the browser, too"}: ${review.link}\n` +
        "While you are signed in there, open nothing that is served at another port of 127.0.0.1: it would get your session.\n"
    : "",
);
const agent = createAgent({ model, tools: tools(cs, db) });
const request =
  "Send the logs of customer c-7 to our partner at https://logs.partner.example/in and a full copy to " +
  "https://archive.acme.example/c-7, delete c-9, then read the record of c-13.";
const { messages } = await agent.invoke(
  { messages: [{ role: "user", content: request }] },
  { configurable: { thread_id: "demo" }, recursionLimit: 40 },
);
say(`\n${messages.at(-1)?.text}`);

say("\nWhat the database says afterwards:");
const sent = db.prepare("SELECT destination, columns, records FROM sent").all() as {
  destination: string;
  columns: string;
}[];
for (const { destination, columns } of sent) say(`  sent ${columns} to ${destination}`);
const kept = db.prepare("SELECT id FROM customers WHERE id = 'c-9'").all().length === 1;
const leaked = sent.some(({ destination }) => destination.includes("evil"));
say(
  `  customer c-9 ${kept ? "is still there" : "IS GONE"}; the injected export ${leaked ? "WENT OUT" : "left no trace"}`,
);
db.close();
await review.close();
await cs.close();

say("\nWhat the log says:");
for (const line of timeline(folder)) say(line);
say(`\nThe log is in ${join(folder, "log")}. Verified by countersign, with the owner's copy of the key, ${key}:`);
const cli = join(import.meta.dirname, "../../dist/cli/main.js");
const verified = spawnSync(process.execPath, [cli, "verify", folder, "--key", key], { stdio: "inherit" });
const { command, check } = byHand(folder, key);
const [altered, genuine] = [check("yes"), check("no")];
say(`\nThe last checkpoint by hand, with none of our code:\n  ${command.join(" ")}`);
say(`  as written: exit ${genuine}; with one byte flipped: exit ${altered}`);

const scriptedAsExpected = interactive || typeof model === "string" || (kept && !leaked && sent.length === 2);
process.exitCode = verified.status === 0 && genuine === 0 && altered !== 0 && !leaked && scriptedAsExpected ? 0 : 1;

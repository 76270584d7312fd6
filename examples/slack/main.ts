// An agent asks in Slack. `npm run example:slack`: against a stand-in of Slack on this machine. Against the real one where
// SLACK_TEAM, SLACK_REVIEWER (your user id) and what docs/slack.md says of the wanted tier are set.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { slack } from "countersign/transports/slack";
import { consoleAt } from "../demo/console.js";
import { keptKey } from "../owner.js";
import { agentOf, support, verified } from "../support.js";
import { optionsIn } from "./options.js";
import { slackStandIn } from "./stand-in/slack.js";
import { textOf } from "./text.js";

const say = (line = "") => console.log(line);
const folder = mkdtempSync(join(tmpdir(), "countersign-slack-"));
const key = keptKey(folder);
const real = optionsIn(process.env);
const standIn = real ? undefined : await slackStandIn();
const options = real?.options ?? {
  team: standIn?.team ?? "",
  signingSecret: standIn?.signingSecret ?? "",
  botToken: standIn?.botToken ?? "",
  channel: standIn?.channel ?? "",
  apiUrl: standIn?.apiUrl ?? "",
  network: "any" as const,
};
const ana = { issuer: `slack:${options.team}`, subject: real?.reviewer ?? "U0ANA" };
const eve = { ...ana, subject: "U0EVE" };
const here = await consoleAt(ana, Number(process.env["PORT"] ?? 0));
const cs = support(folder, real?.url ?? here.url, slack(options), { reviewer: ana, bystander: eve });
here.serve(cs.desk);
const agent = agentOf(cs);

if (standIn) {
  say("This is a stand-in of Slack on this machine; nothing leaves it, and the people are scripted.\n");
  standIn.requestUrl = `${here.url}/in/slack`;
  standIn.join({ id: "U0ANA", name: "ana" });
  standIn.join({ id: "U0EVE", name: "eve" });
  const card = async () => {
    for (;;) {
      const waiting = standIn.messages().find(({ blocks }) => JSON.stringify(blocks).includes("countersign.deny"));
      if (waiting) return waiting;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const closing = agent.close();
  say(textOf((await card()).blocks));
  await standIn.press("U0EVE", await card(), "countersign.approve");
  say(`\neve presses Approve: ${standIn.ephemerals().at(-1)?.text}`);
  await standIn.press("U0ANA", await card(), "countersign.approve");
  say(`ana presses Approve. The agent is told: ${await closing}\n`);

  const paying = agent.refund();
  say(textOf((await card()).blocks));
  await standIn.press("U0ANA", await card(), "countersign.approve");
  const form = () => standIn.modals().at(-1) ?? { id: "", user: "", view: {}, hash: "" };
  say(`\nana presses Approve…, and a form opens:\n\n${textOf(form().view["blocks"])}`);
  await standIn.submit("U0ANA", form(), { typed: "260" });
  say(`\nana types 260: ${form().errors?.["typed"]}`);
  await standIn.submit("U0ANA", form(), { typed: "620", reason: "checked with the carrier" });
  say(`ana types 620. The agent is told: ${await paying}\n`);
} else {
  say(`The agent asks in Slack, and waits. Answers come in ${real?.by ?? ""}.`);
  say(`tickets: ${await agent.close()}`);
  say(`refund: ${await agent.refund()}`);
}
await cs.close();
await here.close();
await standIn?.close();
say("What the log says:");
process.exitCode = verified(folder, key);

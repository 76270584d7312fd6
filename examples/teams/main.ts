// An agent asks in Teams. `npm run example:teams`: against a stand-in of Teams on this machine. Against the real one where
// TEAMS_WEBHOOK_URL, or what docs/teams.md says of a bot, is set.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { teams } from "countersign/transports/teams";
import { consoleAt } from "../demo/console.js";
import { keptKey } from "../owner.js";
import { agentOf, support, verified } from "../support.js";
import { optionsIn, standInOptions } from "./options.js";
import { teamsStandIn } from "./stand-in/teams.js";
import { textOf } from "./text.js";

const say = (line = "") => console.log(line);
const folder = mkdtempSync(join(tmpdir(), "countersign-teams-"));
const key = keptKey(folder);
const real = optionsIn(process.env);
const standIn = real ? undefined : await teamsStandIn();
const tenant = real?.tenant ?? standIn?.tenant ?? "";
const ANA = real?.reviewer ?? "00000000-0000-4000-8000-00000000000a";
const EVE = "00000000-0000-4000-8000-00000000000e";
const account = (subject: string) => ({ issuer: `https://login.microsoftonline.com/${tenant}/v2.0`, subject });
const here = await consoleAt(account(ANA), Number(process.env["PORT"] ?? 0));
const transport = teams(real?.options ?? standInOptions(standIn));
const cs = support(folder, real?.url ?? here.url, transport, { reviewer: account(ANA), bystander: account(EVE) });
here.serve(cs.desk);
const agent = agentOf(cs);

if (standIn) {
  say("This is a stand-in of Teams on this machine; nothing leaves it, and the people are scripted.\n");
  standIn.messagingUrl = `${here.url}/in/teams`;
  standIn.join({ id: "29:ana", name: "Ana", oid: ANA });
  standIn.join({ id: "29:eve", name: "Eve", oid: EVE });
  const card = async (action: string) => {
    for (;;) {
      const cards = standIn.messages().map((one) => [one, JSON.stringify(one.card)] as const);
      const [waiting] = cards.find(([, text]) => text.includes(action) && text.includes("countersign.deny")) ?? [];
      if (waiting) return waiting;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const closing = agent.close();
  say(textOf((await card("ticket.close")).card));
  const refused = await standIn.press("29:eve", await card("ticket.close"), "countersign.approve");
  say(`\neve presses Approve: ${refused.text}`);
  await standIn.press("29:ana", await card("ticket.close"), "countersign.approve");
  say(`ana presses Approve. The agent is told: ${await closing}\n`);

  const paying = agent.refund();
  say(textOf((await card("refund.issue")).card));
  const wrong = await standIn.press("29:ana", await card("refund.issue"), "countersign.approve", { typed: "260" });
  say(
    `\nana types 260: ${textOf(wrong.card)
      .split("\n")[0]
      ?.replace(/^[ |]*/, "")}`,
  );
  await standIn.press("29:ana", await card("refund.issue"), "countersign.approve", {
    typed: "620",
    reason: "checked with the carrier",
  });
  say(`ana types 620. The agent is told: ${await paying}\n`);
} else {
  say("The agent asks in Teams, and waits.");
  say(
    real?.link === undefined
      ? "Answer on the card."
      : `The page that the card links to asks for a sign-in on this machine: ${real.link(here)}`,
  );
  say(`tickets: ${await agent.close()}`);
  say(`refund: ${await agent.refund()}`);
}
await cs.close();
await here.close();
await standIn?.close();
say("What the log says:");
process.exitCode = verified(folder, key);

// A process that makes one call and says how far it came; its body never ends when told so.
import { deployment, issue, issueAgain, started } from "./refunds.js";

const [folder = "", name = "", kind = "", body = ""] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
const { cs } = await deployment(folder, name);
cs.on("approval.requested", ({ requestId }) => say(`asked ${requestId}`));
const refund = cs.guard(
  async ({ order }, run) => {
    started(folder, `${order} ${run.key} ${run.fence}`);
    say("in the body");
    if (body === "hangs") await new Promise(() => setInterval(() => {}, 1000));
    return order;
  },
  kind === "idempotent" ? issueAgain : issue,
);
const done = await refund.attempt({ order: "o-1" }, { key: "k" });
say(done.ok ? `done ${done.value}` : `error ${done.error.code}`);
await cs.close();

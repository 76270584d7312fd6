import { appendFileSync } from "node:fs";
import { terminal } from "../../src/transports/terminal.js";
import { bo, field, scriptedInbox, showing } from "./refund-message.js";

// What the tests run at a terminal of its own. Each review goes to the file named, a line each; at its end it does nothing more.
const [, , file = "", delay = "0"] = process.argv;

const inbox = scriptedInbox({ result: "recorded", why: "Recorded by the child." });
const transport = terminal({ as: bo });
await transport.connect?.({
  ...inbox,
  review: async (id, review) => {
    const { by, ...said } = review;
    appendFileSync(file, `${JSON.stringify({ ...said, proof: by.proof, evidence: by.evidence })}\n`);
    return inbox.review(id, review);
  },
});
process.stdout.write("ready\n");
await new Promise((resolve) => setTimeout(resolve, Number(delay)));
try {
  const message = showing(
    { fields: [field("amount", 1840, { critical: true })] },
    { expiresAt: new Date(Date.now() + 600_000) },
  );
  await transport.deliver(message);
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 3;
}

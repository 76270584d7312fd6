import { type Inbox, type Json, type Principal, proven, type RequestMessage, type Transport } from "countersign";

type Answer = { as: Principal } & (
  | { decision: "approve" }
  | { decision: "deny"; reason: string }
  | { decision: "modify"; args: Json; reason: string }
);

/**
 * A reviewer who answers by script, through the same door as a person at the terminal. The first answer to each request
 * is tried by the user whose call it is: the desk refuses it as it would refuse them in person.
 */
export function scriptedReviewer(you: Principal, user: Principal, say: (line: string) => void): Transport {
  let inbox: Inbox | undefined;
  const answer = async (message: RequestMessage, { as, ...decision }: Answer) => {
    const by = proven({ ...as, proof: "L1", evidence: { channel: "script" } });
    const said = await inbox?.review(message.requestId, {
      ...decision,
      by,
      revision: message.revision,
      digest: message.digest,
    });
    say(`   ${as.subject} says ${decision.decision}: ${said?.why}`);
  };
  const decide = async (message: RequestMessage) => {
    await answer(message, { as: user, decision: "approve" });
    await answer(message, { as: you, ...decisionOn(message) });
  };
  return {
    name: "script",
    capabilities: { proof: "L1", modify: true, update: false },
    async connect(door) {
      inbox = door;
      return async () => {
        inbox = undefined;
      };
    },
    async deliver(message) {
      say(`   asked: ${message.view.title}`);
      setImmediate(() => void decide(message)); // people answer later, not while they are being told
      return { id: message.requestId, at: "confirmed" };
    },
  };
}

/** The archive gets fewer columns, a deletion is denied, the rest is approved. */
function decisionOn({
  view,
}: RequestMessage):
  | { decision: "approve" }
  | { decision: "deny"; reason: string }
  | { decision: "modify"; args: Json; reason: string } {
  if (view.effect === "destroy") return { decision: "deny", reason: "leaving customers are kept for 90 days" };
  const given = view.fields.filter(({ text }) => !text.startsWith("(")); // not "(secret)", nor "(removed)"
  const args = Object.fromEntries(given.map(({ path, text }) => [path, JSON.parse(text) as Json]));
  const personal = ["email", "ip"];
  const columns = (args["columns"] as string[]).filter((column) => !personal.includes(column));
  if (columns.length === (args["columns"] as string[]).length) return { decision: "approve" };
  return { decision: "modify", args: { ...args, columns }, reason: "no personal data in the archive" };
}

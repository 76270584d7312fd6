import type { Duration } from "../clock.js";
import { misuse } from "../errors.js";
import type { Approvers } from "../people/person.js";
import { allow, ask, deny } from "./builders.js";
import type { Condition, Facts } from "./facts.js";
import { policy } from "./load.js";
import type { Policy } from "./rule.js";

type Asking = (facts: Pick<Facts<unknown>, "any" | "context" | "critical" | "links">) => readonly Condition[];

const named: Asking = ({ critical }) => [critical().grounded()];
const nowhereElse: Asking = ({ any, critical }) => [any(critical().absent(), critical().grounded())];
const noNewLinks: Asking = ({ links }) => [links().grounded()];
type Deciding = (facts: Pick<Facts<unknown>, "context" | "history">) => readonly Condition[];

const deniedBefore: Deciding = ({ history }) => [history.denied({ within: "1h", per: "session", same: "args" }).gte(1)];
const noSession: Deciding = ({ context }) => [context("session").absent()];
const tainted: Asking = ({ context }) => [context("tainted").eq(true)];

/**
 * The policy for whoever has no rules yet. It rests on what actions say of themselves: `effect`, `critical`, `returns`. A
 * call is let through where the user named where its effect lands: every critical argument stands in the request's text.
 * Else it asks `approvers`, never the call's own user: always for money, destruction, credentials and code, and for
 * everything else once the session has read what may be someone else's words (or nobody can tell). Reads are free, but
 * for those with critical arguments; messages, shares and writes also may bring no new links. What a person denied to a
 * session, the same action with the same arguments, is denied to it for an hour.
 * @throws code `input` for people or a time that cannot be
 */
export function sensibleDefaults(options: { approvers: Approvers; within: Duration }): Policy {
  if (typeof options !== "object" || options === null)
    throw misuse("sensibleDefaults", 'say whom it asks and for how long: { approvers: { group: "…" }, within: "1h" }');
  const { approvers, within } = options;
  const require = { approvers, within };
  return policy({
    id: "sensible-defaults",
    version: "2",
    rules: [
      allow("else", { on: { action: "*" } }),
      deny("denied-before", { on: { action: "*" }, when: deniedBefore, unless: noSession }),
      ask("grave", { on: { effect: ["money", "destroy", "credential", "execute"] }, unless: named, require }),
      ask("tainted", { on: { effect: ["write", "message", "share"] }, when: tainted, unless: named, require }),
      ask("reaching", { on: { effect: "read" }, when: tainted, unless: nowhereElse, require }),
      ask("new-links", { on: { effect: ["write", "message", "share"] }, when: tainted, unless: noNewLinks, require }),
    ],
  });
}

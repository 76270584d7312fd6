import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { Answer, Decision, ReviewOutcome } from "../../approval/review.js";
import type { Inbox } from "../../approval/transport.js";
import { proven } from "../../people/identity.js";
import type { Principal } from "../../people/person.js";
import { ask, say, type Tty } from "./tty.js";

/** Who is asked, where, and through which door they answer, until the signal ends it. */
export interface Seat {
  readonly tty: Tty;
  readonly as: Principal;
  readonly inbox: Inbox;
  readonly signal: AbortSignal;
}

/**
 * What is left to do at this terminal after an answer: `settled` nothing, ever; `waits` nothing until it changes;
 * `closed` nothing this person's answer could change; `look` it is another call now; `stay` it can be answered still.
 */
export type After = "settled" | "waits" | "closed" | "look" | "stay";

const AFTER: Record<Answer, After> = {
  recorded: "waits",
  resolved: "settled",
  revised: "closed",
  duplicate: "waits",
  stale: "look",
  too_late: "settled",
  not_eligible: "closed",
  not_a_person: "closed",
  excluded: "closed",
  needs_step_up: "stay",
  reason_required: "stay",
  directory_unknown: "stay",
  forbidden: "stay",
  invalid: "stay",
  policy_denied: "stay",
  unsatisfiable: "stay",
};

export interface Sent {
  readonly after: After;
  /** Absent when no answer came back. */
  readonly outcome?: ReviewOutcome;
}

/** Gives a decision to the inbox, as this person by the operating system's word, and says what became of it. */
export async function send(seat: Seat, message: RequestMessage, decision: Decision): Promise<Sent> {
  const { tty, as, inbox } = seat;
  const by = proven({ issuer: as.issuer, subject: as.subject, proof: "L1", evidence: tty.evidence() });
  let outcome: ReviewOutcome;
  try {
    outcome = await inbox.review(message.requestId, {
      ...decision,
      by,
      revision: message.revision,
      digest: message.digest,
    });
  } catch {
    say(tty, "No answer came back, so it is not known whether this was recorded. Look at the request again.");
    return { after: "look" };
  }
  tell(seat, message, outcome);
  if (outcome.result !== "reason_required" || decision.reason !== undefined) return { after: after(outcome), outcome };
  const reason = (await ask(tty, "  reason, in one line > ", seat.signal))?.trim();
  return reason ? send(seat, message, { ...decision, reason }) : { after: "stay", outcome };
}

/** Says why nothing came of a line. */
export function stay({ tty }: Seat, text: string): "stay" {
  say(tty, text);
  return "stay";
}

/** Who may see the request though not approve it may still deny it. */
const after = ({ result, message }: ReviewOutcome): After =>
  result === "not_eligible" && message ? "stay" : AFTER[result];

function tell({ tty }: Seat, { url }: RequestMessage, { result, why, proof, issues = [] }: ReviewOutcome): void {
  say(tty, visible(why));
  for (const { path, message } of issues) say(tty, `! ${visible(path ? `${path}: ${message}` : message)}`);
  if (result !== "needs_step_up") return;
  const where = url ? `Answer at ${visible(url)}` : "Answer by another transport";
  say(tty, `A terminal proves L1, and this needs ${proof ?? "more"}. ${where}, or deny here.`);
}

import type { Answer, ReviewOutcome } from "../approval/review.js";

const WORDS: Record<Answer, string> = {
  recorded: "Recorded. More people must agree before it runs.",
  resolved: "Recorded. The request is decided.",
  revised: "Recorded as a new revision. It must be approved as it now is.",
  duplicate: "You have already said so. Nothing changed.",
  stale: "Your answer was not recorded: the call changed while you read.",
  too_late: "Not recorded. This request is already over.",
  not_eligible: "Not recorded. You are not among the people this rule asks.",
  not_a_person: "Not recorded. We could not tell who you are in the directory: one active person is needed.",
  excluded: "Not recorded. This is your own call, or you wrote a revision of it. Someone else must decide.",
  needs_step_up: "Not recorded. This decision needs a stronger proof of who you are.",
  reason_required: "Not recorded. This rule asks for a reason.",
  directory_unknown: "Not recorded. The directory cannot say who you are right now. Nothing ran. Try again.",
  forbidden: "Not recorded. That cannot be done here.",
  invalid: "Not recorded. The answer is not valid.",
  policy_denied: "Not recorded. The policy denies the modified call; the request stays as it was.",
  unsatisfiable: "Not recorded. Nobody would be left who could approve the modified call.",
};

/** An answer with its sentence; `more` says what is particular. */
export const outcome = (
  result: Answer,
  facts: Omit<ReviewOutcome, "result" | "why"> & { more?: string } = {},
): ReviewOutcome => {
  const { more, ...rest } = facts;
  return { result, why: more ? `${WORDS[result]} ${more}` : WORDS[result], ...rest };
};

/** The answer of a step that got its turn, or why it got none: an unknown id answers as no right to it does. */
export function turned(said: ReviewOutcome | "gone" | "busy"): ReviewOutcome {
  if (said === "gone") return outcome("not_eligible");
  return said === "busy" ? outcome("stale", { more: "Too many people answered at once: try again." }) : said;
}

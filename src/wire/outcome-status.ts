/** What became of a decision, as far as HTTP tells: the desk's word, and the request where its reader may see it. */
interface Outcome {
  readonly result: string;
  readonly message?: unknown;
}

const STATUS: Readonly<Record<string, number>> = {
  recorded: 200,
  resolved: 200,
  revised: 200,
  duplicate: 200,
  stale: 409,
  too_late: 409,
  invalid: 422,
  reason_required: 422,
  directory_unknown: 503,
};

/** 200 for what was taken; what is not allowed is 403, and 404 where they may not even see it, as for an unknown id. */
export const outcomeStatus = ({ result, message }: Outcome): number =>
  STATUS[result] ?? (result === "not_eligible" && !message ? 404 : 403);

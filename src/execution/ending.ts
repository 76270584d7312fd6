import type { Request } from "../approval/request.js";
import { ACTION_CHANGED } from "../approval/same.js";
import { executedOf } from "../approval/started.js";
import { type About, type CountersignError, failure } from "../errors.js";

// Lookups are by what a person or a store says, which may be the name of a method of every object.
const CANCELLED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    approval_invalid: "the approval did not stand when it was to be used",
    rolled_back: "the log knows more of it than the store does: the store is older than the log",
    forged:
      "its record in the store is not as it was signed: it was altered, or signed with a key that is not known here",
    not_recorded: "the request could not be recorded",
    aborted: "the caller gave up",
    action_changed: ACTION_CHANGED,
  }),
);

const UNKNOWN: ReadonlyMap<string, string> = new Map([
  ...CANCELLED,
  ["unknown", "it started, and did not know itself whether its work was done"],
]);
const LOST = "it started and its outcome was lost";

const DENIED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    policy: "the policy denies it now",
    too_many_requests: "too many requests were open (too_many_requests)",
  }),
);

const NOT_KEPT = "it was executed; its result is not kept (the action has no `output` schema, or it did not fit)";

const SETTLED = "it was executed, as was found out later; its result was lost";

/** Why nobody gets a result: the rules, and where it is known what is wrong with it. */
export const withheldBy = (rules: readonly string[], why?: string): string =>
  `it was executed; its result is withheld${rules.length > 0 ? ` by rule ${rules.join(", ")}` : ""}${why ? `: ${why}` : ""}`;

/** The error of a request that ended without a result for this caller. */
export function endingOf(request: Request, about: About): CountersignError {
  const { id: requestId, state, asked, progress } = request;
  const why = progress.why ?? "";
  switch (state) {
    case "denied":
      return failure("denied", about, DENIED.get(why) ?? denial(request), {
        by: why === "policy" ? "policy" : why === "too_many_requests" ? "budget" : "people",
        rules: asked.rules,
        requestId,
      });
    case "expired":
      return why === "use_by"
        ? failure("expired", about, "it was approved, and not used in time", { requestId, after: "approval" })
        : failure("expired", about, "nobody decided in time", { requestId });
    case "cancelled": {
      const changed = why === "action_changed" && ({ changed: "action" } as const);
      return failure("cancelled", about, CANCELLED.get(why) ?? why, { requestId, ...changed }, executedOf(request));
    }
    case "succeeded":
      return noResult(request, about);
    case "failed": {
      const reason = why === "not_started" ? "it could not be started" : "it was executed and failed";
      return failure("failed", about, reason, { cause: undefined, requestId }, executedOf(request));
    }
    default:
      return failure("unknown", about, UNKNOWN.get(why) ?? LOST, { requestId });
  }
}

/** A run says itself that it succeeded; anything else is what a person or a probe said later. */
function noResult({ id: requestId, progress }: Request, about: About): CountersignError<"withheld"> {
  const { withheld: rules, why } = progress;
  if (rules) return failure("withheld", about, withheldBy(rules), { requestId, why: "policy" });
  const [reason, cause] =
    why === "succeeded" ? ([NOT_KEPT, "not_kept"] as const) : ([SETTLED, "found_out_later"] as const);
  return failure("withheld", about, reason, { requestId, why: cause });
}

function denial({ progress }: Request): string {
  const deny = progress.reviews.findLast(({ payload }) => payload.decision === "deny")?.payload;
  return deny?.reason ?? "a reviewer denied it";
}

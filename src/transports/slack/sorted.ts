import { objectIn } from "../../json.js";
import type { Answer } from "../../wire/answer.js";
import { type Sorted, sortByStatus } from "../../wire/exchange.js";

/** Slack's own words for what went wrong; anything else may hold what nobody should read. */
const CODE = /^[a-z][a-z_]{2,60}$/;
const AGAIN = [
  "rollup_error",
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
];
const WAIT = ["ratelimited", "rate_limited"];

const RECONNECT = "install the app again, and give its new webhook or token";
const TO_DO: Readonly<Record<string, string>> = {
  no_service: RECONNECT,
  no_service_id: RECONNECT,
  no_active_hooks: RECONNECT,
  no_team: RECONNECT,
  team_disabled: RECONNECT,
  invalid_token: RECONNECT,
  invalid_auth: RECONNECT,
  not_authed: RECONNECT,
  token_revoked: RECONNECT,
  token_expired: RECONNECT,
  account_inactive: RECONNECT,
  missing_scope: "add the scope to the app, and install it again",
  not_in_channel: "invite the app to the channel",
  channel_not_found: "give the id of a channel that the app can see",
  channel_is_archived: "give a channel that is not archived",
  is_archived: "give a channel that is not archived",
  action_prohibited: "an administrator of the workspace forbids it",
  restricted_action: "an administrator of the workspace forbids it",
  posting_to_general_channel_denied: "an administrator of the workspace forbids it",
};

/** An incoming webhook answers `ok`, or a word: the word decides, as its status differs from source to source (docs.slack.dev, Incoming webhooks, error handling). */
export function sortHook(answer: Answer): "answer" | Sorted {
  const text = answer.text.trim();
  if (answer.status === 200 && text === "ok") return "answer";
  return sorted(text, answer);
}

/** A `response_url` answers 200 with `ok` or JSON; a used or expired one is over. */
export function sortResponse(answer: Answer): "answer" | Sorted {
  const said = objectIn(answer.text);
  if (answer.status === 200 && said?.["ok"] !== false) return "answer";
  return sorted(String(said?.["error"] ?? answer.text.trim()), answer);
}

/** The Web API answers 200 with `ok: false` and a word for most failures. */
export function sortApi(answer: Answer): "answer" | Sorted {
  const said = objectIn(answer.text);
  if (answer.status === 200 && said?.["ok"] === true) return "answer";
  return sorted(String(said?.["error"] ?? ""), answer);
}

function sorted(code: string, answer: Answer): Sorted {
  if (!CODE.test(code)) {
    const kind = sortByStatus(answer);
    return { kind: kind === "answer" ? "permanent" : kind, reason: `status ${answer.status}` };
  }
  const todo = TO_DO[code];
  const kind = AGAIN.includes(code) ? "retry" : WAIT.includes(code) ? "wait" : "permanent";
  return { kind, reason: `Slack says ${code}${todo ? `: ${todo}` : ""}` };
}

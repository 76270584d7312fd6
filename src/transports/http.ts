import type { Transport } from "../approval/transport.js";
import { httpOn } from "./http/http-on.js";
import type { HttpOptions } from "./http/options.js";

/**
 * Sends requests to a URL of yours as Standard Webhooks 1.0.0 and, with `answers`, takes signed decisions in.
 *
 * Out: `POST`, JSON of at most 20,000 bytes,
 *
 * ```json
 * { "type": "approval.requested" | "approval.reminded" | "approval.escalated" | "approval.resolved",
 *   "timestamp": "2026-01-01T00:00:00.000Z", "data": { "requestId": "…", "revision": 1, "digest": "…", "view": { … }, … } }
 * ```
 *
 * where `data` is the message, dates as ISO 8601. A view that does not fit is cut, says `"complete": false`, and cannot be
 * approved from here. `webhook-id` stays the same when one message is sent again. 2xx alone is success; a redirect is not
 * followed; after 410 nothing more is sent before the process restarts. Up to 5 attempts of 15 seconds each fit into the
 * 28 seconds that a delivery takes at most; `Retry-After` is honoured, also by the deliveries after it. Whatever failed is
 * shown as such by the desk, and is sent again by its `redeliver`, its reminders and its escalations. Messages to one
 * URL leave one after another, at most 1,000 waiting.
 *
 * In: `POST` of a message signed in the same way, with the other secret:
 *
 * ```json
 * { "requestId": "…", "revision": 1, "digest": "…", "decision": "approve" | "deny" | "modify", "args": { … },
 *   "reason": "…", "decidedBy": "the subject of a person, as answers.issuer names people" }
 * ```
 *
 * `args` is of modify only, and `reason` may be left out. The signature proves the system; who decided is that system's
 * word, so it is proof L1, and the directory must know `{ issuer, subject }`. Answers: 200 `{ result, why, … }` for what is
 * recorded or was before, else a problem (RFC 9457) whose `code` is the desk's answer: 401 unsigned, 403 refused, 404 no such
 * request for this person, 409 stale or too late, 422 not valid, 503 try again. The same `webhook-id` gets the same answer.
 * @throws code `input` for options that cannot work
 */
export function http(options: HttpOptions): Transport {
  return httpOn(options);
}

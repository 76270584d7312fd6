import { objectIn } from "../../json.js";
import type { Answer } from "../../wire/answer.js";
import { type Sorted, sortByStatus } from "../../wire/exchange.js";
import type { Kind } from "../../wire/failed.js";

type Said = Readonly<Record<string, unknown>>;

/** A word of Microsoft's for what went wrong, such as `BotNotInConversationRoster`; anything else may hold what was sent. */
const WORD = /^[A-Za-z][A-Za-z0-9_]{1,60}$/;
const CONNECTOR_ERROR = /returned HTTP error (\d{3})/;

/** A workflow says only that it was started. Old connectors said 200, and how Teams failed in the text. */
export function sortWorkflow(answer: Answer): "answer" | Kind | Sorted {
  const sorted = sortByStatus(answer);
  const status = sorted === "answer" ? Number(CONNECTOR_ERROR.exec(answer.text.slice(0, 4096))?.[1] ?? 0) : 0;
  if (status === 0) return sorted === "answer" ? sorted : told(sorted, answer);
  const kind = status === 429 ? "wait" : status >= 500 ? "retry" : "permanent";
  return { kind, reason: `status ${answer.status}, but Teams itself failed with status ${status}` };
}

/** Of the connector, 412 may be tried again as the gateway errors may (Teams, rate limiting for bots). */
export function sortConnector(answer: Answer): "answer" | Kind | Sorted {
  const sorted = answer.status === 412 ? "retry" : sortByStatus(answer);
  return sorted === "answer" ? sorted : told(sorted, answer);
}

/** Of Entra's token endpoint: `error` (RFC 6749 §5.2) and the number of its own that says more. */
export function sortToken(answer: Answer): "answer" | Kind | Sorted {
  const sorted = sortByStatus(answer);
  if (sorted === "answer") return sorted;
  const said = objectIn(answer.text) ?? {};
  const [code] = Array.isArray(said["error_codes"]) ? said["error_codes"] : [];
  const number = Number.isSafeInteger(code) ? ` (AADSTS${String(code)})` : "";
  return { kind: sorted, reason: `status ${answer.status}${wordOf(said["error"])}${number}` };
}

function told(kind: Kind, answer: Answer): Sorted {
  const error = objectIn(answer.text)?.["error"];
  return { kind, reason: `status ${answer.status}${wordOf((error as Said | null | undefined)?.["code"])}` };
}

const wordOf = (value: unknown): string => (typeof value === "string" && WORD.test(value) ? ` ${value}` : "");

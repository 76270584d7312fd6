import { milliseconds } from "../clock.js";
import { argumentOf, pathIssue } from "./path.js";
import type { InHistory, Per } from "./rule.js";

export const HISTORIES: readonly InHistory["history"][] = ["count", "sum", "distinct", "denied"];
export const PERS: readonly Per[] = ["user", "agent", "session", "app"];
export const ORDERS: readonly InHistory["op"][] = ["gt", "gte", "lt", "lte"];
const LONGEST = 366 * 86_400_000;

/** What is wrong with a condition on other calls, and at which key. */
export function pastIssue(condition: InHistory): { at: string; message: string } | undefined {
  const { history, path, same, within, per, op, value } = condition;
  if (!HISTORIES.includes(history)) return { at: "history", message: `use ${HISTORIES.join(", ")}` };
  if (!PERS.includes(per)) return { at: "per", message: `use ${PERS.join(", ")}` };
  if (!ORDERS.includes(op)) return { at: "op", message: `use ${ORDERS.join(", ")}` };
  if (!Number.isFinite(value))
    return {
      at: "value",
      message: `is ${value === undefined ? "missing: " : "no number: "}give the number to compare with`,
    };
  if (!isWithin(within))
    return { at: "within", message: 'takes a duration longer than zero, at most 366 days: "1h", "24h", "7d"' };
  if (same !== undefined && history !== "denied") return { at: "same", message: "is of denied only: leave it out" };
  if (same !== undefined && same !== "args") return { at: "same", message: "use args, or leave it out" };
  if (history === "count" || history === "denied")
    return path === undefined ? undefined : { at: "path", message: `${history} takes no path: it counts calls` };
  if (path === undefined) return { at: "path", message: `is missing: ${history} takes an argument, as "args.amount"` };
  const message = argumentOf(path) === undefined ? `takes an argument, as "args.amount"` : pathIssue(path);
  return message ? { at: "path", message } : undefined;
}

function isWithin(within: InHistory["within"]): boolean {
  try {
    const ms = milliseconds(within, "");
    return ms > 0 && ms <= LONGEST;
  } catch {
    return false;
  }
}

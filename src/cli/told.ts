import { argumentOf } from "../policy/path.js";
import type { SingleData } from "../policy/rule.js";

/** What log and store tell of a call. Its session's taint and other calls they never tell. */
export interface Told {
  readonly args: "told" | "untold";
  /** Arguments that are marks. */
  readonly secret: readonly string[];
  /** `partly`: issuers and subjects of its people, model, session, run and tool call. */
  readonly context: "whole" | "partly";
  /** Which arguments are critical. */
  readonly critical: "told" | "untold";
}

/** Whether a condition can be judged as it was: everything that it reads is told. */
export function isTold(condition: SingleData, told: Told): boolean {
  if ("time" in condition) return true;
  if ("history" in condition) return false;
  const whole = told.args === "told" && told.context === "whole";
  if ("fn" in condition) return whole; // secret arguments are marks for it, then as now
  const { path, op, ref } = condition;
  if (path === "critical" || path === "links")
    return whole && told.secret.length === 0 && (path === "links" || told.critical === "told");
  if (op === "grounded" && told.context === "partly") return false;
  return isPathTold(path, told) && (ref === undefined || isPathTold(ref, told));
}

const ALWAYS: ReadonlySet<string> = new Set([
  ...["agent", "owner", "user"].flatMap((who) => [who, `${who}.issuer`, `${who}.subject`]),
  ...["delegators", "model", "session", "run", "toolCall", "environment", "tenant"],
]);

function isPathTold(path: string, { args, secret, context }: Told): boolean {
  const argument = argumentOf(path);
  if (argument !== undefined) return args === "told" && !secret.some((one) => touches(one, argument));
  const name = path.slice("context.".length);
  return name !== "tainted" && (context === "whole" || ALWAYS.has(name));
}

const touches = (one: string, other: string): boolean =>
  `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`);

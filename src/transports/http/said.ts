import type { Decision } from "../../approval/review.js";
import type { Json } from "../../canonical.js";
import type { Issue } from "../../errors.js";
import { objectIn } from "../../json.js";

/** What the other system says that one of its people decided, and of what. */
export interface Said {
  readonly requestId: string;
  readonly revision: number;
  readonly digest: string;
  readonly decidedBy: string;
  readonly decision: Decision;
}

const KEYS = ["requestId", "revision", "digest", "decision", "args", "reason", "decidedBy"];
const LONGEST_NAME = 256;
const LONGEST_REASON = 2000;

/** Reads a body strictly. An issue names the place, never what is there. */
export function saidOf(body: string): Said | readonly Issue[] {
  const given = objectIn(body);
  if (!given) return [{ path: "", message: "must be a JSON object" }];
  const issues = issuesOf(given);
  if (issues.length > 0) return issues;
  const { requestId, revision, digest, decidedBy } = given as unknown as Said;
  return { requestId, revision, digest, decidedBy, decision: decisionOf(given) };
}

function issuesOf(given: Readonly<Record<string, unknown>>): readonly Issue[] {
  const { revision, decision, reason } = given;
  const modifies = decision === "modify";
  const checks: readonly (readonly [path: string, holds: boolean, message: string])[] = [
    ...["requestId", "digest", "decidedBy"].map(
      (key) => [key, isName(given[key]), `must be a text of 1 to ${LONGEST_NAME} characters`] as const,
    ),
    ["revision", Number.isSafeInteger(revision) && Number(revision) > 0, "must be a whole number above 0"],
    ["decision", modifies || decision === "approve" || decision === "deny", "must be approve, deny or modify"],
    ["args", modifies === "args" in given, "must be there for modify, with all arguments, and for nothing else"],
    ["reason", reason === undefined || isReason(reason), `must be a text of at most ${LONGEST_REASON} characters`],
    ["", Object.keys(given).every((key) => KEYS.includes(key)), `may have no keys but ${KEYS.join(", ")}`],
  ];
  return checks.filter(([, holds]) => !holds).map(([path, , message]) => ({ path, message }));
}

const isName = (value: unknown): boolean => typeof value === "string" && value !== "" && value.length <= LONGEST_NAME;
const isReason = (value: unknown): boolean => typeof value === "string" && value.length <= LONGEST_REASON;

function decisionOf(given: Readonly<Record<string, unknown>>): Decision {
  const decision = given["decision"] as Decision["decision"];
  const reason = given["reason"] === undefined ? {} : { reason: given["reason"] as string };
  return decision === "modify" ? { decision, args: given["args"] as Json, ...reason } : { decision, ...reason };
}

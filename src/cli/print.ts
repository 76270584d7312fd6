import type { LogReport, Problem, ProblemKind } from "../audit/verify-report.js";

/** Logs and files hold what others chose: nothing of it may steer a terminal. */
const UNSAFE = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
export const plain = (text: string): string => text.replaceAll(UNSAFE, "\ufffd");

export type Paint = (text: string, colour: "red" | "green" | "yellow") => string;
const CODES = { red: 31, green: 32, yellow: 33 };
export const coloured: Paint = (text, colour) => `\u001b[${CODES[colour]}m${text}\u001b[39m`;
export const uncoloured: Paint = (text) => text;

/** `FILE:LINE: kind: text`. */
export function problemLine({ log, file, line, kind, text }: Problem, paint: Paint): string {
  const place = file === "checkpoints" ? `${log}.checkpoints` : log;
  return `${plain(place)}${line > 0 ? `:${line}` : ""}: ${paint(`${kind}:`, "red")} ${plain(text)}`;
}

export const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;

/** One log, in one line: what is known of it. */
export function logLine(log: LogReport, paint: Paint): string {
  const { name, events, state, checkpoints, keys, digests, disbelieved, seals } = log;
  const parts = [
    count(events, "event"),
    state === "closed" ? paint("closed", "green") : `${paint("open-ended", "yellow")} (${whyOpen(log)})`,
    `${count(checkpoints, "checkpoint")}${keys.length > 0 ? ` signed by ${keys.join(", ")}` : ""}`,
    `${count(digests, "executed digest")} as approved`,
    ...(disbelieved > 0
      ? [paint(`${count(disbelieved, "record")} found forged or set back: somebody else writes the store`, "yellow")]
      : []),
    ...(seals.length > 0
      ? [`sealed by ${seals.join(", ")}, which this log itself names: --seal takes keys of yours`]
      : []),
  ];
  return `${plain(name)}: ${parts.join(", ")}`;
}

function whyOpen({ events, covered, torn }: LogReport): string {
  const left = events - covered;
  const reasons = [
    left > 0
      ? `the last ${count(left, "event")} not yet covered by a checkpoint`
      : "it does not say that it was closed",
    ...(torn > 0 ? [`${count(torn, "byte")} torn at the end`] : []),
  ];
  return reasons.join("; ");
}

/** What is told of what the lines say: the lines themselves are as they were signed. */
const SAID: ReadonlySet<ProblemKind> = new Set(["signature", "review", "digest", "self-approval", "twice"]);

/** What of a log in which something is wrong can still be trusted. */
export function trustedLine({ name, covered, events }: LogReport, problems: readonly Problem[]): string {
  if (covered === 0) return `${plain(name)}: ${NOTHING}`;
  const lines = covered === 1 ? "line 1 is" : `lines 1 to ${covered} are`;
  const whole = covered === events && problems.every(({ file, kind }) => file === "log" && SAID.has(kind));
  if (whole) return `${plain(name)}: ${lines} what was signed, and no line is missing`;
  return `${plain(name)}: ${lines} what was signed; what comes after, or is missing, cannot be trusted`;
}
const NOTHING =
  "none of its lines can be trusted with the keys that were given. If another process wrote it, give that one's --key, too";

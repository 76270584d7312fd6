import type { Said } from "../policy/judged.js";
import { verdictText } from "./explain-print.js";
import { count, type Paint, plain } from "./print.js";

interface Replayed {
  readonly callId: string;
  readonly requestId?: string;
  readonly action: string;
  readonly was: Said["verdict"];
}

/** What other policies would have made of the calls in a log. */
export interface Replay {
  readonly log: "verified" | "not verified";
  readonly same: number;
  readonly flipped: readonly (Replayed & { readonly now: Said["verdict"]; readonly rules: readonly string[] })[];
  readonly unknown: readonly (Replayed & { readonly dependsOn: readonly string[] })[];
  /** Calls that other policies had judged. */
  readonly others: number;
}

/** One line for each call that flips, one for all alike of which it is not known, and how many there are. */
export function replayLines({ log, same, flipped, unknown, others }: Replay, paint: Paint): readonly string[] {
  const total = same + flipped.length + unknown.length;
  return [
    ...flipped.map(({ callId, requestId, action, was, now, rules }) => {
      const ids = requestId === undefined ? callId : `${callId} ${requestId}`;
      return `${plain(`${ids} ${action}`)}: ${was} -> ${verdictText({ verdict: now, rules }, paint)}`;
    }),
    ...unknownLines(unknown, paint),
    `${count(total, "call")}: ${same} the same, ${flipped.length} flipped, ${unknown.length} not known`,
    ...(others > 0 ? [`left out: ${count(others, "call")} that other policies had judged`] : []),
    ...(log === "verified" ? [] : [`the log was ${paint("not verified", "yellow")}: give --key to check it first`]),
  ];
}

function unknownLines(unknown: Replay["unknown"], paint: Paint): readonly string[] {
  const alike = new Map<string, number>();
  for (const { action, was, dependsOn } of unknown) {
    const text = `of ${action}, ${was} then: depends on ${dependsOn.join(", ")}`;
    alike.set(text, (alike.get(text) ?? 0) + 1);
  }
  return [...alike].map(([text, n]) => `${paint("not known", "yellow")}: ${plain(`${count(n, "call")} ${text}`)}`);
}

import { isCanonical, isOwn, Uncovered } from "./uncovered.js";
import { altered, readAll } from "./verify-break.js";
import type { LogBytes } from "./verify-lines.js";
import type { Place } from "./verify-report.js";

/** Finds the first line after the last checkpoint that this package did not write so, or that cannot be of one commit. */
export async function strangeLine(log: LogBytes, covered: number): Promise<Place | undefined> {
  const uncovered = new Uncovered();
  let source: string | undefined;
  for await (const { number, event, text } of readAll(log)) {
    source ??= event?.source;
    if (number === covered && event) uncovered.follows(number, event);
    if (number <= covered) continue;
    if (!event || event.source !== source || !isOwn(event))
      return altered(number, "this is not the event that was written here");
    if (!isCanonical(text)) return altered(number, "this is not canonical JSON");
    const why = uncovered.add(number, event);
    if (why !== undefined) return { line: number, kind: "signature", text: `no checkpoint covers this line, ${why}` };
  }
  return undefined;
}

import { domainsIn } from "./bare-domain.js";
import { type LinkStart, linkStarts } from "./link-start.js";
import { visible } from "./visible.js";

// What ends a link in running text, as a bracket does that it did not open.
const SPACE_OR_QUOTE = /[\s<>"`]/;
const TRAILING = /[.,;:!?'"*_~|\\…。、”’»」』】]/;
const OPENS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The links of a text, each once and as it is written, after normalization (NFKC) and without hidden characters: whatever
 * has a scheme, `//host`, `www.`, the targets of Markdown and HTML links, and names like `example.com` with a well-known
 * last part, or with any and a port, path, query or fragment after it. Not names of files and addresses of mail. A link
 * that a text runs on into another ends where that begins. Linear time.
 */
export function linksIn(text: string): readonly string[] {
  const read = visible(text);
  const marked = markedIn(read);
  const spans = [...marked, ...bareIn(read, marked)];
  return [...new Set(spans.map(({ start, end }) => read.slice(start, end)))];
}

function markedIn(text: string): readonly Span[] {
  const starts = linkStarts(text);
  const limits = nextSchemes(starts, text.length);
  const spans: Span[] = [];
  let read = 0;
  for (const [i, start] of starts.entries()) {
    if (start.at < (spans.at(-1)?.end ?? 0)) continue;
    if (start.kind === "target") {
      spans.push({ start: start.at, end: targetEnd(text, start) });
      continue;
    }
    // Between the end of the link before and the stop of its reading there is only punctuation, which makes no link. To read
    // that again from each of the backslashes in it would take quadratic time.
    if (start.rest <= read) continue;
    read = plainStop(text, start.rest, SPACE_OR_QUOTE, limits[i] as number);
    const end = trimmed(text, start.rest, read);
    if (end > start.rest) spans.push({ start: start.at, end });
  }
  return spans.filter(({ start, end }) => end > start);
}

/** For each start the place of the next scheme. */
function nextSchemes(starts: readonly LinkStart[], end: number): readonly number[] {
  let next = end;
  const limits = [...starts].reverse().map(({ at, kind }) => {
    const limit = next;
    if (kind === "scheme") next = at;
    return limit;
  });
  return limits.reverse();
}

/** The names like `example.com` between the other links. */
function bareIn(text: string, marked: readonly Span[]): readonly Span[] {
  const spans: Span[] = [];
  let i = 0;
  for (const { start, end, follows } of domainsIn(text)) {
    while ((marked[i]?.end ?? Number.POSITIVE_INFINITY) <= start) i++;
    const limit = marked[i]?.start ?? text.length;
    if (end > limit || start < (spans.at(-1)?.end ?? 0)) continue;
    const stop = follows === "more" ? plainStop(text, end, SPACE_OR_QUOTE, limit) : end;
    spans.push({ start, end: trimmed(text, end, stop) });
  }
  return spans;
}

const CLOSED: Readonly<Record<string, RegExp>> = { ">": /[>\n]/, " ": /[\s>]/, '"': /"/, "'": /'/ };

function targetEnd(text: string, { at, close }: LinkStart): number {
  const closed = CLOSED[close];
  if (!closed) return plainStop(text, at, /\s/, text.length);
  let end = at;
  while (end < text.length && !closed.test(text[end] as string)) end++;
  return end;
}

/** The end of a link in running text, which is not with the punctuation before its stop. */
function trimmed(text: string, from: number, stop: number): number {
  let end = stop;
  while (end > from && TRAILING.test(text[end - 1] as string)) end--;
  return end;
}

/** The place of the first of these signs, or of a bracket that closes none opened since. */
function plainStop(text: string, from: number, stop: RegExp, limit: number): number {
  const open: Record<string, number> = { "(": 0, "[": 0, "{": 0 };
  let at = from;
  for (; at < limit && !stop.test(text[at] as string); at++) {
    const sign = text[at] as string;
    if (sign in open) open[sign] = (open[sign] as number) + 1;
    const opens = OPENS[sign];
    if (opens === undefined) continue;
    if (open[opens] === 0) break;
    open[opens] = (open[opens] as number) - 1;
  }
  return at;
}

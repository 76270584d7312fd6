import { domainsIn } from "./bare-domain.js";
import { type LinkStart, linkStarts } from "./link-start.js";
import { visible } from "./visible.js";

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
  starts.forEach((start, i) => {
    if (start.at < (spans.at(-1)?.end ?? 0)) return;
    const end = start.kind === "target" ? targetEnd(text, start) : plainEnd(text, start.rest, limits[i] as number);
    if (end > start.rest || start.kind === "target") spans.push({ start: start.at, end });
  });
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
    spans.push({ start, end: follows === "more" ? plainEnd(text, end, limit) : end });
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

/** Where a link in running text ends: at a space, a quote, a bracket that it did not open; not with punctuation. */
function plainEnd(text: string, from: number, limit: number): number {
  let end = plainStop(text, from, /[\s<>"`]/, limit);
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

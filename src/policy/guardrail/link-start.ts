const SCHEMES = "https?|ftps?|wss?|mailto|javascript|vbscript";

// What each reads before it knows is bounded, so together they take linear time.
const MARKDOWN = "(?<markdown>\\]\\([ \\t]{0,4}<?(?=[^\\s#)]))";
const HREF = "(?<href>(?<=(?<![\\w-])href)[ \\t]{0,4}=[ \\t]{0,4}[\"']?(?=[^\\s#>\"']))";
const SCHEME = "(?<scheme>[a-z][a-z0-9+.-]{0,30}:\\/\\/(?=\\S))";
const LOOSE_SCHEME = `(?<![a-z0-9])(?:${SCHEMES}):(?=[^\\s:)\\]}"'])`;
const SLASHES = "(?<![\\w:.\\\\/-])[\\\\/]{2,16}(?=[^\\s.\\\\/]{1,253}\\.[^\\s.\\\\/])|(?<=:)\\/\\/(?=\\S)";
const WWW = "(?<![\\p{L}\\p{N}_.@/-])www\\.(?=[\\p{L}\\p{N}])";
const STARTS = new RegExp([MARKDOWN, HREF, SCHEME, LOOSE_SCHEME, SLASHES, WWW].join("|"), "giu");

/** Where a link may begin. A `scheme` also ends the link before it; `close`: what ends a target, a space for any space. */
export interface LinkStart {
  readonly at: number;
  /** Where its host, or the target as a whole, begins. */
  readonly rest: number;
  readonly kind: "target" | "scheme" | "other";
  readonly close: string;
}

/** Where links begin: targets of Markdown links and of `href`, schemes, two slashes and a host with a dot, `www.`. */
export function linkStarts(text: string): readonly LinkStart[] {
  return [...text.matchAll(STARTS)].map(({ 0: found, index, groups = {} }) => {
    const rest = index + found.length;
    const last = found.at(-1) as string;
    if (groups["markdown"] !== undefined) return { at: rest, rest, kind: "target", close: last === "<" ? ">" : ")" };
    if (groups["href"] !== undefined) return { at: rest, rest, kind: "target", close: /["']/.test(last) ? last : " " };
    return { at: index, rest, kind: groups["scheme"] === undefined ? "other" : "scheme", close: "" };
  });
}

// Those that programs turn into links by themselves. Left out: those that are common words ("in", "it", "so"), which a
// sentence without a space after its end would hold.
const DOMAINS: ReadonlySet<string> = new Set(
  (
    "com org net edu gov mil int info biz io co ai app dev me xyz top site online website web tech store shop club vip icu " +
    "link click live cloud page space fun buzz rest bond cyou sbs cfd monster quest zone digital agency media blog wiki gg " +
    "cc tv ws ly tk ml ga cf gq pw su ru рф cn de uk eu us ca fr nl se dk pl es ch jp kr br au nz mx ar cz ua tr ir hk tw " +
    "sg vn th id ph pt gr hu ro ie fi sk rs hr bg lt lv ee lu kz by ke ng za"
  ).split(" "),
);
const FILES: ReadonlySet<string> = new Set(
  (
    "js mjs cjs jsx ts tsx txt json jsonl html htm xml yaml yml toml csv tsv pdf png jpg jpeg gif svg webp css scss doc docx " +
    "xls xlsx ppt pptx exe dll log lock java kt go rb php cpp hpp env ini cfg conf sql tar gz"
  ).split(" "),
);
const RUN = /[\p{L}\p{N}][\p{L}\p{N}.-]*/gu;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
const LAST = /^(?:\p{L}{2,24}|xn--[a-z0-9-]{2,59})$/iu;
// A port, a path, a query or a fragment.
const GOES_ON = /^(?::\d{1,5}(?!\d)|\/|[?#][^\s)\]}"'.,;:!?])/;
const PART_OF_MORE = /[@/\\$%]/;

/** A name like `example.com` in a text; `follows`: whether a port, path, query or fragment does. */
export interface Domain {
  readonly start: number;
  readonly end: number;
  readonly follows: "more" | "nothing";
}

/** The names of a text that are not part of an address of mail, a path or the name of a file. */
export function* domainsIn(text: string): Generator<Domain> {
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const name = nameOf(run);
    const end = index + name.length;
    const next = text.slice(end, end + 8);
    if (PART_OF_MORE.test(text[index - 1] ?? "") || next.startsWith("@") || !isDomain(name)) continue;
    if (GOES_ON.test(next)) yield { start: index, end, follows: "more" };
    else if (DOMAINS.has(lastOf(name)) && !next.startsWith("(")) yield { start: index, end, follows: "nothing" };
  }
}

function nameOf(run: string): string {
  let end = run.length;
  while (run[end - 1] === "." || run[end - 1] === "-") end--;
  return run.slice(0, end);
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf(".") + 1).toLowerCase();

function isDomain(name: string): boolean {
  if (name.length > 253 || !name.includes(".")) return false;
  return LAST.test(lastOf(name)) && !FILES.has(lastOf(name)) && name.split(".").every((label) => LABEL.test(label));
}

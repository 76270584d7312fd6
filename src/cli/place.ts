import type { Document, LineCounter, Node } from "yaml";

/** Both count from 1; a column counts UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

type Yaml = typeof import("yaml");
type Key = string | number;
interface Member {
  readonly at: number;
  readonly node: unknown;
}

const SEGMENT = /\.?([A-Za-z_]\w*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gy;

/** The keys of an issue's path: `rules[2].when[0].op`, `rules[0]["a b"]`. */
const keysOf = (path: string): readonly Key[] =>
  [...path.matchAll(SEGMENT)].map(([, word, index, quoted]) =>
    index !== undefined ? Number(index) : (word ?? (JSON.parse(quoted as string) as string)),
  );

/**
 * Where members stand in a document: at their key, or where the item of a list begins. Of a member that is missing: what
 * it is missing from.
 */
export function placer(yaml: Yaml, document: Document, lines: LineCounter): (path: string) => Place {
  const member = (of: unknown, key: Key): Member | undefined => {
    const node = yaml.isAlias(of) ? of.resolve(document) : of;
    if (yaml.isSeq(node)) return typeof key === "number" ? item(node.items[key]) : undefined;
    if (!yaml.isMap(node)) return undefined;
    const pair = node.items.find((one) => yaml.isScalar(one.key) && one.key.value === key);
    return pair && { at: startOf(pair.key), node: pair.value };
  };
  return (path) => {
    let found: Member = { at: startOf(document.contents), node: document.contents };
    for (const key of keysOf(path)) {
      const next = member(found.node, key);
      if (next === undefined) break;
      found = next;
    }
    return placeAt(lines, found.at);
  };
}

export function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

const item = (node: unknown): Member | undefined => (node === undefined ? undefined : { at: startOf(node), node });

export const startOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;

import type { Json } from "../../canonical.js";
import { samples } from "./intervals.js";
import { letThrough } from "./schema-domain.js";
import { isNode, type Node, resolved } from "./schema-node.js";
import { isEmptyTexts } from "./texts.js";

const DEEPEST = 4;

/** Values to try at a place: first what its schema speaks of, then what many schemas take. */
export const valuesFor = (node: Node | undefined, schema: Node | undefined): readonly Json[] => [
  ...(node && schema ? told(node, schema, DEEPEST) : []),
  ...ANY,
];

const ANY: readonly Json[] = [
  "x",
  1,
  true,
  {},
  [],
  "someone@example.com",
  "https://example.com/",
  "10.0.0.1",
  "2026-01-05",
  "2026-01-05T12:00:00Z",
  "00000000-0000-4000-8000-000000000000",
  "12:00",
  "1.0.0",
  "+15550100",
  "EUR",
  "DE02120300000000202051",
  "xxxxxxxxxxxx",
  100,
  0,
  -1,
  null,
];

function told(given: Node, schema: Node, depth: number): readonly Json[] {
  if (depth === 0) return [];
  const node = resolved(given, schema);
  const choices = [node["anyOf"], node["oneOf"]].flatMap((list) => (Array.isArray(list) ? list : []));
  return [
    ...("const" in node ? [node["const"] as Json] : []),
    ...[node["enum"], node["examples"]].flatMap((list) => (Array.isArray(list) ? list : [])),
    ...("default" in node ? [node["default"] as Json] : []),
    ...typed(node, schema, depth),
    ...choices.flatMap((one) => (isNode(one) ? told(one, schema, depth - 1) : [])),
  ];
}

function typed(node: Node, schema: Node, depth: number): readonly Json[] {
  const { numbers, texts } = letThrough(node, schema);
  if (node["type"] === "string") return isEmptyTexts(texts) ? [] : long(node);
  if (node["type"] === "number" || node["type"] === "integer") return samples(numbers).toSorted(simplest);
  if (node["type"] === "array" && isNode(node["items"])) return lists(node, told(node["items"], schema, depth - 1));
  return [];
}

/** Whole numbers that are small and positive look most like what somebody would give. */
const simplest = (one: number, other: number): number => rank(one) - rank(other);
const rank = (value: number): number =>
  (Number.isInteger(value) ? 0 : 1e9) + (value > 0 ? 0 : 1e6) + Math.min(Math.abs(value), 1e5);

const LONGEST = 256;

function long(node: Node): readonly string[] {
  const shortest = node["minLength"];
  return typeof shortest === "number" && shortest > 1 && shortest <= LONGEST ? ["x".repeat(shortest)] : [];
}

/** As short as it may be, of the first value that an item may have. */
function lists(node: Node, [first = "x"]: readonly Json[]): readonly Json[] {
  const fewest = node["minItems"];
  return typeof fewest === "number" && fewest > 0 && fewest <= LONGEST
    ? [Array.from({ length: fewest }, () => first)]
    : [];
}

import type { Json } from "../../canonical.js";
import { isPlain } from "../plain.js";
import { ANYTHING, type Domain, intersect, LUMPS, NOTHING, unite } from "./domain.js";
import { ALL, common, NONE, ordered, points } from "./intervals.js";
import { isNode, type Node, nodeAt, resolved } from "./schema-node.js";
import { ALL_TEXTS, NO_TEXTS, only } from "./texts.js";

/** A place of a schema, and the values that it may let through there: never fewer, where it cannot be said more. */
export interface Place {
  readonly node: Node;
  readonly values: Domain;
}

/** Undefined where the schema does not say. */
export function placeIn(schema: Node | undefined, keys: readonly string[]): Place | undefined {
  const node = nodeAt(schema, keys);
  return node && schema && { node, values: letThrough(node, schema) };
}

const DEEPEST = 8;

export const letThrough = (node: Node, schema: Node): Domain => domainOf(node, schema, DEEPEST);

function domainOf(given: Node, schema: Node, depth: number): Domain {
  if (depth === 0) return PRESENT;
  const node = resolved(given, schema);
  const choices = [node["anyOf"], node["oneOf"]].filter((one) => Array.isArray(one));
  const some = choices.map((list: readonly Json[]) =>
    list.map((one) => (isNode(one) ? domainOf(one, schema, depth - 1) : PRESENT)).reduce(unite, NOTHING),
  );
  return [typed(node), listed(node), ...some].reduce(intersect, PRESENT);
}

const PRESENT: Domain = { ...ANYTHING, lumps: ANYTHING.lumps & ~(LUMPS.missing | LUMPS.twin) };

const TYPES: Readonly<Record<string, Domain>> = {
  null: { ...NOTHING, lumps: LUMPS.null },
  boolean: { ...NOTHING, lumps: LUMPS.yes | LUMPS.no },
  object: { ...NOTHING, lumps: LUMPS.other },
  array: { ...NOTHING, lumps: LUMPS.other },
  string: { ...NOTHING, lumps: LUMPS.hidden, texts: ALL_TEXTS },
  number: { ...NOTHING, numbers: ALL },
  integer: { ...NOTHING, numbers: ALL },
};

function typed(node: Node): Domain {
  const type = node["type"];
  if (type === undefined) return PRESENT;
  const types = Array.isArray(type) ? type : [type];
  const found = types.map((one) => TYPES[String(one)] ?? PRESENT).reduce(unite, NOTHING);
  return { ...found, numbers: common(found.numbers, range(node)) };
}

const BOUNDS = { minimum: "gte", maximum: "lte", exclusiveMinimum: "gt", exclusiveMaximum: "lt" } as const;

const range = (node: Node) =>
  Object.entries(BOUNDS).reduce((left, [word, order]) => {
    const bound = node[word];
    return typeof bound === "number" ? common(left, ordered(order, bound)) : left;
  }, ALL);

/** Of `enum` and `const`. */
function listed(node: Node): Domain {
  const values = "const" in node ? [node["const"] as Json] : node["enum"];
  return Array.isArray(values) ? values.map(exactly).reduce(unite, NOTHING) : PRESENT;
}

function exactly(value: Json): Domain {
  if (typeof value === "number") return { ...NOTHING, numbers: points([value]) };
  if (typeof value === "string")
    return isPlain(value) ? { ...NOTHING, texts: only([value]) } : { ...NOTHING, lumps: LUMPS.hidden };
  const lump = value === null ? "null" : typeof value === "object" ? "other" : value ? "yes" : "no";
  return { lumps: LUMPS[lump], numbers: NONE, texts: NO_TEXTS };
}

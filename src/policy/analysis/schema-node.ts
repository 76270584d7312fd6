import type { Definition } from "../../action/action.js";
import { jsonSchemaOf } from "../../action/schema.js";
import type { Json } from "../../canonical.js";

export type Node = { readonly [key: string]: Json };

/** The input schema of an action as data. What another copy of the package made may have none. */
export function schemaOf({ input }: Definition): Node | undefined {
  return (input as Definition["input"] | undefined) && jsonSchemaOf(input);
}

/** Down by the names of members and the numbers of items. Undefined where the schema does not say. */
export function nodeAt(schema: Node | undefined, keys: readonly string[]): Node | undefined {
  let node = schema;
  for (const key of keys) node = node && memberOf(resolved(node, schema as Node), key);
  return node && resolved(node, schema as Node);
}

function memberOf(node: Node, key: string): Node | undefined {
  const { type, items, properties } = node;
  if (type === "array") return isNode(items) ? items : undefined;
  const member = isNode(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return type === "object" && isNode(member) && !UNCLEAR.some((word) => word in node) ? member : undefined;
}

const UNCLEAR = ["anyOf", "oneOf", "allOf", "if", "not", "$ref"];
const REFERENCE = /^#\/\$defs\/([^/]+)$/;

/** What a reference within the schema stands for. One that leads nowhere, or only to others, stands for anything. */
export function resolved(node: Node, schema: Node, depth = 8): Node {
  const name = REFERENCE.exec(String(node["$ref"]))?.[1];
  if (name === undefined || depth === 0) return "$ref" in node ? {} : node;
  const defs = schema["$defs"];
  const target = isNode(defs) && Object.hasOwn(defs, name) ? defs[name] : undefined;
  return isNode(target) ? resolved(target, schema, depth - 1) : {};
}

export const isNode = (value: Json | undefined): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

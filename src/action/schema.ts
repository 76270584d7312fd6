import type { StandardSchemaV1 as Schema } from "@standard-schema/spec";
import { digest, type Json } from "../canonical.js";
import { keysOf } from "./paths.js";

type JsonSchema = { readonly [key: string]: Json };
type Side = "input" | "output";
type Converter = { jsonSchema?: Readonly<Record<Side, (options: { target: string }) => unknown>> };

/** The schema as data: its JSON Schema where the library offers one (Standard JSON Schema), else undefined. */
export function jsonSchemaOf(schema: Schema, side: Side = "input"): JsonSchema | undefined {
  const converter = (schema["~standard"] as Converter).jsonSchema;
  try {
    return converter?.[side]({ target: "draft-2020-12" }) as JsonSchema | undefined;
  } catch {
    return undefined; // a part that JSON Schema cannot say
  }
}

/**
 * What a definition digest says of a schema: its JSON Schema, else its own plain data (valibot), else only the vendor.
 * In the last case a changed schema shows only through the action's `version`.
 */
export function schemaDigest(schema: Schema): string {
  const { vendor } = schema["~standard"];
  return digest({ vendor, schema: jsonSchemaOf(schema) ?? plainData(schema) });
}

function plainData(schema: Schema): Json {
  try {
    return JSON.parse(JSON.stringify(schema) ?? "null") as Json;
  } catch {
    return null;
  }
}

/**
 * Whether a dotted path exists in the schema: `"unknown"` where the schema cannot say (open objects, unions, no JSON Schema).
 * `through`: it goes through lists to their items.
 */
export function hasPath(
  schema: JsonSchema | undefined,
  path: string,
  lists: "end" | "through" = "end",
): boolean | "unknown" {
  let at: JsonSchema | undefined = schema;
  for (const key of keysOf(path)) {
    if (lists === "through") at = itemsOf(at);
    if (!at || typeof at !== "object" || "$ref" in at || "anyOf" in at || "oneOf" in at || "allOf" in at)
      return "unknown";
    const properties = at["properties"] as { readonly [key: string]: JsonSchema } | undefined;
    const open = at["additionalProperties"];
    if (properties && Object.hasOwn(properties, key)) at = properties[key];
    else if (!properties && !("type" in at)) return "unknown";
    else return open !== undefined && open !== false ? "unknown" : false;
  }
  return true;
}

function itemsOf(schema: JsonSchema | undefined): JsonSchema | undefined {
  let at = schema;
  while (at?.["type"] === "array") at = at["items"] as JsonSchema | undefined;
  return at;
}

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
 * In the last case a changed schema shows only through the action's `version`. What only describes, and the defaults, which
 * a schema may compute anew each time, are not in it: they change no argument that is bound.
 */
export function schemaDigest(schema: Schema): string {
  const { vendor } = schema["~standard"];
  const known = jsonSchemaOf(schema);
  return digest({ vendor, schema: known ? undescribed(known) : plainData(schema) });
}

const DESCRIBES: ReadonlySet<string> = new Set([
  "$comment",
  "default",
  "deprecated",
  "description",
  "examples",
  "readOnly",
  "title",
  "writeOnly",
]);
/** Their members are schemas by name: a property may be called "title". */
const BY_NAME: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "dependentSchemas",
  "patternProperties",
  "properties",
]);
const VALUES: ReadonlySet<string> = new Set(["const", "enum"]);

function undescribed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(undescribed);
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => !DESCRIBES.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, partOf(key, value as Json)]));
}

function partOf(key: string, value: Json): Json {
  if (VALUES.has(key)) return value;
  if (key === "required" && Array.isArray(value)) return [...value].sort();
  if (!BY_NAME.has(key) || !isObject(value)) return undescribed(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, undescribed(one as Json)]));
}

const isObject = (value: Json): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function plainData(schema: Schema): Json {
  try {
    return JSON.parse(JSON.stringify(schema, withoutWords) ?? "null") as Json;
  } catch {
    return null;
  }
}

/** In valibot's data, words are steps of a pipe, and a default is a member of a schema. */
function withoutWords(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { kind, default: _, pipe, ...rest } = value as { kind?: unknown; default?: unknown; pipe?: unknown };
  if (kind !== "schema") return value;
  const steps = Array.isArray(pipe) ? pipe.filter((step: { kind?: unknown }) => step.kind !== "metadata") : [];
  return { kind, ...rest, ...(steps.length > 1 && { pipe: steps }) };
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

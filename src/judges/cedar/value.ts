import type { CedarValueJson } from "@cedar-policy/cedar-wasm";
import type { Json, JsonObject } from "../../canonical.js";

/** In Cedar's JSON these make an entity or another value of an object: an argument must not. */
const ESCAPES: ReadonlySet<string> = new Set(["__entity", "__extn", "__expr"]);
const DECIMAL = /^-?\d{1,15}\.\d{1,4}$/;

export type CedarRecord = Record<string, CedarValueJson>;

/** An object as Cedar says it: null members are left out. @throws Error, without the value, where it cannot */
export function recordOf(object: JsonObject): CedarRecord {
  const members = Object.entries(object).filter(([, value]) => value !== null);
  if (members.some(([name]) => ESCAPES.has(name)))
    throw new Error("a member has a name that makes entities in Cedar (__entity, __extn, __expr)");
  return Object.fromEntries(members.map(([name, value]) => [name, cedarOf(value)]));
}

function cedarOf(value: Json): CedarValueJson {
  if (typeof value === "number") return numberOf(value);
  if (Array.isArray(value)) return value.map(cedarOf);
  if (value === null) throw new Error("Cedar has no null in a list");
  return typeof value === "object" ? recordOf(value as JsonObject) : value;
}

function numberOf(value: number): CedarValueJson {
  if (Number.isSafeInteger(value)) return value;
  const arg = String(value);
  if (DECIMAL.test(arg)) return { __extn: { fn: "decimal", arg } };
  throw new Error("Cedar has no such number: it has whole ones, and decimals of at most 4 places");
}

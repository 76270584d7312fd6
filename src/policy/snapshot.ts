import type { Json } from "../canonical.js";

/**
 * A frozen JSON copy, read once. A function or symbol becomes null, so that it is refused where it stands and not left
 * out. Undefined for a value that has no JSON (cycles, BigInt).
 */
export function snapshot(value: unknown): Json | undefined {
  try {
    return freeze(JSON.parse(JSON.stringify(value, noCode)) as Json);
  } catch {
    return undefined;
  }
}

const noCode = (_: string, value: unknown): unknown =>
  typeof value === "function" || typeof value === "symbol" ? null : value;

function freeze(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  for (const one of Object.values(value)) freeze(one as Json);
  return Object.freeze(value);
}

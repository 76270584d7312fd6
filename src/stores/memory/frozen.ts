import type { Json } from "../../canonical.js";

/** A deep-frozen copy, as JSON text would give it back: own members only, those that are undefined left out. */
export function frozen(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  const copy: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value) as [string, Json | undefined][])
    if (member !== undefined) put(copy, key, frozen(member));
  return Object.freeze(copy);
}

function put(copy: Record<string, Json>, key: string, value: Json): void {
  if (key !== "__proto__") copy[key] = value;
  else Object.defineProperty(copy, key, { value, enumerable: true });
}

import { canonical, type Json } from "../canonical.js";
import type { Call } from "./capture.js";
import { overlap, pathOf } from "./paths.js";

/** What a schema put where the input said nothing: each place, by names and numbers, with its value. */
export type Filled = readonly (readonly [place: Place, value: Json])[];
type Place = readonly (string | number)[];

/** What the schema filled in; a secret value is nowhere. */
export function filledIn({ args, given, definition: { secret } }: Pick<Call, "args" | "given" | "definition">): Filled {
  if (given === undefined) return [];
  const hidden = (place: Place) =>
    secret.some((one) => overlap(one, place.map((key) => pathOf(String(key))).join(".")));
  return missing(given, args, []).filter(([place]) => !hidden(place));
}

function missing(given: Json | undefined, args: Json, place: Place): Filled {
  if (given === undefined) return [[place, args]];
  if (!isInner(args) || !isInner(given) || Array.isArray(args) !== Array.isArray(given)) return [];
  return Object.entries(args).flatMap(([key, value]) =>
    missing(member(given, key), value as Json, [...place, Array.isArray(args) ? Number(key) : key]),
  );
}

/** The arguments with what another time was filled in, at the places that were left to the schema both times. */
export function refilled(args: Json, now: Filled, then: Filled): Json {
  const before = new Map(then.map(([place, value]) => [canonical(place), value]));
  return now.reduce<Json>((value, [place]) => {
    const known = before.get(canonical(place));
    return known === undefined ? value : withAt(value, place, known);
  }, args);
}

function withAt(value: Json, [key, ...rest]: Place, by: Json): Json {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((one: Json, i) => (i === key ? withAt(one, rest, by) : one));
  return { ...(value as object), [key]: withAt(member(value, String(key)) ?? null, rest, by) };
}

const isInner = (value: Json): value is Readonly<Record<string, Json>> | readonly Json[] =>
  typeof value === "object" && value !== null;

const member = (of: Json, key: string): Json | undefined =>
  isInner(of) && Object.hasOwn(of, key) ? (of as Readonly<Record<string, Json>>)[key] : undefined;

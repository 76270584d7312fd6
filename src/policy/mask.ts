/**
 * What becomes of a value. `drop` leaves it out; `redact` says only that it was there; `hash` gives the same text for the
 * same value, as long as the key is the same; `last4` keeps the last four characters of a text of eight or more, or of a
 * number, and redacts all else.
 */
export type MaskKind = (typeof MASKS)[number];

/** The strictest first: where several rules mask one value, that one does. */
export const MASKS = ["drop", "redact", "hash", "last4"] as const;

/** Members of a result by dotted path; a path goes through lists to each of their items. */
export type Masks = Readonly<Record<string, MaskKind>>;

/** Of two kinds the stricter. */
export const stricter = (one: MaskKind | undefined, other: MaskKind): MaskKind =>
  one !== undefined && MASKS.indexOf(one) <= MASKS.indexOf(other) ? one : other;

/** Of each path the strictest. */
export function strictest(all: readonly Masks[]): Masks {
  const masks = new Map<string, MaskKind>();
  for (const [path, kind] of all.flatMap(Object.entries<MaskKind>)) masks.set(path, stricter(masks.get(path), kind));
  return Object.fromEntries(masks);
}

import type { Json } from "../../canonical.js";
import { isPlain } from "../plain.js";
import { ALL, common, hasNumber, type Intervals, isWithin, joined, NONE } from "./intervals.js";
import {
  ALL_TEXTS,
  areWithin,
  commonTexts,
  hasText,
  isEmptyTexts,
  joinedTexts,
  NO_TEXTS,
  type Texts,
} from "./texts.js";

/**
 * Values that every condition treats alike: no value at all, none but one under nearly that name, null, true, false, lists and
 * objects, texts that are not plain.
 */
export const LUMPS = { missing: 1, null: 2, yes: 4, no: 8, other: 16, hidden: 32, twin: 64 } as const;
export type Lump = keyof typeof LUMPS;
const EVERY = 127;

/** One of each lump that is a value, or none. */
export const SAMPLES: Readonly<Record<Exclude<Lump, "twin">, Json | undefined>> = {
  missing: undefined,
  null: null,
  yes: true,
  no: false,
  other: [],
  hidden: "x\u200b",
};

/** A set of the values that a path may have. */
export interface Domain {
  /** Bits of `LUMPS`. */
  readonly lumps: number;
  readonly numbers: Intervals;
  readonly texts: Texts;
}

export const ANYTHING: Domain = { lumps: EVERY, numbers: ALL, texts: ALL_TEXTS };
export const NOTHING: Domain = { lumps: 0, numbers: NONE, texts: NO_TEXTS };

export const intersect = (one: Domain, other: Domain): Domain => ({
  lumps: one.lumps & other.lumps,
  numbers: common(one.numbers, other.numbers),
  texts: commonTexts(one.texts, other.texts),
});

export const unite = (one: Domain, other: Domain): Domain => ({
  lumps: one.lumps | other.lumps,
  numbers: joined(one.numbers, other.numbers),
  texts: joinedTexts(one.texts, other.texts),
});

/** Shown to hold no value. */
export const isEmpty = ({ lumps, numbers, texts }: Domain): boolean =>
  lumps === 0 && numbers.length === 0 && isEmptyTexts(texts);

/** Shown to lie within the other. */
export const isWithinDomain = (one: Domain, other: Domain): boolean =>
  (one.lumps & ~other.lumps) === 0 && isWithin(one.numbers, other.numbers) && areWithin(one.texts, other.texts);

export function hasValue({ lumps, numbers, texts }: Domain, value: Json | undefined): boolean {
  if (typeof value === "number") return hasNumber(numbers, value);
  if (typeof value === "string" && isPlain(value)) return hasText(texts, value);
  return (lumps & LUMPS[lumpOf(value)]) !== 0;
}

function lumpOf(value: Json | undefined): Lump {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (typeof value === "string") return "hidden";
  return typeof value === "boolean" ? (value ? "yes" : "no") : "other";
}

import { prefixMatcher, suffixMatcher } from "../affix.js";
import { hostNamed } from "../host.js";
import { isWithin, type Range, rangeOf } from "../ip.js";
import { loose } from "../plain.js";
import type { Comparison, Operator } from "../rule.js";
import type { Truth } from "../subject.js";
import { underMatcher } from "../under.js";

/** The operators on texts whose matches are too many to list. */
export const TEXTUAL = ["host", "mailDomain", "under", "startsWith", "endsWith", "cidr", "pattern"] as const;
type Textual = (typeof TEXTUAL)[number];

export const isTextual = (op: Operator): op is Textual => (TEXTUAL as readonly Operator[]).includes(op);

/** An operand, read once. */
export interface Operand {
  readonly op: Operator;
  readonly read: unknown;
}

/** How two operands of one operator lie to each other. */
interface Relation<Read> {
  read(value: unknown): Read;
  /** Whatever matches the first matches the second, and what does not match the second does not match the first. */
  narrower(one: Read, other: Read): boolean;
  /** `false`: what matches one is known not to match the other. `never both`: it does not, or is unknown. */
  apart(one: Read, other: Read): "false" | "never both" | undefined;
}

interface Matching {
  readonly text: string;
  matches(actual: unknown): Truth;
}
const byMatcher = (matcher: (operand: string) => (actual: unknown) => Truth): Relation<Matching> => ({
  read: (value) => ({ text: value as string, matches: matcher(value as string) }),
  narrower: (one, other) => other.matches(one.text) === true,
  apart(one, other) {
    const both = [other.matches(one.text), one.matches(other.text)];
    if (both.includes(true)) return undefined;
    return both.includes(undefined) ? "never both" : "false";
  },
});

/** Lists of things of which one lies within another, or has nothing in common with it. */
const byList = <T>(
  read: (value: unknown) => readonly T[],
  inside: (one: T, other: T) => boolean,
  outside: "false" | "never both",
): Relation<readonly T[]> => ({
  read,
  narrower: (some, others) => some.every((one) => others.some((other) => inside(one, other))),
  apart: (some, others) =>
    some.some((one) => others.some((other) => inside(one, other) || inside(other, one))) ? undefined : outside,
});

interface Place {
  readonly name: string;
  readonly reach: "itself" | "below";
}
const placesOf = (names: unknown): readonly Place[] =>
  (names as readonly string[]).map((name) =>
    name.startsWith("*.")
      ? { name: hostNamed(name.slice(2)) ?? name, reach: "below" }
      : { name: hostNamed(name) ?? name, reach: "itself" },
  );

function isInside(one: Place, other: Place): boolean {
  if (other.reach === "itself") return one.reach === "itself" && one.name === other.name;
  return one.name.endsWith(`.${other.name}`) || (one.reach === "below" && one.name === other.name);
}

const rangesOf = (ranges: unknown): readonly Range[] =>
  (ranges as readonly string[]).flatMap((one) => rangeOf(one) ?? []);
const isSubrange = (one: Range, other: Range): boolean => isWithin(other, one) && one.host <= other.host;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const textsOf = (value: unknown): readonly string[] => listOf(value).filter((one) => typeof one === "string");

/** Names to which a text may be equal. */
const NAMES: Relation<readonly string[]> = byList<string>(
  (value) => textsOf(value).map(loose),
  (one, other) => one === other,
  "false",
);

const RELATIONS: { readonly [Op in Textual | "eq" | "in"]: Relation<unknown> } = {
  eq: NAMES,
  in: NAMES,
  startsWith: byMatcher(prefixMatcher),
  endsWith: byMatcher(suffixMatcher),
  under: byMatcher(underMatcher),
  host: byList(placesOf, isInside, "false"),
  mailDomain: byList(placesOf, isInside, "false"),
  cidr: byList(rangesOf, isSubrange, "never both"),
  pattern: { read: (value) => value, narrower: (one, other) => one === other, apart: () => undefined },
};

/** Of `eq` it is that of `in` with one value. */
export const operandOf = ({ op, value }: Comparison): Operand => ({
  op: op === "eq" ? "in" : op,
  read: RELATIONS[op as Textual].read(value),
});

/** Whether the text of an operand begins or ends with a space. */
export const namesSpace = ({ op, read }: Operand): boolean =>
  (op === "startsWith" || op === "endsWith" || op === "under") &&
  (read as Matching).text !== (read as Matching).text.trim();

export const isNarrower = (one: Operand, other: Operand): boolean =>
  one.op === other.op && RELATIONS[one.op as Textual].narrower(one.read, other.read);

export const apart = (one: Operand, other: Operand): "false" | "never both" | undefined =>
  one.op === other.op ? RELATIONS[one.op as Textual].apart(one.read, other.read) : undefined;

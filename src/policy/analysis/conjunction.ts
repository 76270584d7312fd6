import { canonical, type Json } from "../../canonical.js";
import type { Comparison, OnData, SingleData } from "../rule.js";
import type { Truth } from "../subject.js";
import { type Domain, intersect, isEmpty, isWithinDomain } from "./domain.js";
import { domainsOf, isByValue } from "./literal.js";
import { holds, type Mode } from "./mode.js";

/** A dataset that a rule is on is one more condition. */
export type OnDataset = Extract<OnData, { dataset: string }>;

/** A condition, and what is asked of it. */
export interface Literal {
  readonly data: SingleData | OnDataset;
  readonly mode: Mode;
  /** What it is about: a path, or for a condition that no value of one path decides, its whole text. */
  readonly key: string;
  /** Bits of truths where the condition can only be compared with itself. */
  readonly allows: Domain | number;
  readonly bit: number;
}

/** Literals that all hold: by key, what is left of its values. */
export interface Conjunction {
  readonly literals: readonly Literal[];
  readonly allowed: ReadonlyMap<string, Domain | number>;
  /** Bits of the keys, some of one bit: a conjunction implies none with a bit that it lacks. */
  readonly bits: number;
}

const TRUTHS: readonly Truth[] = [true, false, undefined];
const bitsOf = (mode: Mode): number =>
  TRUTHS.reduce((bits: number, truth, i) => (holds(truth, mode) ? bits | (1 << i) : bits), 0);

/** What makes a condition another one: each rule counts calls for itself, each policy has its own predicates. */
export interface Owner {
  readonly rule: string;
  readonly policy: string;
}

/** Literals of one analysis, each made once. */
export function literals(): (data: Literal["data"], mode: Mode, owner: Owner) => Literal {
  const texts = new WeakMap<object, string>();
  const domains = new Map<string, ReturnType<typeof domainsOf>>();
  const made = new Map<string, Literal>();
  const allowsOf = (data: Comparison, mode: Mode): Domain => {
    const text = JSON.stringify([data.op, data.value]);
    const known = domains.get(text) ?? domainsOf(data);
    domains.set(text, known);
    return known(mode);
  };
  const literal = (data: Literal["data"], mode: Mode, text: string): Literal =>
    "dataset" in data || !isByValue(data)
      ? { data, mode, key: text, allows: bitsOf(mode), bit: bitOf(text) }
      : { data, mode, key: data.path, allows: allowsOf(data, mode), bit: bitOf(data.path) };
  return (data, mode, owner) => {
    const text = texts.get(data) ?? textOf(data);
    texts.set(data, text);
    const name = ownText(data, text, owner);
    const known = made.get(`${mode} ${name}`) ?? literal(data, mode, name);
    made.set(`${mode} ${name}`, known);
    return known;
  };
}

/** Nearly all are comparisons, which need no sorting of keys. */
const textOf = (data: Literal["data"]): string =>
  "op" in data && "path" in data && !("history" in data)
    ? JSON.stringify([data.path, data.op, data.value, data.ref])
    : canonical(data as unknown as Json);

function ownText(data: Literal["data"], text: string, { rule, policy }: Owner): string {
  if ("history" in data) return `${rule} ${text}`;
  return "fn" in data ? `${policy} ${text}` : text;
}

export const EMPTY: Conjunction = { literals: [], allowed: new Map(), bits: 0 };

export function and(before: Conjunction, more: readonly Literal[]): Conjunction {
  if (more.length === 0) return before;
  const allowed = new Map(before.allowed);
  let { bits } = before;
  for (const { key, allows, bit } of more) {
    const known = allowed.get(key);
    allowed.set(key, known === undefined ? allows : both(known, allows));
    bits |= bit;
  }
  return { literals: [...before.literals, ...more], allowed, bits };
}

const both = (one: Domain | number, other: Domain | number): Domain | number =>
  typeof one === "number" || typeof other === "number" ? (one as number) & (other as number) : intersect(one, other);

/** The keys for which nothing is left: shown that the literals contradict each other. */
export const contradictions = ({ allowed }: Conjunction): readonly string[] =>
  [...allowed].filter(([, left]) => isNothing(left)).map(([key]) => key);

/** Shown that the literals contradict each other. */
export function isContradiction({ allowed }: Conjunction): boolean {
  for (const left of allowed.values()) if (isNothing(left)) return true;
  return false;
}

const isNothing = (left: Domain | number): boolean => (typeof left === "number" ? left === 0 : isEmpty(left));

/** Shown that wherever the one holds the other does. */
export function implies(one: Conjunction, other: Conjunction): boolean {
  if ((other.bits & ~one.bits) !== 0) return false;
  for (const [key, wanted] of other.allowed) {
    const left = one.allowed.get(key);
    if (left === undefined || !isPart(left, wanted)) return false;
  }
  return true;
}

const isPart = (one: Domain | number, other: Domain | number): boolean =>
  typeof one === "number" || typeof other === "number"
    ? ((one as number) & ~(other as number)) === 0
    : isWithinDomain(one, other);

/** Shown that both cannot hold. */
export function exclude(one: Conjunction, other: Conjunction): boolean {
  if ((one.bits & other.bits) === 0) return false;
  for (const [key, wanted] of other.allowed) {
    const left = one.allowed.get(key);
    if (left !== undefined && isNothing(both(left, wanted))) return true;
  }
  return false;
}

/** One of 31 bits, by the characters of the key. */
const bitOf = (key: string): number =>
  1 << ([...key].reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) % 65_521, 7) % 31);

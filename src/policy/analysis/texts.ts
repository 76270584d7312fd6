import type { Truth } from "../subject.js";
import { holds, isFor, isSure, type Mode } from "./mode.js";
import { apart, isNarrower, namesSpace, type Operand } from "./narrower.js";

/** That a text matches, or not: one of the operators whose matches are too many to list. */
export interface Atom {
  readonly operand: Operand;
  readonly mode: Mode;
  truthOf(text: string): Truth;
}

/** A set of plain texts: these only, or all but some; and of those, the ones that every atom holds for. */
export interface Texts {
  readonly only: ReadonlySet<string> | undefined;
  readonly but: ReadonlySet<string>;
  readonly atoms: readonly Atom[];
}

const EMPTY: ReadonlySet<string> = new Set();

export const ALL_TEXTS: Texts = { only: undefined, but: EMPTY, atoms: [] };
export const only = (texts: Iterable<string>): Texts => ({ only: new Set(texts), but: EMPTY, atoms: [] });
export const allBut = (texts: Iterable<string>): Texts => ({ only: undefined, but: new Set(texts), atoms: [] });
export const matching = (atom: Atom): Texts => ({ only: undefined, but: EMPTY, atoms: [atom] });
export const NO_TEXTS: Texts = only([]);

export const hasText = ({ only, but, atoms }: Texts, text: string): boolean =>
  (only === undefined || only.has(text)) &&
  !but.has(text) &&
  atoms.every(({ mode, truthOf }) => holds(truthOf(text), mode));

export function commonTexts(some: Texts, others: Texts): Texts {
  if (some.only) return only([...some.only].filter((text) => hasText(some, text) && hasText(others, text)));
  if (others.only) return commonTexts(others, some);
  return {
    only: undefined,
    but: others.but.size === 0 ? some.but : new Set([...some.but, ...others.but]),
    atoms: others.atoms.length === 0 ? some.atoms : [...some.atoms, ...others.atoms],
  };
}

/** Both; where that cannot be said, every text. */
export function joinedTexts(some: Texts, others: Texts): Texts {
  if (some.only && others.only)
    return only([...some.only, ...others.only].filter((one) => hasText(some, one) || hasText(others, one)));
  if (some.only?.size === 0) return others;
  return others.only?.size === 0 ? some : ALL_TEXTS;
}

/** Shown to hold no text. */
export const isEmptyTexts = ({ only, atoms }: Texts): boolean =>
  only ? only.size === 0 : atoms.some((one, i) => atoms.slice(i + 1).some((other) => contradict(one, other)));

/** Shown to lie within others. */
export function areWithin(some: Texts, others: Texts): boolean {
  if (some.only) return [...some.only].every((text) => hasText(others, text));
  if (others.only) return false;
  return (
    [...others.but].every((text) => !hasText(some, text)) &&
    others.atoms.every((atom) => some.atoms.some((one) => implies(one, atom)))
  );
}

function contradict(one: Atom, other: Atom): boolean {
  if (isFor(one.mode) !== isFor(other.mode)) {
    const [positive, negative] = isFor(one.mode) ? [one, other] : [other, one];
    return (isSure(one.mode) || isSure(other.mode)) && isNarrower(positive.operand, negative.operand);
  }
  return one.mode === "true" && other.mode === "true" && apart(one.operand, other.operand) !== undefined;
}

function implies(one: Atom, other: Atom): boolean {
  if (one.mode === "true" && other.mode === "false" && other.operand.op === "in") return matchesNone(one, other);
  if (isFor(one.mode) !== isFor(other.mode)) return one.mode === "true" && excludes(one, other);
  if (isSure(other.mode) && !isSure(one.mode)) return false;
  return isFor(one.mode) ? isNarrower(one.operand, other.operand) : isNarrower(other.operand, one.operand);
}

/**
 * Whether what matches is none of some names, in any letter case and with spaces around it: no operator knows a text not to
 * match that it matches in another letter case, nor with spaces around it unless it names spaces itself.
 */
const matchesNone = (one: Atom, { operand }: Atom): boolean =>
  !namesSpace(one.operand) && (operand.read as readonly string[]).every((name) => one.truthOf(name) === false);

function excludes(one: Atom, other: Atom): boolean {
  const found = apart(one.operand, other.operand);
  return found === "false" || (found === "never both" && other.mode === "not true");
}

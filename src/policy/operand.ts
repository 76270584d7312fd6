import { isAffix } from "./affix.js";
import { isRange } from "./cidr.js";
import { isScalar } from "./compare.js";
import { isHostName } from "./host.js";
import { isMailDomain } from "./mail.js";
import { pathIssue } from "./path.js";
import { PATTERN_NAMES } from "./pattern.js";
import { isPlain } from "./plain.js";
import type { Comparison, Operator } from "./rule.js";
import { isPrefix } from "./under.js";

interface Operand {
  readonly takes: string;
  fits(value: unknown): boolean;
}
const SCALAR = "a text, a number, true, false or null";
const NUMBER = { takes: "a number", fits: (value: unknown) => Number.isFinite(value) };
const AFFIX = {
  takes: "a text that is not only spaces and does not begin with a combining mark",
  fits: (value: unknown) => typeof value === "string" && isAffix(value),
};
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length > 0;

function listOf(takes: string, fits: (one: string) => boolean): Operand {
  return {
    takes: `a list, not empty, of ${takes}`,
    fits: (value) => isList(value) && value.every((one) => typeof one === "string" && fits(one)),
  };
}

/** What each operator takes as its value; `absent` and `grounded` take none. */
const OPERANDS: Record<Exclude<Operator, "absent" | "grounded">, Operand> = {
  eq: { takes: SCALAR, fits: isScalar },
  ne: { takes: SCALAR, fits: isScalar },
  in: { takes: `a list, not empty, each ${SCALAR}`, fits: (value) => isList(value) && value.every(isScalar) },
  gt: NUMBER,
  gte: NUMBER,
  lt: NUMBER,
  lte: NUMBER,
  host: listOf('host names as "example.com" or "*.example.com"', isHostName),
  mailDomain: listOf('mail domains as "example.com" or "*.example.com"', isMailDomain),
  under: {
    takes: 'a path as "/srv/data", without "..", backslashes or percent escapes',
    fits: (value) => typeof value === "string" && isPrefix(value),
  },
  startsWith: AFFIX,
  endsWith: AFFIX,
  pattern: {
    takes: `one of the names ${PATTERN_NAMES.join(", ")}`,
    fits: (value) => typeof value === "string" && PATTERN_NAMES.includes(value),
  },
  cidr: listOf('ranges as "10.0.0.0/8" or "2001:db8::/32", from the first address, without leading zeros', isRange),
};

/** What is wrong with a comparison whose operator is known, and at which key. */
export function operandIssue({ path, op, value, ref }: Comparison): { at: string; message: string } | undefined {
  const badPath = isWhole(path, op) ? undefined : pathIssue(path);
  if (badPath) return { at: "path", message: badPath };
  if (value !== undefined && ref !== undefined) return { at: "ref", message: "give a value or a ref, not both" };
  if (op === "absent" || op === "grounded") {
    return value === undefined && ref === undefined
      ? undefined
      : { at: "op", message: `${op} takes no value and no ref` };
  }
  return ref === undefined ? valueIssue(op, value) : refIssue(op, ref);
}

/** What may stand in place of a path: every critical argument, every link. */
const isWhole = (path: string, op: Operator): boolean =>
  (path === "critical" && (op === "grounded" || op === "absent")) || (path === "links" && op === "grounded");
const RELATIONS: readonly Operator[] = ["eq", "ne", "in"];

function refIssue(op: Operator, ref: string): { at: string; message: string } | undefined {
  if (!RELATIONS.includes(op))
    return { at: "ref", message: `${op} takes a value, not a ref: only ${RELATIONS.join(", ")} compare two paths` };
  const message = pathIssue(ref);
  return message ? { at: "ref", message } : undefined;
}

function valueIssue(op: keyof typeof OPERANDS, value: unknown): { at: string; message: string } | undefined {
  const { takes, fits } = OPERANDS[op];
  const or = RELATIONS.includes(op) ? " (or a ref)" : "";
  if (value === undefined) return { at: "value", message: `is missing: ${op} takes ${takes}${or}` };
  if (!fits(value)) return { at: "value", message: `${op} takes ${takes}` };
  const texts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
  return texts.every(isPlain)
    ? undefined
    : {
        at: "value",
        message: "holds hidden characters or is not in normal form (NFKC), so it would match nothing: type it again",
      };
}

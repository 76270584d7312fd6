import type { Json, JsonObject } from "../../canonical.js";
import { compileConditions } from "../condition.js";
import type { Comparison, SingleData } from "../rule.js";
import type { Subject, Truth } from "../subject.js";
import { type Domain, LUMPS, type Lump, SAMPLES } from "./domain.js";
import { ALL, type Intervals, isOrder, NONE, OPPOSITE, ordered, points, without } from "./intervals.js";
import { holds, isFor, type Mode } from "./mode.js";
import { isTextual, operandOf } from "./narrower.js";
import { allBut, matching, only, type Texts } from "./texts.js";

/** The values of a path for which a comparison with values of its own is what a mode asks; of each mode made once. */
export function domainsOf(data: Comparison): (mode: Mode) => Domain {
  if (data.op === "ne") return opposite(domainsOf({ ...data, op: "eq" }));
  const truth = truthOf(data);
  const lumps = (Object.keys(LUMPS) as Lump[]).map((lump) => ({
    bit: LUMPS[lump],
    truth: lump === "twin" ? truthIn(data)({ VALUE: null }) : truth(SAMPLES[lump]),
  }));
  const made = new Map<Mode, Domain>();
  const make = (mode: Mode): Domain => {
    const has = (value: Json): boolean => holds(truth(value), mode);
    return {
      lumps: lumps.reduce((bits, lump) => (holds(lump.truth, mode) ? bits | lump.bit : bits), 0),
      numbers: numbersOf(data, mode, has),
      texts: textsOf(data, mode, truth),
    };
  };
  return (mode) => {
    const known = made.get(mode) ?? make(mode);
    made.set(mode, known);
    return known;
  };
}

const OPPOSITES: Readonly<Record<Mode, Mode>> = {
  true: "false",
  false: "true",
  "not true": "not false",
  "not false": "not true",
};
const opposite =
  (domains: (mode: Mode) => Domain) =>
  (mode: Mode): Domain =>
    domains(OPPOSITES[mode]);

/** Whether it says all by itself: neither other values of the call nor what only the moment of judging knows. */
export const isByValue = (data: SingleData): data is Comparison =>
  "op" in data &&
  "path" in data &&
  !("history" in data) &&
  data.ref === undefined &&
  data.op !== "grounded" &&
  data.path !== "critical";

/** The comparison as a function of the value alone. */
export function truthOf(data: Comparison): (value: Json | undefined) => Truth {
  const truth = truthIn(data);
  return (value) => truth(value === undefined ? {} : { value });
}

function truthIn(data: Comparison): (args: JsonObject) => Truth {
  const { test } = compileConditions([{ ...data, path: "args.value" }], { rule: "", predicates: {} });
  return (args) => test({ args } as unknown as Subject);
}

const namedIn = ({ value }: Comparison): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function numbersOf(data: Comparison, mode: Mode, has: (value: Json) => boolean): Intervals {
  const { op } = data;
  if (isOrder(op)) return ordered(isFor(mode) ? op : OPPOSITE[op], data.value as number);
  const named = namedIn(data).filter((one) => typeof one === "number");
  const elsewhere = has(unlike(named));
  const found = named.filter((one) => has(one) !== elsewhere);
  if (found.length === 0) return elsewhere ? ALL : NONE;
  return elsewhere ? without(found) : points(found);
}

/** A number that is none of them. */
function unlike(numbers: readonly number[]): number {
  const taken = new Set(numbers);
  let found = 0.5;
  while (taken.has(found)) found++;
  return found;
}

/**
 * What equals a text can be listed. What only may, in another letter case or with spaces around it, cannot: of those modes
 * an atom holds.
 */
function textsOf(data: Comparison, mode: Mode, truthOf: (value: Json) => Truth): Texts {
  const named = namedIn(data).filter((one) => typeof one === "string");
  const unlike = truthOf("x".repeat(named.reduce((most, { length }) => Math.max(most, length), 0) + 1));
  const listed = mode === "true" || mode === "not true" || named.length === 0 || unlike === undefined;
  if (isTextual(data.op) || ((data.op === "eq" || data.op === "in") && !listed))
    return matching({ operand: operandOf(data), mode, truthOf });
  const elsewhere = holds(unlike, mode);
  const found = named.filter((one) => holds(truthOf(one), mode) !== elsewhere);
  return elsewhere ? allBut(found) : only(found);
}

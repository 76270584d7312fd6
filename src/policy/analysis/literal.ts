import type { Json } from "../../canonical.js";
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
  const truth = truthOf(data);
  const lumps = (Object.keys(LUMPS) as Lump[]).map((lump) => ({ bit: LUMPS[lump], truth: truth(SAMPLES[lump]) }));
  const operand = isTextual(data.op) ? operandOf(data) : undefined;
  const made = new Map<Mode, Domain>();
  const make = (mode: Mode): Domain => {
    const has = (value: Json): boolean => holds(truth(value), mode);
    return {
      lumps: lumps.reduce((bits, lump) => (holds(lump.truth, mode) ? bits | lump.bit : bits), 0),
      numbers: numbersOf(data, mode, has),
      texts: operand ? matching({ operand, mode, truthOf: truth }) : textsOf(data, has),
    };
  };
  return (mode) => {
    const known = made.get(mode) ?? make(mode);
    made.set(mode, known);
    return known;
  };
}

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
  const { test } = compileConditions([{ ...data, path: "args.value" }], { rule: "", predicates: {} });
  return (value) => test({ args: value === undefined ? {} : { value } } as unknown as Subject);
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

function textsOf(data: Comparison, has: (value: Json) => boolean): Texts {
  const named = namedIn(data).filter((one) => typeof one === "string");
  const longest = named.reduce((most, { length }) => Math.max(most, length), 0);
  const elsewhere = has("x".repeat(longest + 1));
  const found = named.filter((one) => has(one) !== elsewhere);
  return elsewhere ? allBut(found) : only(found);
}

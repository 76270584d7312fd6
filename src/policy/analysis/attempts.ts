import type { Definition } from "../../action/action.js";
import type { Json } from "../../canonical.js";
import { argumentOf } from "../path.js";
import type { Comparison } from "../rule.js";
import type { Arguments, Fixed } from "./arguments.js";
import { and, EMPTY, type Literal } from "./conjunction.js";
import { fitting } from "./fitting.js";
import { isFor } from "./mode.js";

/** Values by path: `args.amount`, `context.session`. */
type Values = ReadonlyMap<string, Json | undefined>;

/** What is fixed of a call that is tried. */
export interface Attempt {
  readonly args: Fixed;
  readonly context: readonly (readonly [path: string, value: Json])[];
}

const MOST_ATTEMPTS = 32;

/** Ways to fix what literals are about, so that they hold. `given`: arguments that must be there. */
export function* attempts(
  definition: Definition,
  literals: readonly Literal[],
  given: readonly string[],
  args: Arguments,
): Generator<Attempt> {
  const offered = (path: string) => args.offered(definition, keysIn(path));
  const present = [...given, ...criticalGiven(literals, definition)].map((argument) => `args.${argument}`);
  const choices = new Map(present.map((path) => [path, offered(path) as readonly (Json | undefined)[]]));
  for (const argument of criticalAbsent(literals, definition)) choices.set(`args.${argument}`, [undefined]);
  for (const [path, left] of and(EMPTY, literals).allowed) {
    if (typeof left === "number") continue;
    const found = fitting(left, comparisonsOn(path, literals), offered(path));
    choices.set(path, present.includes(path) ? found.filter((value) => value !== undefined) : found);
  }
  let made = 0;
  for (const values of combined([...choices]))
    if (made++ < MOST_ATTEMPTS) yield attempt(related(values, literals, offered));
    else return;
}

/** As rules read paths. */
const keysIn = (path: string): readonly string[] => path.split(".").slice(1);

const comparisonsOn = (path: string, literals: readonly Literal[]): readonly Comparison[] =>
  literals.flatMap(({ key, data }) => (key === path ? [data as Comparison] : []));

const isOnCritical = ({ data }: Literal): boolean => (data as Comparison).path === "critical";
const criticalGiven = (literals: readonly Literal[], { critical }: Definition): readonly string[] =>
  literals.some((one) => isOnCritical(one) && isFor(one.mode) === ((one.data as Comparison).op === "grounded"))
    ? critical
    : [];
const criticalAbsent = (literals: readonly Literal[], { critical }: Definition): readonly string[] =>
  literals.some((one) => isOnCritical(one) && (one.data as Comparison).op === "absent" && isFor(one.mode))
    ? critical
    : [];

/** Every choice of one value for each path, the first ones first. */
function* combined(choices: readonly (readonly [string, readonly (Json | undefined)[]])[]): Generator<Values> {
  const [first, ...rest] = choices;
  if (!first) return yield new Map();
  const [path, values] = first;
  for (const others of combined(rest)) for (const value of values) yield new Map(others).set(path, value);
}

const OTHERWISE = "elsewhere";

/** With values for what is compared with other values of the call. */
function related(values: Values, literals: readonly Literal[], offered: (path: string) => readonly Json[]): Values {
  const found = new Map(values);
  for (const { data, mode } of literals) {
    const { path, op, ref } = data as Comparison;
    if (ref === undefined) continue;
    const other = found.get(ref);
    const value = found.get(path) ?? (Array.isArray(other) ? other[0] : other) ?? offered(path)[0] ?? OTHERWISE;
    const wanted = isFor(mode) === (op !== "ne") ? value : OTHERWISE;
    found.set(path, value).set(ref, op === "in" ? [wanted] : wanted);
  }
  return found;
}

function attempt(values: Values): Attempt {
  const all = [...values];
  return {
    args: all.flatMap(([path, value]) => (argumentOf(path) === undefined ? [] : [[keysIn(path), value] as const])),
    context: all.flatMap(([path, value]) =>
      path.startsWith("context.") && value !== undefined ? [[path.slice("context.".length), value] as const] : [],
    ),
  };
}

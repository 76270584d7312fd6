import { at } from "../action/paths.js";
import { shown } from "../action/view.js";
import type { Request } from "../approval/request.js";
import { canonical, type Json } from "../canonical.js";

/** How this call differs from earlier ones of its action, or does not. */
export interface Difference {
  readonly kind: "differs" | "same";
  /** `amount is 4.1 times the median` */
  readonly says: string;
  /** `of 450; the largest so far was 1120` */
  readonly detail?: string;
}

/** Beyond so many times the median, either way, a number is told of. */
const FAR = 2;
const LONGEST = 80;

/** What stands out, what differs before what does not. Only critical arguments and the call's own people are compared. */
export function differences(request: Request, earlier: readonly Request[]): readonly Difference[] {
  if (earlier.length === 0) return [];
  const { view } = request.asked;
  const paths = view.fields.filter(({ critical, text }) => critical && !text.startsWith("(")).map(({ path }) => path);
  const found = [...paths.flatMap((path) => ofArgument(path, request, earlier)), ...ofPeople(request, earlier)];
  return [...found.filter(({ kind }) => kind === "differs"), ...found.filter(({ kind }) => kind === "same")];
}

function ofArgument(path: string, request: Request, earlier: readonly Request[]): readonly Difference[] {
  const value = at(request.asked.args, path);
  const before = earlier.flatMap(({ asked }) => at(asked.args, path) ?? []);
  if (value === undefined || before.length === 0) return [];
  const numbers = before.filter((one) => typeof one === "number");
  if (typeof value === "number") return numbers.length > 0 ? [ofNumber(path, value, numbers)] : [];
  const same = before.filter((one) => canonical(one) === canonical(value)).length;
  if (same > 0) return [{ kind: "same", says: `${path} is as in ${same} of them.` }];
  return [{ kind: "differs", says: `${path} is new`, detail: `${cut(value)} is in none of them.` }];
}

function ofNumber(path: string, value: number, before: readonly number[]): Difference {
  const sorted = [...before].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] as number;
  const largest = sorted.at(-1) as number;
  const times = median === 0 ? Number.POSITIVE_INFINITY : value / median;
  const detail = `The median is ${median}, the largest so far ${largest}.`;
  if (value > largest && times < FAR) return { kind: "differs", says: `${path} is the largest so far`, detail };
  if (times >= FAR && Number.isFinite(times))
    return { kind: "differs", says: `${path} is ${times.toFixed(1)} times the median`, detail };
  return value > largest
    ? { kind: "differs", says: `${path} is the largest so far`, detail }
    : { kind: "same", says: `${path} is within what was asked before.`, detail };
}

function ofPeople({ asked }: Request, earlier: readonly Request[]): readonly Difference[] {
  const same = earlier.filter((one) => one.asked.actors === asked.actors).length;
  return [
    same > 0
      ? { kind: "same", says: `The same agent, for the same person, as in ${same} of them.` }
      : { kind: "differs", says: "This agent has not asked for this person before" },
  ];
}

const cut = (value: Json): string => {
  const text = shown(value);
  return text.length > LONGEST ? `${[...text].slice(0, LONGEST).join("")}…` : text;
};

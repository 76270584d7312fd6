/** A place on the line of numbers: at a number, just before it (-1) or just after it (1). */
interface End {
  readonly at: number;
  readonly side: -1 | 0 | 1;
}
interface Interval {
  readonly low: End;
  readonly high: End;
}

/** A set of numbers: intervals in their order, none of which touches another. */
export type Intervals = readonly Interval[];

const end = (at: number, side: End["side"] = 0): End => ({ at, side });
const compare = (one: End, other: End): number => one.at - other.at || one.side - other.side;
const [FIRST, LAST] = [end(-Number.MAX_VALUE), end(Number.MAX_VALUE)];

export const ALL: Intervals = [{ low: FIRST, high: LAST }];
export const NONE: Intervals = [];

const span = (low: End, high: End): Intervals => (compare(low, high) <= 0 ? [{ low, high }] : NONE);

const ORDERED = {
  gt: (value: number) => span(end(value, 1), LAST),
  gte: (value: number) => span(end(value), LAST),
  lt: (value: number) => span(FIRST, end(value, -1)),
  lte: (value: number) => span(FIRST, end(value)),
};
export type Order = keyof typeof ORDERED;
export const OPPOSITE: Readonly<Record<Order, Order>> = { gt: "lte", gte: "lt", lt: "gte", lte: "gt" };

export const isOrder = (op: string): op is Order => Object.hasOwn(ORDERED, op);
export const ordered = (op: Order, value: number): Intervals => ORDERED[op](value);

const sorted = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b);

export const points = (values: readonly number[]): Intervals => sorted(values).flatMap((at) => span(end(at), end(at)));

/** Every number but these. */
export function without(values: readonly number[]): Intervals {
  const cuts = sorted(values);
  const lows = [FIRST, ...cuts.map((at) => end(at, 1))];
  const highs = [...cuts.map((at) => end(at, -1)), LAST];
  return lows.flatMap((low, i) => span(low, highs[i] as End));
}

/** In one pass: both are in order. */
export function common(some: Intervals, others: Intervals): Intervals {
  const found: Interval[] = [];
  for (let [i, k] = [0, 0]; i < some.length && k < others.length; ) {
    const [one, other] = [some[i] as Interval, others[k] as Interval];
    const low = compare(one.low, other.low) > 0 ? one.low : other.low;
    const high = compare(one.high, other.high) < 0 ? one.high : other.high;
    found.push(...span(low, high));
    if (high === one.high) i++;
    else k++;
  }
  return found;
}

/** Both, where what touches becomes one. */
export function joined(some: Intervals, others: Intervals): Intervals {
  const found: Interval[] = [];
  for (const next of [...some, ...others].sort((a, b) => compare(a.low, b.low))) {
    const last = found.at(-1);
    if (last === undefined || compare(after(last.high), next.low) < 0) found.push(next);
    else found[found.length - 1] = { low: last.low, high: compare(last.high, next.high) > 0 ? last.high : next.high };
  }
  return found;
}

/** The place that begins right behind: after "before 5" comes 5. */
const after = ({ at, side }: End): End => (side === 1 ? end(at, 1) : end(at, side === 0 ? 1 : 0));

/** In one pass: the first of the others that reaches as far must begin as early. */
export function isWithin(some: Intervals, others: Intervals): boolean {
  let k = 0;
  return some.every(({ low, high }) => {
    while (k < others.length && compare((others[k] as Interval).high, high) < 0) k++;
    const other = others[k];
    return other !== undefined && compare(other.low, low) <= 0;
  });
}

export const hasNumber = (intervals: Intervals, value: number): boolean =>
  intervals.some(({ low, high }) => compare(low, end(value)) <= 0 && compare(end(value), high) <= 0);

const HUGE = 1e300;

/** Numbers at and near the ends of each interval, and one in its middle. */
export function samples(intervals: Intervals): readonly number[] {
  return intervals.flatMap(({ low, high }) => {
    const middle = low.at / 2 + high.at / 2;
    const near = [low.at, low.at + 1, low.at + 2, high.at, high.at - 1, 1, 0, Math.round(middle), middle];
    return near.filter((at) => Math.abs(at) < HUGE && compare(low, end(at)) <= 0 && compare(end(at), high) <= 0);
  });
}

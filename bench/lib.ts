/** One thing to time: does its operation `times` times. */
export interface Case {
  readonly name: string;
  /** How often in one round: about a millisecond's worth, so that some rounds fit between two turns of a neighbour. */
  readonly times: number;
  readonly run: (times: number) => void | Promise<void>;
}

/** Microseconds for one operation. */
export interface Timing {
  readonly min: number;
  readonly median: number;
}

/** Times the cases in a random order inside each round, so that all of them meet the same weather. */
export async function interleaved(cases: readonly Case[], rounds: number): Promise<(name: string) => Timing> {
  const found = new Map(cases.map(({ name }) => [name, [] as number[]]));
  for (const one of cases) await one.run(one.times * 10); // warm
  for (let round = 0; round < rounds; round++) {
    for (const { name, times, run } of shuffled(cases)) {
      const since = performance.now();
      await run(times);
      found.get(name)?.push(((performance.now() - since) * 1000) / times);
    }
  }
  return (name) => timingOf(found.get(name) ?? []);
}

export function shuffled<T>(all: readonly T[]): T[] {
  const keyed = all.map((one) => ({ one, key: Math.random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
}

export function timingOf(samples: readonly number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b);
  return { min: sorted[0] ?? Number.NaN, median: sorted[sorted.length >> 1] ?? Number.NaN };
}

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: `${"<=" | ">="} ${number}`;
  /** Fails the run where the goal is missed by more than this factor. Absent: only reported. */
  readonly slack?: number;
  readonly note?: string;
}

/** The row on one line: what, how much, the goal and how it is met. */
export function lineOf(row: Row): string {
  const gate = row.slack === undefined ? "reported" : passes(row) ? "passes" : "FAILS";
  const missed = meets(row, 1) ? gate : `${gate}, missed`;
  const number = `${row.value.toFixed(2)} ${row.unit}`;
  return `${row.what.padEnd(54)} ${number.padEnd(22)} ${row.goal.padEnd(9)} ${missed.padEnd(17)} ${row.note ?? ""}`.trimEnd();
}

/** Whether the value is within `slack` of the goal. */
export function meets({ value, goal }: Pick<Row, "value" | "goal">, slack: number): boolean {
  const [sign, limit] = goal.split(" ") as [string, string];
  return sign === "<=" ? value <= Number(limit) * slack : value * slack >= Number(limit);
}

/** Measures again, three times in all, while a gated row fails: a regression fails each time, a neighbour rarely does. */
export async function bestOfThree(measure: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
  let best = await measure();
  for (let again = 0; again < 2 && !best.every(passes); again++) {
    const next = await measure();
    best = best.map((row, i) => (passes(row) ? row : (next[i] ?? row)));
  }
  return best;
}

export const passes = (row: Row): boolean => row.slack === undefined || meets(row, row.slack);

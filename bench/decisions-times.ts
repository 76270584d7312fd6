import type { Subject } from "../src/policy/judge.js";
import type { Contender } from "./decisions-engines.js";
import type { Answer } from "./decisions-limit.js";
import { shuffled, timingOf } from "./lib.js";

export interface Times {
  readonly rounds: number;
  /** Milliseconds for each engine. */
  readonly warm: number;
}

/** Microseconds of a decision. */
export interface Timed {
  readonly name: string;
  /** Of the means of batches: a fast decision is shorter than reading the clock. */
  readonly p50: number;
  /** Of decisions clocked one by one, with the clock's own time. */
  readonly p99: number;
}

const BATCH = 150; // microseconds: shorter than a turn of a neighbour
const MOST = 2000;
const WARM = 100_000; // decisions, where a batch is short
const CLOCKED = 40;

interface Runner {
  readonly name: string;
  /** Decides so many calls, each the next one; answers the microseconds. */
  run(times: number): number | Promise<number>;
  readonly times: number;
  /** Takes part in every how manieth round. */
  readonly every: number;
  readonly batches: number[];
  readonly single: number[];
}

/** Times the engines on the same calls, in a random order inside each round; the slow ones in fewer rounds. */
export async function measured(
  contenders: readonly Contender[],
  calls: readonly Subject[],
  { rounds, warm }: Times,
): Promise<readonly Timed[]> {
  const runners: Runner[] = [];
  for (const one of contenders) runners.push(await warmed(one, calls, warm));
  for (let round = 0; round < rounds; round++)
    for (const runner of shuffled(runners.filter(({ every }) => round % every === 0))) await turn(runner);
  return runners.map(({ name, batches, single }) => ({ name, p50: timingOf(batches).median, p99: p99Of(single) }));
}

async function turn({ run, times, batches, single }: Runner): Promise<void> {
  if (times > 1) await run(times); // what another engine drove out of the caches
  const taken = await run(times);
  batches.push(taken / times);
  if (times === 1) single.push(taken);
  else for (let i = 0; i < CLOCKED; i++) single.push(await run(1));
}

async function warmed(one: Contender, calls: readonly Subject[], warm: number): Promise<Runner> {
  const run = runOf(one, calls);
  const until = performance.now() + warm;
  let [times, taken, done] = [1, await run(1), 1];
  while (performance.now() < until || (taken < 2 * BATCH && done < WARM)) {
    times = Math.min(Math.max(Math.round((BATCH * times) / taken), 1), MOST);
    taken = await run(times);
    done += times;
  }
  const each = taken / times;
  return { name: one.name, run, times, every: Math.max(1, Math.round(each / 1000)), batches: [], single: [] };
}

function runOf(one: Contender, calls: readonly Subject[]): Runner["run"] {
  let at = 0;
  const next = (): Subject => calls[at++ % calls.length] as Subject;
  if (one.answers === "later")
    return async (times) => {
      const since = performance.now();
      for (let i = 0; i < times; i++) said(await one.decide(next()));
      return (performance.now() - since) * 1000;
    };
  return (times) => {
    const since = performance.now();
    for (let i = 0; i < times; i++) said(one.decide(next()));
    return (performance.now() - since) * 1000;
  };
}

/** So that no answer is unused. */
function said({ verdict }: Answer): void {
  if (verdict.length === 0) throw new Error("every decision has a verdict");
}

function p99Of(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}

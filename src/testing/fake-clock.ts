import { type Clock, type Duration, milliseconds } from "../clock.js";
import { misuse } from "../errors.js";
import { pause, turn } from "./turn.js";

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /**
   * Moves time forward, from one sleeper to the next in the order of their times, and lets what they woke run on before
   * the next one. Work that is not waiting for this clock gets a few real milliseconds a step, and no more.
   * @throws code `input` for what is no duration.
   */
  advance(by: Duration): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

// Steps that get real milliseconds; a poller's thousands of steps after them get turns of the event loop.
const PATIENT_STEPS = 100;
const TURNS = 10;

/** @param start ISO 8601 time. @throws code `input` when it is none. */
export function fakeClock(start = "2026-01-01T00:00:00Z"): FakeClock {
  let time = Date.parse(start);
  if (Number.isNaN(time))
    throw misuse("fakeClock", `${JSON.stringify(start)} is not a time: write "2026-01-01T00:00:00Z"`);
  const sleepers = new Set<Sleeper>();
  let moving: Promise<void> = Promise.resolve();

  async function move(target: number): Promise<void> {
    for (let step = 0; ; step++) {
      await settle(step);
      const at = earliest(sleepers);
      if (at > target) break;
      time = at;
      for (const sleeper of [...sleepers]) if (sleeper.at === at) sleeper.wake();
    }
    time = target;
  }

  return {
    now: () => time,
    sleep: (ms, signal) => (ms > 0 ? asleep(sleepers, time + Math.ceil(ms), signal) : turn()),
    async advance(by) {
      const ms = milliseconds(by, "advance");
      moving = moving.then(() => move(time + ms));
      await moving;
    },
  };
}

const earliest = (sleepers: Iterable<Sleeper>): number => {
  let first = Number.POSITIVE_INFINITY;
  for (const { at } of sleepers) first = Math.min(first, at);
  return first;
};

function asleep(sleepers: Set<Sleeper>, at: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = () => {
      sleepers.delete(sleeper);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const sleeper: Sleeper = { at, wake };
    sleepers.add(sleeper);
    signal?.addEventListener("abort", wake);
  });
}

async function settle(step: number): Promise<void> {
  if (step < PATIENT_STEPS) return pause();
  for (let i = 0; i < TURNS; i++) await turn();
}

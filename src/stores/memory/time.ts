import type { Clock } from "../../clock.js";
import { type Uptime, uptimeOf } from "../uptime.js";
import { Wall } from "../wall.js";

/** A store's time. It never goes back. */
export interface Time {
  now(): number;
  /** @throws code `unavailable` where nobody knows whether `notAfter` has come. */
  mustKnow(openedAt: number, notAfter: number, now: number): void;
}

/** What a test's clock says: each step ahead is time that passed, and none back is. */
export function toldTime(clock: Clock): Time {
  let told: number | undefined;
  let time = 0;
  return {
    now() {
      const at = clock.now();
      time = told === undefined ? at : time + Math.max(0, at - told);
      told = at;
      return time;
    },
    mustKnow() {},
  };
}

/** Elapsed time, from the wall clock's of the first reading on: nothing is read before it. */
export function elapsedTime(wall = () => Date.now(), uptime: () => Uptime = uptimeOf): Time {
  const clock = new Wall(wall, { name: "memoryStore", cure: "ask again", tell() {} });
  let read: (() => number) | undefined;
  const begin = () => {
    const up = uptime();
    const started = wall() - up();
    return () => Math.floor(started + up());
  };
  return {
    now() {
      read ??= begin();
      const time = read();
      clock.look(time);
      return time;
    },
    mustKnow: (openedAt, notAfter, now) => clock.mustKnow(openedAt, notAfter, now),
  };
}

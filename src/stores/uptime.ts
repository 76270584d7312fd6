import { builtin } from "../canonical.js";

/** Milliseconds that a machine has been up. It counts sleep, and whoever sets the wall clock does not move it. */
export type Uptime = () => number;

/** What `uptimeOf` reads, in milliseconds. `machine` counts sleep and may tell whole seconds; `own` is fine and may not. */
export interface Clocks {
  machine(): number;
  own(): number;
  wall(): number;
}

const LOOK = 1000;
const COARSE = 2000;

/**
 * As fine and as cheap as the process's own monotonic clock, which stands still in a machine that sleeps: each second, and
 * whenever the wall clock goes another way, the machine is asked whether it slept.
 */
export function uptimeOf({ machine, own, wall }: Clocks = thisMachine()): Uptime {
  let looked = own();
  let walled = wall();
  const ahead = machine() - looked;
  let base = Math.abs(ahead) > COARSE ? ahead : 0; // as it is where both count from the machine's start: then processes agree
  return () => {
    const at = own();
    const time = wall();
    if (at - looked > LOOK || Math.abs(time - walled - (at - looked)) > LOOK) {
      const slept = machine() - at - base;
      if (slept > COARSE) base += slept;
      looked = at;
      walled = time;
    }
    return base + at;
  };
}

/** Deno tells a machine's uptime only to who may ask for it, and asks the user: there, and on the edge, sleep is not counted. */
function thisMachine(): Clocks {
  const wall = () => Date.now();
  const os = "Deno" in globalThis ? undefined : builtin<{ uptime?(): number }>("node:os");
  const hrtime = builtin<{ hrtime?: { bigint(): bigint } }>("node:process")?.hrtime;
  if (!os?.uptime || !hrtime) return { machine: () => performance.now(), own: () => performance.now(), wall };
  return { machine: () => (os.uptime?.() ?? 0) * 1000, own: () => Number(hrtime.bigint()) / 1e6, wall };
}

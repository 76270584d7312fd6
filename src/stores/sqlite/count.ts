import { unavailable } from "../checks.js";
import { iso } from "../wall.js";
import type { Meta } from "./meta.js";
import type { Machine } from "./time.js";

/** How far two processes that count the same uptime may be apart, in milliseconds: a sleep is noticed from 2 s on. */
const APART = 10_000;

/**
 * The store's time as one process counts it. What the file says is taken once, when it is opened; from then on uptime is
 * added, so that nobody who writes the file slows it down. The file may put it ahead: a little, as another process counted,
 * or as far as this process's own clock, as after `countersign time --passed`.
 */
export class Count {
  readonly #machine: Machine;
  readonly #path: string;
  #started: number;
  #latest = Number.NEGATIVE_INFINITY;

  /** @param started what the file says of this start of the machine, when the process opens it */
  constructor(started: number, machine: Machine, path: string) {
    this.#machine = machine;
    this.#path = path;
    this.#started = started;
  }

  /**
   * Never earlier than what passed here, nor than it said before.
   * @throws code `unavailable` where the file says a time to which this process cannot have come
   */
  at({ time, started }: Meta): number {
    const up = this.#machine.uptime();
    const own = Math.floor(this.#started + up);
    const said = Math.max(time, Number.isFinite(started) ? Math.floor(started + up) : time);
    if (said > own + APART) this.#follow(said, own, up);
    this.#latest = Math.max(this.#latest, own, said);
    return this.#latest;
  }

  #follow(said: number, own: number, up: number): void {
    const clock = this.#machine.wall();
    if (said > clock + APART) throw this.#moved(said, own, clock);
    this.#started = said - up;
  }

  #moved(said: number, own: number, clock: number) {
    const says = `the file says that it is ${iso(said)}, this process has counted to ${iso(own)}, and its clock says ${iso(clock)}`;
    const cure =
      "If you told the store what passed (countersign time --passed), start this process again. If not, find out who else writes the file before you do";
    return unavailable(
      `${this.#path}: ${says}: nothing is decided or started by it. ${cure}`,
      new Error("the store's time was moved"),
    );
  }
}

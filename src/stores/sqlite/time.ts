import { readFileSync } from "node:fs";
import { unavailable } from "../checks.js";
import { uptimeOf } from "../uptime.js";
import { iso, TOLERANCE } from "../wall.js";
import { transaction } from "./connect.js";
import type { Database } from "./driver.js";
import { type Meta, mustBeMeta, notMeta } from "./meta.js";
import { SQL } from "./schema.js";

/** What a process reads of its machine. */
export interface Machine {
  /** Which start of the machine this is; "" where the system does not tell. */
  readonly boot: string;
  /** Milliseconds since that start, sleep included. */
  uptime(): number;
  /** Milliseconds since the epoch, by a clock that anybody may set. */
  wall(): number;
}

/** What the file knows of time: `time` and `wall` were written together, `started` is the store's time at the start `boot`. */
interface Known extends Meta {
  readonly wall: number;
  readonly boot: string | null;
}

export function thisMachine(): Machine {
  return { boot: bootOf(), uptime: uptimeOf(), wall: () => Date.now() };
}

/**
 * Linux names each start, random(4). It is of no use in a container that has an uptime of its own, as lxcfs gives it.
 * macOS and Windows name none to Node.
 */
function bootOf(): string {
  try {
    const ownUptime = readFileSync("/proc/self/mountinfo", "utf8").includes(" /proc/uptime ");
    return ownUptime ? "" : readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/**
 * Carries the store's time over to this start of the machine. Within one start it is elapsed time alone, whatever wall
 * clocks say. Over a restart only the wall clock knows what passed: what it says is believed, if it has not gone back.
 * @throws code `unavailable` where it has
 */
export function arrive(database: Database, machine: Machine, path: string): void {
  if (isSameStart(known(database, path), machine)) return;
  transaction(database, "BEGIN IMMEDIATE", () => {
    const before = known(database, path);
    if (!isSameStart(before, machine)) begin(database, machine, carried(before, machine, path));
  });
}

/** The store's time on this start of the machine, at which it has arrived. */
export function timeIn(database: Database, machine: Machine, path: string): number {
  return timeOf(known(database, path), machine);
}

/** The store's time at which the uptime was none, were it as it is now: never behind a time that was written. */
export function startIn(database: Database, machine: Machine, path: string): number {
  const { time, started } = known(database, path);
  return Math.max(started, time - machine.uptime());
}

/** Tells the store that `ms` passed of which it does not know. */
export function pass(database: Database, machine: Machine, ms: number, path: string): void {
  transaction(database, "BEGIN IMMEDIATE", () => {
    const before = known(database, path);
    const time = isSameStart(before, machine) ? timeOf(before, machine) : before.time;
    begin(database, machine, Math.floor(time + ms));
  });
}

/** Never earlier than a time that was written. */
const timeOf = ({ time, started }: Pick<Known, "time" | "started">, { uptime }: Machine): number =>
  Math.max(time, Math.floor(started + uptime()));

function known(database: Database, path: string): Known {
  const found = mustBeMeta(database.prepare(SQL.known).get(), path) as Known;
  const { wall, started, boot } = found;
  if (Number.isFinite(wall) && Number.isFinite(started) && (boot === null || typeof boot === "string")) return found;
  throw notMeta(path);
}

function begin(database: Database, machine: Machine, time: number): void {
  const wall = Math.min(machine.wall(), time);
  database.prepare(SQL.begin).run(time, wall, machine.boot, time - machine.uptime());
}

/** Where the system names no start, one in which the two clocks have gone the same way since is taken to be the same. */
function isSameStart({ time, wall, boot, started }: Known, machine: Machine): boolean {
  if (boot === null || boot !== machine.boot) return false;
  const elapsed = started + machine.uptime() - time;
  return boot !== "" || (elapsed >= -TOLERANCE && Math.abs(machine.wall() - wall - elapsed) <= TOLERANCE);
}

function carried({ time, wall, boot }: Known, machine: Machine, path: string): number {
  const now = machine.wall();
  if (boot === null) return Math.max(time, now);
  if (now >= wall - TOLERANCE) return Math.floor(time + Math.max(now - wall, machine.uptime()));
  throw unavailable(
    `${path}: this machine's clock says ${iso(now)}, and said ${iso(wall)} when the store was last written, before the machine started again: how much time passed cannot be known. Set the clock right; where it is right, say what passed: npx countersign time ${path} --passed 8h`,
    new Error("the clock has gone back"),
  );
}

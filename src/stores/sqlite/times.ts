import { resolve } from "node:path";
import { connect } from "./connect.js";
import { type Database, findDriver } from "./driver.js";
import { explained } from "./failure.js";
import { arrive, type Machine, pass, thisMachine, timeIn } from "./time.js";

/** The time of a store and of this machine's clock. @throws code `unavailable` */
export function timesOf(path: string, machine = thisMachine()): Promise<{ store: number; clock: number }> {
  return inside(path, (database, at) => {
    arrive(database, machine, at);
    return { store: timeIn(database, machine, at), clock: machine.wall() };
  });
}

/** Tells a store that so many milliseconds passed of which it does not know. @throws code `unavailable` */
export function passed(path: string, ms: number, machine: Machine = thisMachine()): Promise<void> {
  return inside(path, (database, at) => pass(database, machine, ms, at));
}

async function inside<T>(given: string, work: (database: Database, path: string) => T): Promise<T> {
  const path = resolve(given);
  let database: Database | undefined;
  try {
    database = connect(await findDriver(), path);
    return work(database, path);
  } catch (cause) {
    throw explained(path, cause);
  } finally {
    database?.close();
  }
}

import { randomUUID } from "node:crypto";
import { type BigIntStats, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { unavailable } from "../../audit/unavailable.js";
import { codeOf, createWhole, replaceWhole } from "./disk.js";

/** Who holds a file. A pid alone does not say: numbers are used again, and a container counts its own. */
interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** When the process started, as the system counts it; empty where it does not tell. */
  readonly started: string;
}

/** A lock that this process took. */
export interface Lock {
  /** What became of it, where it is no longer this process's; else undefined. */
  lost(): string | undefined;
  release(): void;
}

/** Takes the lock, also from a dead process of this host. @throws code `unavailable` */
export function acquire(path: string, file: string): Lock {
  const self: Holder = { id: randomUUID(), pid: process.pid, host: thisHost(), started: startOf(process.pid) };
  const text = `${JSON.stringify(self)}\n`;
  for (let tries = 0; tries < 100; tries++) {
    if (createWhole(path, text) || takeOver(path, file, text)) return taken(path, self.id);
  }
  throw unavailable(`${file} is locked and released again and again by other processes: give each its own file`);
}

/**
 * True when the lock of a dead process is now ours. Who takes over holds a lock named after the dead holder, so of two
 * that found it dead only one puts itself in its place; that lock, too, may be left by a dead process.
 */
function takeOver(path: string, file: string, text: string): boolean {
  const holder = holderOf(path, file);
  if (!holder) return false;
  if (isAlive(holder)) throw held(path, file, holder);
  const done = acquire(`${path}.${holder.id}`, file);
  try {
    if (holderOf(path, file)?.id !== holder.id) return false;
    replaceWhole(path, text);
    return true;
  } finally {
    done.release();
  }
}

function taken(path: string, id: string): Lock {
  const mine = at(path);
  return {
    lost() {
      const found = at(path);
      if (!found) return `its lock ${path} was removed`;
      const same = found.ino === mine?.ino && found.dev === mine.dev && found.mtimeNs === mine.mtimeNs;
      return same ? undefined : `another process took its lock ${path}`;
    },
    release() {
      if (holderOf(path, path)?.id === id) rmSync(path, { force: true });
    },
  };
}

const at = (path: string): BigIntStats | undefined => statSync(path, { bigint: true, throwIfNoEntry: false });

const ID = /^[\da-f-]{36}$/;

function holderOf(path: string, file: string): Holder | undefined {
  try {
    const { id, pid, host, started } = JSON.parse(readFileSync(path, "utf8")) as Record<keyof Holder, unknown>;
    if (typeof id !== "string" || !ID.test(id) || !Number.isSafeInteger(pid)) throw new Error("not a lock");
    return { id, pid: Number(pid), host: String(host), started: String(started) };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw unavailable(
      `${file} is locked, and ${path} does not say by whom: if no process writes it, delete the lock`,
      error,
    );
  }
}

function held(path: string, file: string, { pid, host }: Holder): Error {
  const who = pid === process.pid && host === thisHost() ? "this process already" : `process ${pid} on ${host}`;
  const gone = host === thisHost() ? "" : `; if that host is gone, delete ${path}`;
  return unavailable(`${file} is held by ${who}, and one process writes a log: give each its own file${gone}`);
}

function isAlive({ pid, host, started }: Holder): boolean {
  if (host !== thisHost()) return true;
  if (!exists(pid)) return false;
  const now = startOf(pid);
  return now !== DEAD && (started === "" || now === "" || started === now);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

const DEAD = "dead";

/** Linux, proc(5): after the name in brackets come the state and, as field 22, the start in ticks since boot. */
function startOf(pid: number): string {
  const stat = linux(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? DEAD : (fields[19] ?? "");
}

/** With the name space of its process numbers: those of another container say nothing here. */
function thisHost(): string {
  const space = linux(() => readlinkSync("/proc/self/ns/pid"));
  return space === "" ? hostname() : `${hostname()} ${space}`;
}

function linux(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

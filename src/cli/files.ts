import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { reason, Unusable } from "./unusable.js";

/** Why a file is not one whose bytes can be read to an end, or cannot be opened. */
export class NoFile extends Error {}

/** Without waiting: nobody may write to a FIFO that is opened for reading. Windows has no such flag, and no such files. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens a regular file. A link to one is followed: its bytes prove themselves wherever they lie. @throws NoFile */
export function openFile(path: string): { readonly fd: number; readonly size: number } {
  let fd: number | undefined;
  try {
    mustBeRegular(statSync(path)); // before it is opened, for opening a device may do something
    fd = openSync(path, READ);
    const stats = fstatSync(fd);
    mustBeRegular(stats);
    return { fd, size: stats.size };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    throw error instanceof NoFile ? error : new NoFile(`it cannot be read: ${reason(error)}`, { cause: error });
  }
}

/** Whether something has this name, be it a link to nothing. */
export const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function mustBeRegular(stats: Stats): void {
  if (stats.isFile()) return;
  const kinds = { isDirectory: "a folder", isFIFO: "a FIFO", isSocket: "a socket" } as const;
  const kind = (Object.keys(kinds) as (keyof typeof kinds)[]).find((is) => stats[is]());
  throw new NoFile(`it is ${kind ? kinds[kind] : "a device"}, and not a file`);
}

/** Far above any key, checkpoint, policy or file of tests. */
const LONGEST_TEXT = 16 * 1024 * 1024;

/** The text of a file that the user named. @throws Unusable for what is no file, cannot be read, or is longer than 16 MiB */
export function textOf(path: string, what: string): string {
  const { fd, size } = named(path, what);
  try {
    if (size > LONGEST_TEXT) throw new Unusable(`cannot read ${what} ${path}: it is longer than 16 MiB`);
    const bytes = Buffer.alloc(size);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read)
      read = readSync(fd, bytes, length, size - length, -1);
    return bytes.toString("utf8", 0, length);
  } catch (error) {
    throw error instanceof Unusable ? error : new Unusable(`cannot read ${what} ${path}: ${reason(error)}`);
  } finally {
    closeSync(fd);
  }
}

/** @throws Unusable unless the user named a file that can be read */
export function mustBeFile(path: string, what: string): void {
  closeSync(named(path, what).fd);
}

function named(path: string, what: string): { readonly fd: number; readonly size: number } {
  try {
    return openFile(path);
  } catch (error) {
    throw new Unusable(`cannot read ${what} ${path}: ${(error as Error).message.replace(/^it cannot be read: /, "")}`);
  }
}

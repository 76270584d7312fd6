import {
  type BigIntStats,
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  statSync,
  writeSync,
} from "node:fs";
import { syncFolderOf } from "./disk.js";

/** A file that only grows, by whole texts. */
export interface GrowingFile {
  /** Writes all of it or, when that fails, takes back the part that was written. @throws the system's error */
  append(text: string): void;
  /** Takes back the newest text, where the system lets it. */
  takeBack(): void;
  /** Resolves when the content is on disk. @throws the system's error */
  durable(): Promise<void>;
  /** What became of the file that its path names, where that is no longer this one as it was written; else undefined. */
  lost(): string | undefined;
  /** Makes it durable and lets go of it. */
  close(): void;
}

/** Opens a file at its end, making it for its owner alone where there is none. */
export function growingFile(path: string): GrowingFile {
  const fd = openSync(path, "a", 0o600);
  const opened = fstatSync(fd, { bigint: true });
  let size = Number(opened.size);
  let before = size;
  let torn = false;
  if (size === 0) syncFolderOf(path);
  const cut = () => {
    ftruncateSync(fd, size);
    torn = false;
  };
  return {
    append(text) {
      if (torn) cut();
      before = size;
      const rest = Buffer.from(text);
      try {
        for (let at = 0; at < rest.length; torn = true) at += written(writeSync(fd, rest, at));
      } catch (error) {
        if (torn) attempt(cut);
        throw error;
      }
      size += rest.length;
      torn = false;
    },
    takeBack() {
      const end = size;
      size = before;
      attempt(() => fstatSync(fd).size === end && cut()); // a file that somebody else cut or wrote is not made longer or shorter
    },
    durable: () => new Promise((resolve, reject) => fdatasync(fd, (error) => (error ? reject(error) : resolve()))),
    lost() {
      const found = statSync(path, { bigint: true, throwIfNoEntry: false });
      if (!found) return `${path} was removed or moved away`;
      if (!isSameFile(found, opened)) return `another file was put in the place of ${path}`;
      if (torn || !found.isFile() || Number(found.size) === size) return undefined;
      return `${path} has ${found.size} bytes where this process wrote up to ${size}`;
    },
    close() {
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    },
  };
}

/** While a file is open, the system gives its number to no other. */
export const isSameFile = (one: BigIntStats, other: BigIntStats): boolean =>
  one.ino === other.ino && one.dev === other.dev;

function written(bytes: number): number {
  if (bytes > 0) return bytes;
  throw new Error("the system wrote nothing");
}

/** What fails here, the next `append` or the next start puts right. */
function attempt(step: () => void): void {
  try {
    step();
  } catch {}
}

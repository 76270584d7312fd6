import { closeSync, fdatasync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { syncFolderOf } from "./disk.js";

/** A file that only grows, by whole texts. */
export interface GrowingFile {
  /** Writes all of it or, when that fails, takes back the part that was written. @throws the system's error */
  append(text: string): void;
  /** Takes back the newest text, where the system lets it. */
  takeBack(): void;
  /** Resolves when the content is on disk. @throws the system's error */
  durable(): Promise<void>;
  /** Makes it durable and lets go of it. */
  close(): void;
}

/** Opens a file at its end, making it for its owner alone where there is none. */
export function growingFile(path: string): GrowingFile {
  const fd = openSync(path, "a", 0o600);
  let size = fstatSync(fd).size;
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
      size = before;
      attempt(cut);
    },
    durable: () => new Promise((resolve, reject) => fdatasync(fd, (error) => (error ? reject(error) : resolve()))),
    close() {
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    },
  };
}

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

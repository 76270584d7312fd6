import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** The system's code of an error, such as `ENOENT`. */
export const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

/** Makes a file with this content, for its owner alone; false when there is one. Nobody ever sees a part of it. */
export function createWhole(path: string, content: string): boolean {
  return withDraft(path, content, (draft) => {
    try {
      link(draft, path);
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      throw error;
    }
  });
}

/** Puts this content in the file's place, at once. */
export function replaceWhole(path: string, content: string): void {
  withDraft(path, content, (draft) => renameSync(draft, path));
}

function withDraft<T>(path: string, content: string, use: (draft: string) => T): T {
  const draft = `${path}.${randomUUID()}.new`;
  try {
    writeFileSync(draft, content, { mode: 0o600, flag: "wx", flush: true });
    return use(draft);
  } finally {
    rmSync(draft, { force: true });
  }
}

const LINKLESS: ReadonlySet<unknown> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/** Some file systems have no hard links: there a copy must do, which a reader may see half made. */
function link(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!LINKLESS.has(codeOf(error))) throw error;
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
  }
}

export const makeFolderOf = (path: string): void => void mkdirSync(dirname(path), { recursive: true, mode: 0o700 });

/** Makes a new file's name durable. Windows has no such call, and needs none. */
export function syncFolderOf(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tty } from "./tty.js";

/** The person's editor, as `$VISUAL` or `$EDITOR` names it: a command line. */
export const editorOf = ({ env }: Tty): string | undefined => env.VISUAL || env.EDITOR || undefined;

/** Has a text changed in an editor, in a file that only this user can read, gone afterwards. @throws Error if it fails. */
export async function edited(command: string, text: string, signal: AbortSignal): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-"));
  const file = join(folder, "arguments.json");
  try {
    await writeFile(file, text, { mode: 0o600 });
    await run(command, file, signal);
    return await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(command: string, file: string, signal: AbortSignal): Promise<void> {
  const options = { stdio: "inherit", signal } as const;
  const child =
    process.platform === "win32"
      ? spawn(`${command} "${file}"`, { ...options, shell: true })
      : spawn("/bin/sh", ["-c", `${command} "$1"`, "sh", file], options);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`the editor ended with ${code ?? "a signal"}`)),
    );
  });
}

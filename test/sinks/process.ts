import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  readonly said: readonly string[];
  /** Resolves with the first thing it says that begins so, or with undefined when it ends without. */
  says(start: string): Promise<string | undefined>;
  /** Resolves when it has ended and all it said is here. */
  readonly ended: Promise<void>;
}

/** Runs a task of `child.ts` on a log, in a process of its own; `blocks`: the largest file, in blocks of 512 bytes or 1 KiB. */
export function child(path: string, task: string, blocks?: number): Child {
  const limit = blocks === undefined ? "" : `ulimit -f ${blocks}; `;
  const command = `${limit}exec "$0" --import tsx "$@"`;
  const running = spawn("bash", ["-c", command, process.execPath, CHILD, path, task], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  running.stdin.on("error", () => {}); // it may have ended already
  const said: string[] = [];
  const wake = new Set<() => void>();
  const lines = createInterface({ input: running.stdout });
  lines.on("line", (line) => {
    said.push(line);
    for (const look of wake) look();
  });
  const ended = Promise.all([once(lines, "close"), once(running, "exit")]).then(() => {
    for (const look of wake) look();
  });
  const says = async (start: string): Promise<string | undefined> => {
    const find = () => said.find((line) => line.startsWith(start));
    const seen = new Promise<void>((resolve) => wake.add(() => find() && resolve()));
    if (!find()) await Promise.race([seen, ended]);
    return find();
  };
  return { process: running, said, says, ended };
}

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";

const works = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const PYTHON = "import pty, sys\nsys.exit(pty.spawn(['/bin/sh', '-c', sys.argv[1]]) >> 8)";

/** How this machine runs a shell command at a terminal of its own; undefined where it cannot. */
export const PTY: ((command: string) => [string, string[]]) | undefined = works("script", "-qec", "true", "/dev/null")
  ? (command) => ["script", ["-qec", command, "/dev/null"]]
  : works("python3", "-c", "import pty")
    ? (command) => ["python3", ["-c", PYTHON, command]]
    : undefined;

export interface Pty {
  /** All that was printed since the last keys, without escapes. */
  screen(): string;
  shows(text: string): Promise<void>;
  type(keys: string): void;
  /** The exit code, when all has been printed. */
  readonly ended: Promise<number | null>;
  kill(): void;
}

/** Runs a shell command at a terminal of its own. */
export function atTerminal(command: string, env: Record<string, string> = {}): Pty {
  if (!PTY) throw new Error("there is neither script nor python3 to make a terminal");
  const [program, args] = PTY(command);
  const child = spawn(program, args, { env: { ...process.env, SHELL: "/bin/sh", ...env } });
  let [printed, since] = ["", 0];
  const looks = new Set<() => void>();
  child.stdout.on("data", (chunk) => {
    printed += String(chunk);
    for (const look of looks) look();
  });
  const screen = () => stripVTControlCharacters(printed.slice(since));
  const ended = once(child, "close").then(([code]) => code as number | null);
  return {
    screen,
    ended,
    type(keys) {
      since = printed.length;
      child.stdin.write(keys);
    },
    kill: () => void child.kill(),
    shows: (text) => {
      const seen = new Promise<void>((resolve) => {
        const look = () => screen().includes(text) && resolve();
        looks.add(look);
        look();
      });
      const gone = ended.then(() => {
        if (!screen().includes(text)) throw new Error(`it ended without showing ${JSON.stringify(text)}:\n${screen()}`);
      });
      return Promise.race([seen, gone]);
    },
  };
}

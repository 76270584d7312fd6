import { readlinkSync } from "node:fs";
import { userInfo } from "node:os";
import { createInterface } from "node:readline";
import type { ReadStream } from "node:tty";
import { type Clock, systemClock } from "../../clock.js";
import { inColour, indented, type Paint, plainly } from "./sheet.js";

type RawMode = (...on: Parameters<ReadStream["setRawMode"]>) => unknown;

/** A terminal: its two streams, and what the operating system says of it. */
export interface Tty {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean; readonly setRawMode?: RawMode };
  readonly output: NodeJS.WritableStream & {
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly rows?: number;
    hasColors?(): boolean;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Who and where, for a review's evidence. */
  evidence(): Record<string, string>;
  /** What Ctrl-C does. */
  interrupt(): void;
}

/** This process's own terminal. Nothing is opened until it is called. */
export const processTty = (): Tty => ({
  input: process.stdin,
  output: process.stdout,
  env: process.env,
  clock: systemClock,
  evidence,
  interrupt: () => void process.kill(process.pid, "SIGINT"),
});

function evidence(): Record<string, string> {
  const found: Record<string, string> = {};
  const note = (key: string, read: () => string) => {
    try {
      found[key] = read();
    } catch {
      // A system without it has none to give.
    }
  };
  note("os", () => userInfo().username);
  note("tty", () => readlinkSync("/proc/self/fd/0"));
  return found;
}

/** Whether a person can be asked here: both ends are a terminal, and neither has hung up. */
export const isTerminal = ({ input, output }: Tty): boolean =>
  input.isTTY === true && output.isTTY === true && input.readable && output.writable;
export const widthOf = ({ output }: Tty): number => Math.min(100, Math.max(40, output.columns ?? 80));
export const paintOf = ({ output }: Tty): Paint => (output.hasColors?.() ? inColour : plainly);

/** Writes lines as they are: everything of somebody else's in them is inert already. */
export const print = ({ output }: Tty, lines: readonly string[]): void => void output.write(`${lines.join("\n")}\n`);

/** Writes one sentence, indented. */
export const say = (tty: Tty, text: string): void => print(tty, indented(text, widthOf(tty)));

/**
 * Asks for a line, or for lines until one is the last. Only what was typed after the question is an answer.
 * Undefined when the signal ends it, and when the person ends the input.
 */
export async function ask(
  tty: Tty,
  prompt: string,
  signal: AbortSignal,
  isLast = (_line: string): boolean => true,
): Promise<string | undefined> {
  if (!isTerminal(tty)) return undefined;
  await dropTypedAhead(tty);
  if (signal.aborted) return undefined;
  const lines = createInterface({
    input: tty.input,
    output: tty.output,
    terminal: true,
    historySize: 0,
    prompt,
    signal,
  });
  const typed: string[] = [];
  try {
    return await new Promise((resolve) => {
      lines.on("line", (line) => {
        typed.push(line);
        if (isLast(line)) return resolve(typed.join("\n"));
        lines.setPrompt("  ... > ");
        lines.prompt();
      });
      lines.on("close", () => resolve(undefined));
      lines.on("SIGINT", () => {
        lines.close();
        tty.interrupt();
      });
      lines.prompt();
    });
  } finally {
    lines.close();
    if (signal.aborted) tty.output.write("\n");
  }
}

const TURNS = 3;

/** Reads away what waits in the terminal, as far as the system has it: a few turns of the event loop. */
async function dropTypedAhead({ input }: Tty): Promise<void> {
  const drop = () => undefined;
  input.setRawMode?.(true);
  input.on("data", drop).resume();
  for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
  input.off("data", drop).pause();
  input.setRawMode?.(false);
}

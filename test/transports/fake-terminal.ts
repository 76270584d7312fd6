import { PassThrough, Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { fakeClock } from "../../src/testing/fake-clock.js";
import type { Tty } from "../../src/transports/terminal/tty.js";

/** A terminal of streams: what was printed, and a person who types only when asked. */
export interface FakeTerminal {
  readonly tty: Tty;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly interrupted: () => number;
  readonly raw: () => boolean;
  /** Everything printed, as bytes were written. */
  printed(): string;
  /** What a person reads since they last typed, line breaks as spaces. */
  screen(): string;
  /** Resolves when a prompt waits. */
  prompted(): Promise<void>;
  /** Types without waiting for a prompt. */
  press(keys: string): void;
  /** Waits for a prompt, then types a line. */
  type(line: string): Promise<void>;
  /** Waits until the screen shows a text; line breaks are spaces. */
  shows(text: string | RegExp): Promise<void>;
}

const PROMPT = /(?:> | -- )$/;

export function fakeTerminal({
  columns = 80,
  rows = 24,
  env = {} as Record<string, string>,
  start = "2026-11-22T14:21:40Z",
} = {}): FakeTerminal {
  let [all, since, raw, interrupts] = ["", 0, false, 0];
  const waiting = new Set<() => void>();
  const output = new Writable({
    write(chunk, _encoding, done) {
      all += String(chunk);
      for (const wake of waiting) wake();
      done();
    },
  });
  const setRawMode = (on: boolean) => {
    raw = on;
  };
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
  const clock = fakeClock(start);
  const screen = () => stripVTControlCharacters(all.slice(since)).replaceAll(/\s*\n\s*/g, " ");
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const press = (keys: string) => {
    since = all.length;
    input.write(keys);
  };
  const prompted = () => until(() => PROMPT.test(screen()));
  return {
    tty: {
      input,
      output: Object.assign(output, { isTTY: true, columns, rows }),
      env,
      clock,
      evidence: () => ({ os: "tester" }),
      interrupt: () => void interrupts++,
    },
    clock,
    interrupted: () => interrupts,
    raw: () => raw,
    printed: () => all,
    screen,
    prompted,
    press,
    async type(line) {
      await prompted();
      press(`${line}\r`);
    },
    shows: (text) => until(() => (typeof text === "string" ? screen().includes(text) : text.test(screen()))),
  };
}

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { atTerminal, PTY, type Pty } from "./pty.js";

const CHILD = fileURLToPath(new URL("terminal-child.ts", import.meta.url));
const LONG = 60_000;

let folder: string;
let answers: string;
let running: Pty | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-test-"));
  answers = join(folder, "answers");
});
afterEach(async () => {
  running?.kill();
  await rm(folder, { recursive: true });
});

const command = (delay = 0): string => `"${process.execPath}" --import tsx "${CHILD}" "${answers}" ${delay}`;
const run = (line: string, env: Record<string, string> = {}): Pty => {
  running = atTerminal(line, env);
  return running;
};
const said = () =>
  existsSync(answers)
    ? readFileSync(answers, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];

describe.skipIf(!PTY)(
  `at a real terminal${PTY ? "" : " (skipped: there is neither script nor python3 to make one)"}`,
  () => {
    test("a person approves, the terminal is as it was, and the process ends by itself", {
      timeout: LONG,
    }, async () => {
      const pty = run(`${command()}; code=$?; stty -a; exit $code`);
      await pty.shows("  > ");
      expect(pty.screen()).toContain("│ * amount        1840");
      pty.type("\r");
      await pty.shows("  > ");
      pty.type("1,840\r");
      expect(await pty.ended).toBe(0);
      expect(said()).toMatchObject([
        { decision: "approve", revision: 1, proof: "L1", evidence: { os: expect.any(String) } },
      ]);
      if (process.platform === "linux") expect(said()[0].evidence.tty).toMatch(/^\/dev\/pts\/\d+$/);
      expect(pty.screen()).toContain("Recorded by the child.");
      expect(pty.screen()).toMatch(/(?<!-)icanon/);
      expect(pty.screen()).toMatch(/(?<!-)\becho\b/);
    });

    test("keys typed before the card, finished or not, answer nothing", { timeout: LONG }, async () => {
      const pty = run(command(300));
      await pty.shows("ready");
      pty.type("d\r1840\rd");
      await pty.shows("  > ");
      pty.type("\r");
      await pty.shows("  > ");
      pty.type("d too early\r");
      await pty.ended;
      expect(said().map(({ decision, reason }) => [decision, reason])).toEqual([["deny", "too early"]]);
    });

    test("the editor has the terminal to itself while it runs", { timeout: LONG }, async () => {
      const editor = join(folder, "editor.sh");
      await writeFile(
        editor,
        'printf "new amount? "; read amount; text=$(sed "s/1840/$amount/" "$1"); printf %s "$text" > "$1"\n',
      );
      const pty = run(command(), { EDITOR: `sh "${editor}"`, VISUAL: "" });
      await pty.shows("  > ");
      pty.type("m\r");
      await pty.shows("modify > ");
      pty.type("e\r");
      await pty.shows("new amount? ");
      pty.type("900\r");
      await pty.shows("+ amount  900");
      await pty.shows("goes back > ");
      pty.type("y\r");
      await pty.ended;
      expect(said()).toMatchObject([{ decision: "modify", args: { amount: 900 } }]);
    });

    test("Ctrl-C ends the process as it always does", { timeout: LONG }, async () => {
      const pty = run(`trap '' INT; (trap - INT; ${command()}); stty -a; exit 7`);
      await pty.shows("  > ");
      pty.type("\u0003");
      expect(await pty.ended).toBe(7);
      expect(pty.screen()).toMatch(/(?<!-)icanon/);
      expect(said()).toEqual([]);
    });
  },
);

test("a process with pipes for a terminal is refused", { timeout: LONG }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", CHILD, answers], {
    encoding: "utf8",
    input: "1840\n",
  });
  expect(status).toBe(3);
  expect(stdout).toBe("ready\n");
  expect(stderr).toContain(
    "terminal: this process has no terminal: stdin and stdout must be a TTY; use another transport",
  );
  expect(said()).toEqual([]);
});

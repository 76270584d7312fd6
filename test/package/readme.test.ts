import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { beforeAll, expect, inject, test } from "vitest";
import { atTerminal } from "../transports/pty.js";
import { check, say } from "./check.js";
import { ROOT } from "./manifest.js";

const HOME = join(inject("installed"), "peers/readme");
const BIN = join(inject("installed"), "peers/node_modules/.bin");
const README = join(ROOT, "README.md");
const PROMPT = "\n  > ";
/**
 * A block that `<!-- run -->` comes before is run; `<!-- file: name.ts -->` names it for other blocks to import;
 * `<!-- type: 900 -->` runs it at a terminal, where this line is typed at its prompt (several lines: several marks).
 */
const BLOCK = /((?:^<!--.*-->\n\s*)*)^```(\w+)[^\n]*\n([\s\S]*?)^```/gm;

interface Block {
  readonly file: string;
  readonly language: string;
  readonly text: string;
  readonly run: "run" | "compile";
  readonly types: readonly string[];
  /** The `text` block after it: what it must print. `…` stands for anything within a line. */
  readonly prints: string | undefined;
}

const markdown = existsSync(README) ? readFileSync(README, "utf8") : "";
const found = [...markdown.matchAll(BLOCK)].map(([, marks = "", language = "", text = ""]) => ({
  marks,
  language,
  text,
}));
const blocks = found.map(({ marks, language, text }, index): Block => {
  const next = found[index + 1];
  const file = /<!-- file: (\S+) -->/.exec(marks)?.[1] ?? `block-${index + 1}.${language === "js" ? "mjs" : "ts"}`;
  const run = marks.includes("<!-- run -->") ? "run" : "compile";
  const types = [...marks.matchAll(/<!-- type: (.*?) -->/g)].map(([, line = ""]) => line);
  return { file, language, text, run, types, prints: next?.language === "text" ? next.text : undefined };
});
const modules = blocks.filter(({ language }) => language === "ts" || language === "js");

beforeAll(async () => {
  mkdirSync(HOME, { recursive: true });
  writeFileSync(join(HOME, "package.json"), JSON.stringify({ type: "module" }));
  symlinkSync(join(HOME, "../node_modules"), join(HOME, "node_modules")); // where npx looks
  for (const { file, text } of modules) {
    writeFileSync(join(HOME, file), text);
    const { code } = await transform(text, { loader: "ts", target: "node20" });
    writeFileSync(join(HOME, file.replace(/\.ts$/, ".js")), code);
  }
});

const env = { ...process.env, PATH: `${BIN}${delimiter}${process.env["PATH"]}` };

async function output({ file, language, text, types }: Block): Promise<string> {
  const script = join(HOME, file.replace(/\.ts$/, ".js"));
  if (types.length > 0) return typed(`cd "${HOME}" && "${process.execPath}" "${script}"`, types);
  const [command, ...args] = language === "sh" ? ["sh", "-ec", text] : [process.execPath, script];
  const { stdout } = await promisify(execFile)(command as string, args, { cwd: HOME, env });
  return stdout.trim();
}

/** Runs a command at a terminal, typing one line at each prompt. @returns all that the terminal showed */
async function typed(command: string, lines: readonly string[]): Promise<string> {
  const pty = atTerminal(`stty cols 80 rows 50 && ${command}`);
  let seen = "";
  try {
    for (const line of lines) {
      await pty.shows(PROMPT);
      seen += pty.screen();
      pty.type(`${line}\r`);
    }
    await pty.ended;
    return `${seen}${pty.screen()}`.replaceAll("\r", "").replaceAll(/ +$/gm, "").trim();
  } finally {
    pty.kill();
  }
}

/** A pattern that matches a printed text, `…` anything within its line. */
const printed = (text: string) =>
  new RegExp(
    `^${text
      .trim()
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("…", ".*")}$`,
  );

test("the README has programs", () => {
  expect(modules.length).toBeGreaterThan(0);
  expect(blocks.filter(({ run }) => run === "run").length).toBeGreaterThan(0);
});

test("every program of the README compiles", () => {
  const { diagnostics } = check(
    modules.map(({ file }) => join(HOME, file)),
    {
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      types: ["node"],
      allowJs: true,
      skipLibCheck: true,
    },
  );
  expect(diagnostics.map(say)).toEqual([]);
});

test.each(blocks.filter(({ run }) => run === "run"))(
  "$file ($language) of the README prints what it says",
  async (block) => {
    const said = await output(block);
    if (block.prints) expect(said).toMatch(printed(block.prints));
  },
);

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { inject } from "vitest";
import { atTerminal } from "../transports/pty.js";
import { check, say } from "./check.js";
import { ROOT } from "./manifest.js";

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

/** A page whose programs run in a project that has the packed package and its peers installed. */
export interface ProgramPage {
  /** The project's folder. */
  readonly home: string;
  readonly blocks: readonly Block[];
  readonly modules: readonly Block[];
  /** Writes and compiles the page's programs. */
  make(): Promise<void>;
  /** What is wrong with their types. */
  complaints(): readonly string[];
  /** Runs a block. @returns what it printed */
  output(block: Block): Promise<string>;
}

/** The page in this file, its programs in a folder of this name. */
export function programPage(path: string, folder: string): ProgramPage {
  const home = join(inject("installed"), "peers", folder);
  const file = join(ROOT, path);
  const blocks = blocksOf(existsSync(file) ? readFileSync(file, "utf8") : "");
  const modules = blocks.filter(({ language }) => language === "ts" || language === "js");
  return {
    home,
    blocks,
    modules,
    async make() {
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, "package.json"), JSON.stringify({ type: "module" }));
      symlinkSync(join(home, "../node_modules"), join(home, "node_modules")); // where npx looks
      for (const { file: name, text } of modules) {
        writeFileSync(join(home, name), text);
        const { code } = await transform(text, { loader: "ts", target: "node20" });
        writeFileSync(join(home, name.replace(/\.ts$/, ".js")), code);
      }
    },
    complaints() {
      const options = {
        lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
        types: ["node"],
        allowJs: true,
        skipLibCheck: true,
      };
      const roots = modules.map((block) => join(home, block.file));
      return check(roots, options).diagnostics.map(say);
    },
    output: (block) => output(home, block),
  };
}

function blocksOf(markdown: string): readonly Block[] {
  const found = [...markdown.matchAll(BLOCK)].map(([, marks = "", language = "", text = ""]) => ({
    marks,
    language,
    text,
  }));
  return found.map(({ marks, language, text }, index): Block => {
    const next = found[index + 1];
    const file = /<!-- file: (\S+) -->/.exec(marks)?.[1] ?? `block-${index + 1}.${language === "js" ? "mjs" : "ts"}`;
    const run = marks.includes("<!-- run -->") ? "run" : "compile";
    const types = [...marks.matchAll(/<!-- type: (.*?) -->/g)].map(([, line = ""]) => line);
    return { file, language, text, run, types, prints: next?.language === "text" ? next.text : undefined };
  });
}

/** What runs in the project finds its commands. */
const env = () => {
  const bin = join(inject("installed"), "peers/node_modules/.bin");
  return { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"]}` };
};

async function output(home: string, { file, language, text, types }: Block): Promise<string> {
  const script = join(home, file.replace(/\.ts$/, ".js"));
  if (types.length > 0) return typed(`cd "${home}" && "${process.execPath}" "${script}"`, types);
  const [command, ...args] = language === "sh" ? ["sh", "-ec", text] : [process.execPath, script];
  const { stdout } = await promisify(execFile)(command as string, args, { cwd: home, env: env() });
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
export const printed = (text: string): RegExp =>
  new RegExp(
    `^${text
      .trim()
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("…", ".*")}$`,
  );

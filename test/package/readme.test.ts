import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { beforeAll, expect, inject, test } from "vitest";
import { check, say } from "./check.js";
import { ROOT } from "./manifest.js";

const HOME = join(inject("installed"), "peers/readme");
const BIN = join(inject("installed"), "peers/node_modules/.bin");
const README = join(ROOT, "README.md");
/** A block that `<!-- run -->` comes before is run; `<!-- file: name.ts -->` names it for other blocks to import. */
const BLOCK = /((?:^<!--.*-->\n\s*)*)^```(\w+)[^\n]*\n([\s\S]*?)^```/gm;

interface Block {
  readonly file: string;
  readonly language: string;
  readonly text: string;
  readonly run: "run" | "compile";
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
  return { file, language, text, run, prints: next?.language === "text" ? next.text : undefined };
});
const modules = blocks.filter(({ language }) => language === "ts" || language === "js");

beforeAll(async () => {
  mkdirSync(HOME, { recursive: true });
  writeFileSync(join(HOME, "package.json"), JSON.stringify({ type: "module" }));
  for (const { file, text } of modules) {
    writeFileSync(join(HOME, file), text);
    const { code } = await transform(text, { loader: "ts", target: "node20" });
    writeFileSync(join(HOME, file.replace(/\.ts$/, ".js")), code);
  }
});

async function output({ file, language, text }: Block): Promise<string> {
  const env = { ...process.env, PATH: `${BIN}${delimiter}${process.env["PATH"]}` };
  const [command, ...args] = language === "sh" ? ["sh", "-ec", text] : [process.execPath, file.replace(/\.ts$/, ".js")];
  const { stdout } = await promisify(execFile)(command as string, args, { cwd: HOME, env });
  return stdout.trim();
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

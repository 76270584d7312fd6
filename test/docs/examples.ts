import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { check, say } from "../package/check.js";

const BLOCK = /^```ts\n([\s\S]*?)^```/gm;
const LINK = /\]\((?!https?:)([^)#]+)\)/g;

/** A page's programs in TypeScript, its links to files that are not there, and what is wrong with its types. */
export interface Page {
  readonly blocks: readonly string[];
  readonly deadLinks: readonly string[];
  /** Compiles the blocks, each in a scope of its own, below these imports. */
  complaints(imports: string): readonly string[];
}

export function pageOf(folder: string, name: string): Page {
  const text = readFileSync(join(folder, name), "utf8");
  const blocks = [...text.matchAll(BLOCK)].map(([, block = ""]) => block);
  const links = [...text.matchAll(LINK)].map(([, link = ""]) => link);
  return {
    blocks,
    deadLinks: links.filter((link) => !existsSync(join(folder, link))),
    complaints(imports) {
      const file = join(import.meta.dirname, `${name}.examples.ts`);
      const program = `${imports}\n${blocks.map((block) => `{\n${block}}\n`).join("")}`;
      const options = { lib: ["lib.es2023.d.ts", "lib.dom.d.ts"], types: ["node"], skipLibCheck: true };
      const others = /^(?!.*\.examples\.ts$)/;
      return check([file], options, { [file]: program }, others).diagnostics.map(say);
    },
  };
}

/** The members of the last constant that each block declares: the examples, by name. */
export async function membersOf(
  blocks: readonly string[],
  scope: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const all: Record<string, unknown> = {};
  for (const block of blocks) {
    const last = [...block.matchAll(/^const (\w+)/gm)].at(-1)?.[1];
    const { code } = await transform(block, { loader: "ts" });
    Object.assign(all, new Function(...Object.keys(scope), `${code}\nreturn ${last};`)(...Object.values(scope)));
  }
  return all;
}

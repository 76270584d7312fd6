import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { afterEach, expect, test, vi } from "vitest";
import { descend } from "./source.js";

interface Expression {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

const FILES = (readdirSync("src", { recursive: true }) as string[]).filter((path) => path.endsWith(".ts")).sort();
const NODES = FILES.flatMap((file) => {
  const text = readFileSync(`src/${file}`, "utf8");
  return [...descend(ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true))].map((node) => ({ file, node }));
});

const WRITTEN: readonly Expression[] = NODES.filter(({ node }) => ts.isRegularExpressionLiteral(node)).map(
  ({ file, node }) => {
    const text = node.getText();
    const end = text.lastIndexOf("/");
    return { file, source: text.slice(1, end), flags: text.slice(end + 1) };
  },
);

/** Files that make expressions of texts when they are loaded; one makes them of its own list of scripts, later. */
const MAKING = new Set(
  NODES.filter(({ node }) => ts.isNewExpression(node) && node.expression.getText() === "RegExp").map(
    ({ file }) => file,
  ),
);
MAKING.delete("server/console/chips.ts");

/** Loads them, and keeps what they make meanwhile. */
async function made(): Promise<readonly Expression[]> {
  const found: Expression[] = [];
  for (const file of MAKING) {
    const construct = (of: typeof RegExp, [source, flags = ""]: [string, string?]) => {
      found.push({ file, source, flags });
      return new of(source, flags);
    };
    vi.stubGlobal("RegExp", new Proxy(RegExp, { construct }));
    vi.resetModules();
    await import(/* @vite-ignore */ `../../src/${file.slice(0, -".ts".length)}.js`);
    vi.unstubAllGlobals();
  }
  return found;
}
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

/** Whether how much it reads before it knows is bounded: then each place of a text takes so much at most. */
function isBounded({ source }: Expression): boolean {
  const bare = source.replace(/\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|.)|\[(?:[^\]\\]|\\.)*\]/gs, "x");
  return !/[*+]|\{\d+,\}/.test(bare);
}

/** With at most three of what is counted: how time grows does not depend on a count that is fixed, but the checker's work does. */
const shortened = (source: string): string =>
  source.replace(/\{(\d+)(,?)(\d*)\}/g, (_, least: string, comma: string, most: string) => {
    const few = Math.min(Number(least), 2);
    if (comma === "") return `{${few}}`;
    return most === "" ? `{${few},}` : `{${few},${Math.max(few, Math.min(Number(most), few + 1))}}`;
  });

const nameOf = ({ file, source, flags }: Expression): string => `${file} /${source}/${flags}`;

/** What the checker cannot decide, by file and beginning, and why it takes linear time all the same. */
const BY_HAND: Readonly<Record<string, string>> = {
  "directories/okta.ts /^(?=.{4,253}$)[a-z0-9]":
    "of the configuration; what it looks ahead for lets 253 characters through",
  "policy/guardrail/card.ts /(?<![\\p{L}\\p{N}_])(?<!\\d\\.)\\d(?:[ -]?\\d){11,}":
    "it may end behind any separator of a row, and a row of digits alone begins once",
  "policy/guardrail/inspect.ts /^[a-z][a-z0-9+.-]*:(?!\\d)/":
    "begins at the start, and no colon is in what is repeated",
  "policy/guardrail/ip-address.ts /(?<![\\p{L}\\p{N}_.])[0-9a-f:][0-9a-f:.]*":
    "it may end behind any colon or dot of a row, and a row of digits alone begins once",
  "policy/guardrail/phone.ts / {2,}|(?=\\+)/": "spaces are taken as they come, and nothing follows them",
  "policy/guardrail/secret-pair.ts /^(?:[x*•.#_-]+|": "reads values, which have at most 400 characters",
  "policy/guardrail/sql-class.ts /^(?:nextval|":
    "begins at the start, and nothing follows what is repeated but the end",
  "signers/ed25519.ts /-----BEGIN PRIVATE KEY-----": "of the configuration; no hyphen is in what is repeated",
};

test("every regular expression takes linear time for every text", { timeout: 240_000 }, async () => {
  vi.stubEnv("RECHECK_SYNC_BACKEND", "pure"); // in this process: no binary, no Java
  const { checkSync } = await import("recheck");
  const isSlow = ({ source, flags }: Pick<Expression, "source" | "flags">): boolean =>
    checkSync(shortened(source), flags, { checker: "automaton", timeout: 60_000 }).status !== "safe";
  for (const slow of [/(?:a+)+$/, /\/+$/, /[\p{L}.]+(?:\.[\p{L}.]+)+$/u, /(?:a\.)*b/]) expect(isSlow(slow)).toBe(true);

  const built = await made();
  expect(new Set(built.map(({ file }) => file))).toEqual(MAKING);
  const all = [...WRITTEN, ...built].filter((one) => !isBounded(one));
  const [byHand, others] = [true, false].map((is) =>
    all.filter((one) => Object.keys(BY_HAND).some((start) => nameOf(one).startsWith(start)) === is),
  ) as [Expression[], Expression[]];
  expect(byHand).toHaveLength(Object.keys(BY_HAND).length);
  expect(others.length).toBeGreaterThan(50);
  const once = new Map(others.map((one) => [`/${one.source}/${one.flags}`, one]));
  expect([...once.values()].filter(isSlow).map(nameOf)).toEqual([]);
});

import type { ParseArgsConfig } from "node:util";
import { parsed } from "./arguments.js";

export const TRY = "Try countersign policy --help";

const FLAG = { type: "boolean" } as const;
const TEXT = { type: "string" } as const;
const TEXTS = { type: "string", multiple: true } as const;
const OPTIONS = {
  json: FLAG,
  coverage: FLAG,
  mutants: FLAG,
  strict: FLAG,
  actions: TEXT,
  predicates: TEXT,
  people: TEXT,
  log: TEXT,
  store: TEXT,
  policy: TEXTS,
  against: TEXTS,
  above: TEXTS,
  key: TEXTS,
} as const;
type Options = typeof OPTIONS;
type Name = keyof Options;
type Value<N extends Name> = Options[N] extends typeof FLAG
  ? boolean
  : Options[N] extends typeof TEXTS
    ? readonly string[]
    : string;

interface Given<N extends Name> {
  readonly values: { readonly [K in N]?: Value<K> };
  readonly positionals: readonly string[];
}

/** @throws Unusable for an option that the command does not have */
export function argumentsOf<const N extends Name>(args: readonly string[], options: readonly N[]): Given<N> {
  const known: NonNullable<ParseArgsConfig["options"]> = Object.fromEntries(
    options.map((name) => [name, OPTIONS[name]]),
  );
  return parsed(args, known, `. ${TRY}`) as unknown as Given<N>;
}

import { parseArgs } from "node:util";
import { Unusable } from "./unusable.js";

export const TRY = "Try countersign policy --help";

interface Given {
  readonly values: { readonly json?: boolean; readonly actions?: string };
  readonly positionals: readonly string[];
}

/** @throws Unusable for an option that the command does not have */
export function argumentsOf(args: readonly string[], options: readonly ("json" | "actions")[]): Given {
  const known = options.map((name) => [name, { type: name === "json" ? "boolean" : "string" }] as const);
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: Object.fromEntries(known) }) as Given;
  } catch (error) {
    throw new Unusable(`${(error as Error).message}. ${TRY}`);
  }
}

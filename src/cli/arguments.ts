import { type ParseArgsConfig, parseArgs } from "node:util";
import { Unusable } from "./unusable.js";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: O }>>;

/** What a command was called with. `hint` follows what is wrong. @throws Unusable for an option that it does not have */
export function parsed<const O extends Options>(args: readonly string[], options: O, hint = ""): Parsed<O> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new Unusable(`${(error as Error).message}${hint}`);
  }
}

import type { Definition } from "../../action/action.js";
import type { JsonObject } from "../../canonical.js";
import type { Judged } from "../judged.js";
import type { Literal } from "./conjunction.js";
import type { Examined } from "./examined.js";
import type { Finding } from "./finding.js";

/** A call that was tried as an example. */
export interface Tried {
  readonly args: JsonObject;
  readonly judged: Judged;
  applies(rule: Examined): boolean;
}

/** A finding, and the call that would show it. */
export interface Draft {
  readonly finding: Finding;
  readonly example?: {
    readonly actions: readonly Definition[];
    /** Any of these must hold for the call, as far as it can be made to. */
    readonly ways: readonly (readonly Literal[])[];
    /** Arguments that it must have. */
    readonly given?: readonly string[];
    /** Whether the call shows what is found. */
    shows(tried: Tried): boolean;
    /** What becomes of the finding without one. */
    readonly without: "say so" | "drop it";
  };
}

/** What is asked of a call that a rule applies to, if it can be without any doubt; nothing where that is not analysed. */
export function literalsOf({ surely, applies }: Examined): readonly (readonly Literal[])[] {
  const ways = surely.length > 0 ? surely : applies;
  return ways === "too many" || ways.length === 0 ? [[]] : ways.map(({ literals }) => literals);
}

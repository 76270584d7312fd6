import type { Effect } from "../action/action.js";
import type { Known } from "../action/context.js";
import type { JsonObject } from "../canonical.js";
import type { Past } from "./entry.js";

/** What rules read of a call. `now`: milliseconds since the epoch, by the clock of the process that judges. `secret`: argument paths whose values are never told. */
export interface Subject {
  readonly action: string;
  readonly effect: Effect;
  readonly datasets: readonly string[];
  readonly args: JsonObject;
  readonly context: Partial<Known>;
  readonly secret: readonly string[];
  readonly critical: readonly string[];
  readonly now: number;
  /** What the store says of other calls, by the name of the tally. */
  readonly past?: ReadonlyMap<string, Past>;
  /** Why input checks failed, by the label of the guardrail. */
  readonly tripped?: ReadonlyMap<string, string>;
}

/** True, false, or undefined: it cannot be known. */
export type Truth = boolean | undefined;

import type { Effect } from "../action/action.js";
import type { Known } from "../action/context.js";
import type { JsonObject } from "../canonical.js";

/** What rules read of a call. `now`: milliseconds since the epoch, by the clock of the process that judges. `secret`: argument paths whose values are never told. */
export interface Subject {
  readonly action: string;
  readonly effect: Effect;
  readonly datasets: readonly string[];
  readonly args: JsonObject;
  readonly context: Partial<Known>;
  readonly secret: readonly string[];
  readonly now: number;
}

/** True, false, or undefined: it cannot be known. */
export type Truth = boolean | undefined;

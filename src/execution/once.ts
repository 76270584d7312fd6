import type { Bound, Call } from "../action/capture.js";
import type { Keys } from "../approval/keys.js";
import type { Judged } from "../policy/judge.js";
import { type Opened, type OpenParts, openExecution } from "./opened.js";

/** Claims an *allowed* call of an action with `once`: the same key starts the body once, in whatever process. */
export const claimOnce = (
  call: Call,
  bound: Bound,
  judged: Pick<Judged, "rules" | "shadow">,
  keys: Keys,
  parts: OpenParts,
): Promise<Opened> => openExecution(call, bound, { ...judged, requirements: [] }, keys, { excluded: [] }, parts);

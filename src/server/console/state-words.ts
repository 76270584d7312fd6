import type { State } from "../../approval/state.js";

const ENDED: Record<State, string> = {
  pending: "Waits",
  approved: "Approved",
  denied: "Denied",
  expired: "Expired",
  cancelled: "Cancelled",
  executing: "Running",
  succeeded: "Succeeded",
  failed: "Failed",
  unknown: "Outcome unknown",
};

/** A state in a word or two. */
export const ended = (state: State): string => ENDED[state];

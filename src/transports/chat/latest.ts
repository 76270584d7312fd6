import type { RequestMessage } from "../../approval/request-message.js";
import type { State } from "../../approval/state.js";

/** Keeps an older state of a request from overwriting a newer one on a card: several things update it, and the network reorders them. */
export interface Latest {
  /** Whether a card may show this; from then on nothing older. */
  takes(card: string, message: RequestMessage): "shows" | "older";
}

const ORDER: Record<State, number> = {
  pending: 0,
  approved: 1,
  executing: 2,
  unknown: 3,
  denied: 4,
  expired: 4,
  cancelled: 4,
  succeeded: 4,
  failed: 4,
};
const MOST = 10_000;

export function latestOf(): Latest {
  const shown = new Map<string, number>();
  return {
    takes(card, { revision, state, agreed }) {
      const rank = revision * 10_000 + ORDER[state] * 1000 + Math.min(agreed, 999);
      const before = shown.get(card) ?? 0;
      if (rank < before) return "older";
      shown.delete(card);
      shown.set(card, rank);
      for (const oldest of shown.keys()) {
        if (shown.size <= MOST) break;
        shown.delete(oldest);
      }
      return "shows";
    },
  };
}

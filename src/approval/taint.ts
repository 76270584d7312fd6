import type { Deployment } from "../action/capture.js";
import type { Sources } from "../policy/ready.js";
import { put, taintPlace } from "./place.js";
import type { Store } from "./store.js";

const KEPT = 10_000;

/** Which sessions have read what may be someone else's words: one record for each, which never goes. */
export function taintOf(store: Store, deployment: Deployment): Pick<Sources, "taint" | "tainted"> {
  const known = new Set<string>();
  const remember = (session: string) => {
    if (known.size >= KEPT) known.clear();
    known.add(session);
  };
  return {
    async taint({ context: { session } }) {
      if (session === undefined || known.has(session)) return;
      await put(taintPlace(session, deployment), undefined, {}, store); // "changed": another was first
      remember(session);
    },
    async tainted({ context: { session } }) {
      if (session === undefined) return undefined;
      if (known.has(session)) return true;
      const { row } = await store.get(taintPlace(session, deployment).id);
      if (row) remember(session);
      return row !== undefined;
    },
  };
}

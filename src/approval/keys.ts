import type { Call, Deployment } from "../action/capture.js";
import { digest, type Json, shortDigest } from "../canonical.js";

/** The key of a call, as the store and the world downstream see it: never the caller's own text. */
export interface Keys {
  /** Unique over (tenant, environment, action, actor chain, key), a tuple and not a joined string, and the request before. */
  readonly row: string;
  /** The same of the first request, and the how-manieth this is. */
  readonly first: string;
  readonly count: number;
  /** For idempotency downstream. */
  readonly run: string;
  readonly given: string;
  /** Under what a request that is opened with them is found, beside its own tags. */
  readonly tags?: readonly string[];
  /** What the caller lets ask again, beside what it heard the end of. */
  readonly again?: "after denial";
}

export function keysOf(call: Call, { tenant, environment }: Deployment, given: string): Keys {
  const tuple: Json = [tenant, environment, call.definition.name, call.actors, given];
  const row = digest(["row", tuple]);
  return { row, first: row, count: 1, run: shortDigest(["run", tuple]), given };
}

/** Finds the requests of a key, where a grant could answer the call before its own are looked for. */
export const keyTag = ({ first }: Keys): string => `key:${first}`;

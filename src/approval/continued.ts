import { bind, type Call, type Deployment } from "../action/capture.js";
import { digest, shortDigest } from "../canonical.js";
import { contentTag } from "./joining.js";
import { type Keys, keyTag } from "./keys.js";
import type { Records } from "./records.js";
import { isFoundOut, type Request } from "./request.js";
import type { Filter, Store } from "./store.js";
import { again } from "./turns.js";

interface Parts {
  readonly store: Store;
  readonly records: Records;
  readonly deployment: Deployment;
}

const turnTag = (turn: string): string => `turn:${digest([turn])}`;
/** Finds what waits by what it says, in its session. */
const againTag = (call: Call, deployment: Deployment): string =>
  `again:${digest([contentTag(call, deployment), call.context.session ?? null])}`;

/** The key downstream of calls that continue each other under keys of their own: that of the request, by its first call. */
export const runKeyOf = (callId: string): string => shortDigest(["run", callId]);

/** Under what a request is found by the turn that opened it, and by later turns that continue it. */
export const tagsOfTurn = (call: Call, keys: Keys, turn: string, deployment: Deployment): readonly string[] => [
  keyTag(keys),
  turnTag(turn),
  againTag(call, deployment),
];

/** Whoever starts a body gets what it leaves; of any other end a model that was told to wait has still to hear. */
const OPEN = ["pending", "approved", "executing", "denied", "expired", "cancelled", "unknown"] as const;
const HEARD = "heard";
const isHeard = (tags: readonly string[]): boolean => tags.includes(HEARD);
const LOOKED_AT = 20;

/**
 * The request that a call of a model's turn goes on with: what this very call has opened or continued before, else the oldest
 * of the very same call that an earlier turn left open, whose end no turn has heard, and no other call of this turn continues.
 */
export async function continued(call: Call, keys: Keys, turn: string, parts: Parts): Promise<Request | undefined> {
  const [own] = await sameAs(call, { tag: keyTag(keys) }, parts);
  if (own) return own;
  const mark = turnTag(turn);
  const found = await again(async () => {
    const waiting = await sameAs(call, { tag: againTag(call, parts.deployment), states: OPEN }, parts);
    const one = waiting.findLast(({ tags, progress }) => !tags.includes(mark) && !isHeard(tags) && !progress.heard);
    if (!one) return "none";
    return tagged(one, [keyTag(keys), mark], parts);
  });
  return typeof found === "string" ? undefined : found;
}

/** A turn has heard how it ended without a result: the same call of a later one is a new one. */
export async function heard(id: string, parts: Parts): Promise<void> {
  await again(async () => {
    const request = (await parts.records.look(id))?.request;
    const news = request !== undefined && !isFoundOut(request) && !isHeard(request.tags);
    return news ? tagged(request, [HEARD], parts) : "known";
  });
}

const tagged = (request: Request, more: readonly string[], { records }: Parts): Promise<Request | undefined> => {
  const { state, due, progress, asked, tags } = request;
  return records.write(request, { state, due, progress, asked, tags: [...tags, ...more] });
};

/** Newest first. A tag is not sealed, but what a request says is: it must be the very same call. */
async function sameAs(
  call: Call,
  filter: Pick<Filter, "tag" | "states">,
  { store, records, deployment }: Parts,
): Promise<readonly Request[]> {
  const { rows, now } = await store.list({ tenant: deployment.tenant, kind: "call", limit: LOOKED_AT, ...filter });
  const requests = await Promise.all(rows.map((row) => records.read(row, now)));
  return requests.filter(
    (one) => one !== undefined && !isFoundOut(one) && bind(call, deployment, one.asked).digest === one.asked.origin,
  ) as readonly Request[];
}

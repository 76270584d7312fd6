import { ASKED_TYPE, END_TYPE, REVIEW_TYPE, START_TYPE } from "../audit/dsse.js";
import { digest, type Json, type JsonObject } from "../canonical.js";
import type { Asked, Progress, Request, Since } from "./request.js";
import type { ReviewPayload, Sealed } from "./review.js";
import type { Seal, Statement } from "./seal.js";
import type { State } from "./state.js";

/** Where a request is kept: a seal names its place, so that no row can stand for another. */
export type Place = Pick<Request, "id" | "tenant" | "key">;

const placed = ({ id, tenant, key }: Place): JsonObject => ({ v: 1, tenant, request_id: id, key });

/** Of a revision without its seal, SHA-256, hex; whatever somebody may have put in its place has one, too. */
export function askedDigest(asked: Asked): string {
  const known = DIGESTS.get(asked);
  if (known !== undefined) return known;
  const { seal: _, since: __, ...said } = asked ?? {};
  const made = digestOf(said as unknown as Json);
  if (typeof asked === "object" && asked !== null && Object.isFrozen(asked)) DIGESTS.set(asked, made);
  return made;
}

/** The same revision under its seal. */
export const withSeal = (asked: Asked, seal: Seal): Asked => likewise(Object.freeze({ ...asked, seal }), asked);

/** A frozen revision that says what another says, so that its digest is known, too. */
export function likewise(asked: Asked, other: Asked): Asked {
  const known = DIGESTS.get(other);
  if (known !== undefined && Object.isFrozen(asked)) DIGESTS.set(asked, known);
  return asked;
}

/** Empty for what is nested too deep: nothing of ours is. */
function digestOf(said: Json): string {
  try {
    return digest(said);
  } catch {
    return "";
  }
}

// A store that hands out frozen rows hands out the same ones again: every step of a request asks.
const DIGESTS = new WeakMap<Asked, string>();

/** Said by the guard that asks, or the desk that modifies: one revision, whole. */
export const askedStatement = (place: Place, asked: Asked): Statement => ({
  type: ASKED_TYPE,
  said: { ...placed(place), asked: askedDigest(asked) },
});

/** Said by the guard: what the policy asks more by now, of whatever revision. */
export const sinceStatement = (place: Place, { at, requirements, rules, policy }: Omit<Since, "seal">): Statement => ({
  type: ASKED_TYPE,
  said: { ...placed(place), since: digest({ at, requirements, rules, policy } as unknown as Json) },
});

/** Said by the desk: what one person decided. */
export const reviewStatement = (payload: ReviewPayload): Statement => ({
  type: REVIEW_TYPE,
  said: payload as unknown as JsonObject,
});

/** Said by the guard that starts the body: of which revision, under which fence, by which right. */
export const startStatement = ({
  asked,
  progress,
  ...place
}: Pick<Request, "asked" | "progress"> & Place): Statement => ({
  type: START_TYPE,
  said: {
    ...placed(place),
    asked: askedDigest(asked),
    fence: progress.fence,
    ...(progress.grant && { grant: digest(progress.grant as unknown as Json) }),
  },
});

/** How a request ended, and what is kept of its result. */
export type End = Pick<Progress, "fence" | "why" | "result" | "withheld"> & { readonly state: State };

/** Said by the guard that ran it or gave it up, or by the desk where a person ended it. */
export const endStatement = (place: Place, asked: Asked, { state, fence, why, result, withheld }: End): Statement => ({
  type: END_TYPE,
  said: {
    ...placed(place),
    asked: askedDigest(asked),
    state,
    fence,
    ...(why !== undefined && { why }),
    ...(result && { result: digest(result as unknown as Json) }),
    ...(withheld && { withheld }),
  },
});

/** What the next review of this revision follows. */
export const lastSaid = ({ asked, progress }: Pick<Request, "asked" | "progress">): string => {
  const last = progress.reviews.at(-1);
  return last ? sealDigest(last) : askedDigest(asked);
};
export const sealDigest = ({ sig }: Sealed): string => digest(sig);

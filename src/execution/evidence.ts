import type { Deployment } from "../action/capture.js";
import type { Request } from "../approval/request.js";
import type { ReviewPayload, Sealed } from "../approval/review.js";
import { isSealed } from "../approval/seal.js";
import type { PublicJwk } from "../audit/signer.js";
import { digest, type Json } from "../canonical.js";
import { type Directory, resolve } from "../people/directory.js";
import { LEVELS } from "../people/person.js";

/** The reviews that a claim may believe: sealed by a known desk, about exactly this revision. `status` is never believed. */
export async function sealedReviews(
  request: Request,
  deployment: Deployment,
  keys: readonly PublicJwk[],
): Promise<readonly ReviewPayload[] | "forged"> {
  const { reviews, modifications } = request.progress;
  const all = await Promise.all([...reviews, ...modifications].map((one) => isGenuine(one, request, deployment, keys)));
  if (all.includes(false) || !isHistory(request)) return "forged";
  const { asked } = request;
  const current = reviews.map(({ payload }) => payload);
  const about = (payload: ReviewPayload) =>
    payload.revision === asked.revision &&
    payload.call_digest === asked.callDigest &&
    payload.view_digest === asked.viewDigest;
  return current.every(about) && digest(asked.view as unknown as Json) === asked.viewDigest ? current : "forged";
}

async function isGenuine(
  sealed: Sealed,
  request: Request,
  { tenant, environment }: Deployment,
  keys: readonly PublicJwk[],
): Promise<boolean> {
  const { payload } = sealed;
  const here = payload.request_id === request.id && payload.tenant === tenant && payload.environment === environment;
  return here && LEVELS[payload.proof] >= 1 && (await isSealed(keys, sealed));
}

/** Each revision after the first has its sealed author: none can be left out to free them. */
function isHistory({ asked, progress }: Request): boolean {
  const last = progress.modifications.at(-1)?.payload;
  const steps = progress.modifications.every(({ payload }, i) => payload.revision === i + 2);
  return (
    steps && progress.modifications.length === asked.revision - 1 && (!last || last.call_digest === asked.callDigest)
  );
}

/**
 * Whose approval no longer stands: gone, inactive, no human, one of the call's own people, or the same person as another
 * reviewer by now. Denies are never dropped. `"unknown"` when the directory cannot say.
 */
export async function droppedOf(
  reviews: readonly ReviewPayload[],
  directory: Directory,
  excluded: ReadonlySet<string>,
): Promise<ReadonlySet<string> | "unknown"> {
  const dropped = new Set<string>();
  const seen = new Set<string>();
  for (const review of new Map(reviews.map((one) => [one.person, one])).values()) {
    const who = await resolve(directory, review);
    if (who === "unknown") return "unknown";
    const stands =
      typeof who !== "string" && who.active && who.kind === "human" && !excluded.has(who.id) && !seen.has(who.id);
    if (stands) seen.add(who.id);
    else dropped.add(review.person);
  }
  return dropped;
}

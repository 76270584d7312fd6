import { type Deployment, isBound } from "../action/capture.js";
import { leaves } from "../action/paths.js";
import type { View } from "../action/view.js";
import { canonical, digest, type Json } from "../canonical.js";
import { LEVELS } from "../people/person.js";
import { isDelivered } from "./altered.js";
import { decideBy } from "./lifecycle.js";
import type { Asked, Progress, Request } from "./request.js";
import type { ReviewPayload, Sealed } from "./review.js";
import type { Seal, Seals } from "./seal.js";
import {
  askedDigest,
  askedStatement,
  endStatement,
  reviewStatement,
  sealDigest,
  sinceStatement,
  startStatement,
} from "./statements.js";

/** Where a record is to be of, and whose seals are believed. */
export interface Trust {
  readonly deployment: Deployment;
  readonly seals: Seals;
}

/** What the seals of a record prove, whatever time it is. */
export interface Proofs {
  /** Somebody who may ask said what was asked. */
  readonly asked: boolean;
  /** A guard said that it starts the body, under this fence. */
  readonly started: boolean;
  /** Whoever may end it said that it ended so. */
  readonly ended: boolean;
  /** Its arguments are what is shown, and its reviews are all that was said of them; nothing is said of a bare end. */
  readonly genuine: boolean;
}

/**
 * Holds a record against its seals. Whoever writes the store may have changed any of it: only what a known guard or desk
 * has said counts, and what follows from it.
 */
export async function proofsOf(request: Request, trust: Trust): Promise<Proofs> {
  try {
    return await proven(request, trust);
  } catch {
    return NOTHING; // nothing of ours is nested too deep, or of another shape
  }
}
const NOTHING: Proofs = { asked: false, started: false, ended: false, genuine: false };

async function proven(request: Request, { deployment, seals }: Trust): Promise<Proofs> {
  const { progress, asked } = request;
  if (!isProgress(progress)) return NOTHING;
  const started = progress.started ? await seals.holds(startStatement(request), progress.started, ["guard"]) : false;
  const isAsked =
    isObject(asked) && (started ? await isSealedSince(request, seals) : await isSealedAsked(request, seals));
  const ended = await isSealedEnd(request, seals);
  const genuine =
    isAsked &&
    isTrue(asked, deployment) &&
    ((ended && isBare(progress)) || (await areGenuine(request, deployment, seals)));
  return { asked: isAsked, started, ended, genuine };
}

/** The id of a key that sealed some of it and that this process does not know; undefined where there is none. */
export function strangerIn({ asked, progress }: Request, seals: Seals): string | undefined {
  const { reviews, modifications, started, ended } = (progress ?? {}) as Partial<Progress>;
  const all = [asked?.seal, asked?.since?.seal, started, ended, ...(isReviews(reviews) ? reviews : [])];
  const said = isReviews(modifications) ? [...all, ...modifications] : all;
  return said.find((seal): seal is Seal => isSeal(seal) && !seals.knows(seal.keyid))?.keyid;
}

/** What is known of a record that this process made itself from one that it believed. */
export const ownProofs = ({ progress: { started, ended } }: Pick<Request, "progress">): Proofs => ({
  asked: true,
  started: started !== undefined,
  ended: ended !== undefined,
  genuine: true,
});

/** The first revision is the guard's word, a later one the desk's. */
export async function isSealedAsked(
  request: Pick<Request, "id" | "tenant" | "key" | "asked">,
  seals: Seals,
): Promise<boolean> {
  const { asked } = request;
  return isSeal(asked.seal)
    ? (await isSealedSince(request, seals)) &&
        seals.holds(askedStatement(request, asked), asked.seal, [asked.revision === 1 ? "guard" : "desk"])
    : false;
}

async function isSealedSince(
  request: Pick<Request, "id" | "tenant" | "key" | "asked">,
  seals: Seals,
): Promise<boolean> {
  const { since } = request.asked;
  if (since === undefined) return true;
  return isSeal(since.seal) && seals.holds(sinceStatement(request, since), since.seal, ["guard"]);
}

/** Only a guard can say what a body left. */
async function isSealedEnd(request: Request, seals: Seals): Promise<boolean> {
  const { progress, asked, state } = request;
  const end = endStatement(request, asked, { ...progress, state });
  const by = progress.result || progress.withheld ? (["guard"] as const) : (["guard", "desk"] as const);
  return progress.ended ? seals.holds(end, progress.ended, by) : false;
}

/** A record that was found out keeps no reviews. */
const isBare = ({ reviews, modifications }: Progress): boolean => reviews.length === 0 && modifications.length === 0;

/** What the seals of a revision, sealed or not, must be about: its arguments, shown as they are. */
function isTrue(asked: Asked, deployment: Deployment): boolean {
  if (TRUE.has(asked)) return true;
  const is =
    isBound(asked, deployment) &&
    digest(asked.view as unknown as Json) === asked.viewDigest &&
    shows(asked.view, asked);
  if (is && Object.isFrozen(asked)) TRUE.add(asked);
  return is;
}
const TRUE = new WeakSet<Asked>();

/** Each argument is shown, and nothing else is: a text gives its value back. */
function shows({ fields }: View, { args, secrets }: Pick<Asked, "args" | "secrets">): boolean {
  const now = fields.filter(({ text }) => text !== "(removed)");
  const shown = new Map(now.map(({ path, text }) => [path, text]));
  const all = leaves(args);
  return (
    now.length === all.length &&
    all.every(([path, value]) => {
      const text = shown.get(path);
      if (Object.hasOwn(secrets, path)) return text === "(secret)";
      return text !== undefined && canonical(JSON.parse(text) as Json) === canonical(value);
    })
  );
}

/** A request, as far as its reviews are about it. */
export type Reviewed = Pick<Request, "id" | "asked"> & {
  readonly progress: Pick<Progress, "reviews" | "modifications">;
};

/** Whether its reviews and modifications are all that was said of this revision: sealed by a known desk, one after the other. */
export async function areGenuine(request: Reviewed, deployment: Deployment, seals: Seals): Promise<boolean> {
  const { asked, progress } = request;
  const { reviews, modifications } = progress;
  const before = [askedDigest(asked), ...reviews.map(sealDigest)];
  const chained = reviews.every(({ payload }, i) => payload.prev === before[i]);
  if (!chained || !isHistory(request) || !reviews.every(({ payload }) => isAbout(payload, asked))) return false;
  const all = await Promise.all(
    [...reviews, ...modifications].map((one) => isGenuine(one, request, deployment, seals)),
  );
  return !all.includes(false);
}

async function isGenuine(sealed: Sealed, { id }: Reviewed, { tenant, environment }: Deployment, seals: Seals) {
  const { payload } = sealed;
  const here = payload.request_id === id && payload.tenant === tenant && payload.environment === environment;
  return here && LEVELS[payload.proof] >= 1 && seals.holds(reviewStatement(payload), sealed, ["desk"]);
}

const isAbout = (payload: ReviewPayload, asked: Asked): boolean =>
  payload.revision === asked.revision &&
  payload.call_digest === asked.callDigest &&
  payload.view_digest === asked.viewDigest &&
  payload.issued_at < decideBy({ asked });

/** Each revision after the first has its sealed author: none can be left out to free them. */
function isHistory({ asked, progress }: Reviewed): boolean {
  const payloads = progress.modifications.map(({ payload }) => payload);
  const last = payloads.at(-1);
  return (
    payloads.length === asked.revision - 1 &&
    payloads.every(({ revision }, i) => revision === i + 2) &&
    canonical(payloads.map(({ person }) => person)) === canonical(asked.authors) &&
    (!last || (last.call_digest === asked.callDigest && last.prev === askedDigest(asked)))
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isSeal = (value: unknown): value is Seal =>
  isObject(value) && typeof value["keyid"] === "string" && typeof value["sig"] === "string";
const isSealed = (value: unknown): boolean => isSeal(value) && isObject((value as { payload?: unknown }).payload);
export const isReviews = (value: unknown): value is readonly Sealed[] => Array.isArray(value) && value.every(isSealed);

/** Of the shape that every step relies on; what a seal covers needs no look. */
export function isProgress(value: unknown): value is Progress {
  if (!isObject(value)) return false;
  const { reviews, modifications, deliveries, fence, told = 0, why = "", started, ended } = value;
  return (
    isReviews(reviews) &&
    isReviews(modifications) &&
    Array.isArray(deliveries) &&
    deliveries.every(isDelivered) &&
    Number.isSafeInteger(fence) &&
    Number(fence) >= 0 &&
    Number.isFinite(told) &&
    typeof why === "string" &&
    [started, ended].every((seal) => seal === undefined || isSeal(seal))
  );
}

import { type Deployment, isBound } from "../action/capture.js";
import { leaves } from "../action/paths.js";
import type { View } from "../action/view.js";
import type { Remembered } from "../audit/remembered.js";
import { canonical, digest, type Json } from "../canonical.js";
import { LEVELS } from "../people/person.js";
import { isDelivered } from "./altered.js";
import { decideBy, LEASE, requirementOf, useBy } from "./lifecycle.js";
import { type Asked, isFoundOut, type Progress, type Request } from "./request.js";
import type { ReviewPayload, Sealed } from "./review.js";
import type { Seal, Seals } from "./seal.js";
import {
  askedDigest,
  askedStatement,
  endStatement,
  reviewStatement,
  sealDigest,
  startStatement,
} from "./statements.js";
import { tally } from "./tally.js";

/** What a record is held against. */
export interface Against {
  readonly deployment: Deployment;
  readonly seals: Seals;
  /** What the log of this process says of the request. */
  readonly past: ReturnType<Remembered["of"]>;
  readonly now: number;
}

/** What a record turned out to be. */
export interface Examined {
  /** Whether what was asked is what somebody who may ask said. */
  readonly asked: "sealed" | "unsealed";
  /** Why the record is not believed; `rolled_back`: the log of this process knows more than it. */
  readonly wrong?: "forged" | "rolled_back";
}

/**
 * Holds a record against its seals. Whoever writes the store may have changed any of it: only what a known guard or desk
 * has said counts, and what follows from it.
 */
export async function examined(request: Request, against: Against): Promise<Examined> {
  try {
    return await examine(request, against);
  } catch {
    return { asked: "unsealed", wrong: "forged" }; // nothing of ours is nested too deep, or of another shape
  }
}

async function examine(request: Request, against: Against): Promise<Examined> {
  const { seals, past, deployment } = against;
  const { progress, asked } = request;
  if (!isProgress(progress)) return { asked: "unsealed", wrong: "forged" };
  const isStarted = progress.started ? await seals.holds(startStatement(request), progress.started, ["guard"]) : false;
  const isAsked = isObject(asked) && (isStarted || (await isSealedAsked(request, seals)));
  const known = { asked: isAsked ? "sealed" : "unsealed" } as const;
  const isEnded = await isSealedEnd(request, seals);
  if (isEnded && isFoundOut(request))
    return foundOutAlready(request, past) ? known : { ...known, wrong: "rolled_back" };
  if (isOlder(request, past, isEnded ? "ended" : "open")) return { ...known, wrong: "rolled_back" };
  const believed =
    isAsked &&
    isTrue(asked, deployment) &&
    ((isEnded && isBare(progress)) || (await areGenuine(request, deployment, seals))) &&
    isState(request, { isStarted, isEnded }, against);
  return believed ? known : { ...known, wrong: "forged" };
}

/** Whoever found it out may not have known that it was started. */
const foundOutAlready = ({ state }: Request, past: Against["past"]): boolean => state === "unknown" || past.fence === 0;

/** The first revision is the guard's word, a later one the desk's. */
export function isSealedAsked(request: Pick<Request, "id" | "tenant" | "key" | "asked">, seals: Seals) {
  const { asked } = request;
  return isSeal(asked.seal)
    ? seals.holds(askedStatement(request, asked), asked.seal, [asked.revision === 1 ? "guard" : "desk"])
    : false;
}

/** Only a guard can say what a body left. */
async function isSealedEnd(request: Request, seals: Seals): Promise<boolean> {
  const { progress, asked, state } = request;
  const end = endStatement(request, asked, { ...progress, state });
  const by = progress.result || progress.withheld ? (["guard"] as const) : (["guard", "desk"] as const);
  return progress.ended ? seals.holds(end, progress.ended, by) : false;
}

/** Whether the log of this process knows of a start, an end, a revision or a review that the record does not. */
function isOlder({ state, asked, progress }: Request, past: Against["past"], is: "ended" | "open"): boolean {
  if (past.fence > progress.fence || (past.ended !== undefined && past.ended !== state)) return true;
  const said = progress.reviews.filter(({ payload }) => payload.decision !== "modify").length;
  const lacks = past.revision > asked.revision || (past.revision === asked.revision && past.reviews > said);
  return is === "open" && lacks;
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

/** Whether it can have come to this state. */
function isState(
  request: Request,
  { isStarted, isEnded }: { readonly isStarted: boolean; readonly isEnded: boolean },
  { now }: Against,
): boolean {
  const { state, asked, progress } = request;
  const { fence, why } = progress;
  const said = tally(
    requirementOf(asked),
    progress.reviews.map(({ payload }) => payload),
  ).state;
  const unstarted = fence === 0 && !progress.started;
  switch (state) {
    case "pending":
      return unstarted && !progress.ended;
    case "approved":
      return unstarted && !progress.ended && said === "approved";
    case "executing":
      return isStarted && !progress.ended;
    case "unknown":
      return isStarted && (!progress.ended || isEnded);
    case "denied":
      return isEnded || (unstarted && said === "denied" && (why === "people" || why === "withdrawn"));
    case "expired":
      return unstarted && (why === "use_by" ? now >= useBy(request) : why === "decide_by" && now >= decideBy(request));
    default:
      return isEnded;
  }
}

/** Times as they follow from what is sealed: a record's own may have been moved. */
export function timed(request: Request, now: number): Request {
  const { state } = request;
  const due = Number.isFinite(request.due) ? request.due : now;
  if (state === "pending") return { ...request, due: Math.min(due, decideBy(request)) };
  if (state === "approved") return { ...request, due: useBy(request) };
  return state === "executing" && due > now + LEASE ? { ...request, due: now } : request;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isSeal = (value: unknown): value is Seal =>
  isObject(value) && typeof value["keyid"] === "string" && typeof value["sig"] === "string";
const isSealed = (value: unknown): boolean => isSeal(value) && isObject((value as { payload?: unknown }).payload);
export const isReviews = (value: unknown): value is readonly Sealed[] => Array.isArray(value) && value.every(isSealed);

/** Of the shape that every step relies on; what a seal covers needs no look. */
function isProgress(value: unknown): value is Progress {
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

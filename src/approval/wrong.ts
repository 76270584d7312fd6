import { type Remembered, saidBy } from "../audit/remembered.js";
import type { JsonObject } from "../canonical.js";
import { isProgress, type Proofs } from "./genuine.js";
import { decideBy, LEASE, requirementOf, unusedAt, useBy } from "./lifecycle.js";
import { FRESH, isFoundOut, type Request } from "./request.js";
import { hasRun } from "./started.js";
import { tally } from "./tally.js";

/** What a record is held against beside its seals. */
export interface Against {
  /** What the log of this process says of the request. */
  readonly past: ReturnType<Remembered["of"]>;
  readonly now: number;
  /** The id of a key in its seals that this process does not know. */
  readonly stranger: string | undefined;
}

/**
 * Why a record is not believed. `rolled_back`: the log of this process knows more than it; `unknown_key`: this process
 * never believed it, and it is sealed by a key that it does not know, so it may be as good as it says.
 */
export type Wrong = "forged" | "rolled_back" | "unknown_key";

export function wrongIn(request: Request, proofs: Proofs, { past, now, stranger }: Against): Wrong | undefined {
  if (proofs.ended && isFoundOut(request)) return foundOutAlready(request, past) ? undefined : "rolled_back";
  if (!proofs.genuine && stranger !== undefined) return "unknown_key";
  if (!proofs.genuine && !isProgress(request.progress)) return "forged";
  if (isOlder(request, past, proofs.ended ? "ended" : "open")) return "rolled_back";
  return proofs.genuine && hasOnlySealed(request, proofs) && isState(request, proofs, now) ? undefined : "forged";
}

/** What becomes of a record that is not believed. `as`: what may be told of it; `before`: as it was last believed. */
export function foundOut(raw: Request, as: Request, before: Request | undefined, { fence }: Against["past"]): Request {
  const state = hasRun(raw) || (before && hasRun(before)) || fence > 0 ? "unknown" : "cancelled";
  const { deliveries } = (before ?? as).progress;
  return { ...raw, state, progress: { ...FRESH, deliveries, fence: as.progress.fence } };
}

/** Whether somebody has ended it so already, whoever it was: then nobody does it again. */
export const isEndedAs = ({ state, progress }: Request, found: Request): boolean =>
  state === found.state && isProgress(progress) && isFoundOut({ progress });

/** Whoever found it out may not have known that it was started. */
const foundOutAlready = ({ state }: Request, past: Against["past"]): boolean => state === "unknown" || past.fence === 0;

/** Whether the log of this process knows of a start, an end, a revision or a review that the record does not. */
function isOlder({ state, asked, progress }: Request, past: Against["past"], is: "ended" | "open"): boolean {
  if (past.fence > progress.fence || (past.ended !== undefined && past.ended !== state)) return true;
  const lacksOne = past.revision === asked.revision && past.reviews.length > 0 && !holdsAll(progress, past.reviews);
  const lacks = past.revision > asked.revision || lacksOne;
  return is === "open" && lacks;
}

const OPEN: ReadonlySet<string> = new Set(["pending", "approved", "executing"]);

/** What no seal covers is not there: the right that it ran by is in its start's seal, what it left in its end's. */
function hasOnlySealed({ state, progress }: Request, { started, ended }: Proofs): boolean {
  const { grant, result, withheld, why } = progress;
  if ((progress.started !== undefined || grant !== undefined) && !started) return false;
  if ((progress.ended !== undefined || result !== undefined || withheld !== undefined) && !ended) return false;
  return why === undefined || !OPEN.has(state);
}

/** In whatever order: of two reviews at once the log may tell the later one first. */
function holdsAll({ reviews }: Request["progress"], logged: readonly string[]): boolean {
  const answers = reviews.filter(({ payload }) => payload.decision !== "modify");
  const said = answers.map(({ payload }) => saidBy(payload as unknown as JsonObject));
  return logged.every((one) => said.includes(one) && said.splice(said.indexOf(one), 1));
}

/** Whether it can have come to this state. */
function isState(request: Request, proofs: Proofs, now: number): boolean {
  const { state, progress } = request;
  const { fence, why } = progress;
  const unstarted = fence === 0 && !progress.started;
  switch (state) {
    case "pending":
      return unstarted && !progress.ended;
    case "approved":
      return unstarted && !progress.ended && saidIn(request) === "approved";
    case "executing":
      return proofs.started && !progress.ended;
    case "unknown":
      return proofs.started && (proofs.ended || why === "lease");
    case "denied":
      return proofs.ended || (unstarted && isDenied(request));
    case "expired":
      return unstarted && isExpired(request, now);
    default:
      return proofs.ended;
  }
}

/** By enough people, or because an approval was taken back before it was used. */
function isDenied(request: Request): boolean {
  const { why } = request.progress;
  if (why === "withdrawn") return Number.isFinite(useBy(request)) && saidIn(request) !== "approved";
  return why === "people" && saidIn(request) === "denied";
}

/** What was approved expires unused, and what was not, undecided. */
function isExpired(request: Request, now: number): boolean {
  const isApproved = saidIn(request) === "approved";
  const { why } = request.progress;
  return isApproved ? why === "use_by" && now >= unusedAt(request) : why === "decide_by" && now >= decideBy(request);
}

/** What its reviews come to. */
const saidIn = ({ asked, progress }: Request) =>
  tally(
    requirementOf(asked),
    progress.reviews.map(({ payload }) => payload),
  ).state;

/** Times as they follow from what is sealed: a record's own may have been moved. */
export function timed(request: Request, now: number): Request {
  const { state } = request;
  const due = Number.isFinite(request.due) ? request.due : now;
  if (state === "pending") return { ...request, due: Math.min(due, decideBy(request)) };
  if (state === "approved") return { ...request, due: useBy(request) };
  return state === "executing" && due > now + LEASE ? { ...request, due: now } : request;
}

import type { Bound, Call, Deployment } from "../action/capture.js";
import { isBound } from "../action/capture.js";
import { peopleOf } from "../approval/actors.js";
import { followed, MOST_OF_KEY } from "../approval/again.js";
import { areGenuine, isSealedAsked } from "../approval/genuine.js";
import { type Keys, keyTag } from "../approval/keys.js";
import { approvers } from "../approval/message.js";
import type { Records } from "../approval/records.js";
import type { Progress, Request } from "../approval/request.js";
import type { ReviewPayload } from "../approval/review.js";
import type { Seals } from "../approval/seal.js";
import type { Store } from "../approval/store.js";
import { again } from "../approval/turns.js";
import { digest, type Json } from "../canonical.js";
import type { Directory } from "../people/directory.js";
import type { Judged } from "../policy/judge.js";
import { authorsNow, reviewersNow } from "./evidence.js";
import { type Grant, grantIdOf, grantMatches, grantOf, isGrant } from "./grant.js";
import { type Opened, type OpenParts, openExecution } from "./opened.js";

export interface GrantedParts extends OpenParts {
  readonly store: Store;
  readonly directory: Directory;
  readonly seals: Seals;
}

const MOST = 20;

/** Finds the grants for calls of an action by these people and agent. */
export const grantTag = ({ environment }: Deployment, action: string, actors: string): string =>
  `grant:${digest([environment, action, actors])}`;

/**
 * Claims a call that a standing right answers, so that nobody is asked again. The use is counted before the execution
 * opens: a crash between the two spends a use and starts nothing. Undefined: no grant answers it.
 */
export async function claimGranted(
  call: Call,
  bound: Bound,
  judged: Judged,
  keys: Keys,
  parts: GrantedParts,
): Promise<Opened | undefined> {
  if (!judged.remember) return undefined;
  const tag = grantTag(parts.deployment, call.definition.name, call.actors);
  const { tenant } = parts.deployment;
  const { rows } = await parts.store.list({ tenant, kind: "grant", states: ["live"], tag, limit: MOST });
  const at = rows.length > 0 ? await attached(call, keys, parts) : keys;
  if ("asked" in at) return { attached: at };
  for (const row of rows) {
    const used = await use(row.id, call, judged, at, parts);
    if (used) return open(call, bound, judged, keys, used, parts);
  }
  return undefined;
}

/** A call that was asked or answered before keeps to that: it spends nothing. Else the keys under which nothing is yet. */
async function attached(call: Call, keys: Keys, parts: GrantedParts): Promise<Request | Keys> {
  const { store, records, deployment } = parts;
  const { tenant } = deployment;
  const { rows, now } = await store.list({ tenant, kind: "call", tag: keyTag(keys), limit: MOST_OF_KEY });
  const about = { action: call.definition.name, callId: call.id };
  for (let at = keys; ; ) {
    const row = rows.find(({ key }) => key === at.row); // the key is sealed, the tag is not
    const request = row && (await records.read(row, now));
    if (!request) return at;
    const next = await followed(call, request, at, parts, about);
    if (!next) return request;
    at = next;
  }
}

async function open(
  call: Call,
  bound: Bound,
  judged: Judged,
  keys: Keys,
  { grant, reviews, excluded }: Used,
  parts: GrantedParts,
): Promise<Opened> {
  const { requestId, asked } = grant.granted;
  const about = { request_id: requestId, revision: asked.revision, call_digest: asked.callDigest };
  const given = { excluded: [...excluded], grant: { id: grant.id, ...about, reviews } };
  const opened = await openExecution(call, bound, judged, keys, given, parts);
  const approvedBy = approvers(reviews.map(({ payload }) => payload));
  return "claim" in opened ? { claim: { ...opened.claim, approvedBy } } : opened;
}

interface Used {
  readonly grant: Grant;
  /** Those that stand for this call. */
  readonly reviews: NonNullable<Progress["grant"]>["reviews"];
  readonly excluded: ReadonlySet<string>;
}

/** One compare-and-swap that counts this call; looked at again while others count theirs. */
async function use(id: string, call: Call, judged: Judged, keys: Keys, parts: GrantedParts): Promise<Used | undefined> {
  const used = await again(async () => {
    const { row, now } = await parts.store.get(id);
    if (row?.kind !== "grant") return "none";
    const grant = isGrant(row) ? grantOf(row) : undefined;
    const found = grant && (await examined(grant, call, { now, keys }, judged, parts));
    if (!found) return "none";
    if (grant.progress.uses.includes(keys.row)) return found;
    const progress = { ...grant.progress, uses: [...grant.progress.uses, keys.row] };
    const next = { state: grant.state, due: grant.due, progress: progress as unknown as Json };
    const { set } = await parts.store.compareAndSet(id, { version: grant.version, notAfter: grant.due }, next);
    if (set) parts.records.remembered.use(id, keys.run);
    return set ? found : undefined;
  });
  return typeof used === "string" ? undefined : used;
}

/** Whether the log of this process knows of an end of it, or of more uses than it has. */
function isOver({ id, granted: { requestId, remember } }: Grant, { run }: Keys, { remembered }: Records): boolean {
  const withdrawn = remembered.isRevoked(id) || remembered.of(requestId).ended === "denied";
  return withdrawn || remembered.usesOf(id, run) >= remember.uses;
}

/** Whether somebody has ended the request that it is of: an approval that is taken back answers nothing. */
async function isTakenBack({ granted }: Grant, { records }: Pick<GrantedParts, "records">): Promise<boolean> {
  const state = (await records.look(granted.requestId))?.request.state;
  return state === "denied" || state === "cancelled";
}

/** Whether people gave it, as far as seals say: what was asked, and what each of them answered. */
export async function isGiven(
  { id, granted }: Pick<Grant, "id" | "granted">,
  { deployment, seals }: Pick<GrantedParts, "deployment" | "seals">,
): Promise<boolean> {
  const { requestId, key, asked, reviews, modifications } = granted;
  const request = { id: requestId, tenant: deployment.tenant, key, asked, progress: { reviews, modifications } };
  try {
    return (
      id === grantIdOf(requestId) &&
      isBound(asked, deployment) &&
      (await isSealedAsked(request, seals)) &&
      (await areGenuine(request, deployment, seals))
    );
  } catch {
    return false; // nothing of ours is of another shape
  }
}

/** The grant's reviews are verified and tallied anew, without its issuers where the call, or what they approved, is theirs. */
async function examined(
  grant: Grant,
  call: Call,
  { now, keys }: { now: number; keys: Keys },
  judged: Judged,
  parts: GrantedParts,
): Promise<Used | undefined> {
  const { deployment, directory } = parts;
  const { requestId: of, asked, reviews, modifications } = grant.granted;
  if (isOver(grant, keys, parts.records) || !(await isGiven(grant, parts)) || (await isTakenBack(grant, parts)))
    return undefined;
  const said = reviews.map(({ payload }) => payload);
  const about = { action: call.definition.name, callId: call.id };
  const excluded = await peopleOf(call, directory, about, judged.rules);
  const authors = await authorsNow({ id: of, asked, progress: { reviews, modifications } }, directory);
  if (authors === "unknown") return undefined;
  const reviewers = await reviewersNow(said, directory, new Set([...excluded, ...asked.excluded, ...authors]));
  if (reviewers === "unknown") return undefined;
  const matches = grantMatches(grant, call, { now, key: keys.row, deployment }, judged, said, reviewers.dropped);
  const stands = (payload: ReviewPayload) => payload.remember && !reviewers.dropped.has(payload.person);
  return matches === true ? { grant, reviews: reviews.filter(({ payload }) => stands(payload)), excluded } : undefined;
}

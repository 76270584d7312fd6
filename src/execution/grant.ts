import { bind, type Call, type Deployment } from "../action/capture.js";
import { at, isInside, overlap } from "../action/paths.js";
import { commitments, redact } from "../action/redaction.js";
import { covers } from "../approval/covers.js";
import { isReviews } from "../approval/genuine.js";
import { requirementOf } from "../approval/lifecycle.js";
import type { Asked, Request } from "../approval/request.js";
import type { ReviewPayload, Sealed } from "../approval/review.js";
import type { Row } from "../approval/store.js";
import { tally } from "../approval/tally.js";
import { canonical } from "../canonical.js";
import type { Judged } from "../policy/judge.js";
import { forMs, isRemember, isWithin, narrowest, type Remember } from "../policy/remember.js";

/** A standing right, as it is kept: the request that people approved for more than once, and how far. */
export interface Granted {
  readonly v: 1;
  readonly requestId: string;
  /** The request's, which its seals name. */
  readonly key: string;
  readonly asked: Asked;
  readonly reviews: readonly Sealed[];
  readonly modifications: readonly Sealed[];
  readonly remember: Remember;
}
/** What became of it. `uses`: the key of every call that it answered, unknown outcomes included. */
export interface GrantProgress {
  readonly uses: readonly string[];
  readonly revoked?: { readonly person: string; readonly reason: string };
}
/** A row read as a grant. */
export interface Grant extends Pick<Row, "id" | "version" | "state" | "due" | "tags"> {
  readonly granted: Granted;
  readonly progress: GrantProgress;
}

/** One grant for a request, however often it is tried. */
export const grantIdOf = (requestId: string): string => `grant_${requestId.slice("req_".length)}`;

/** Whether a record has the shape of a grant; whether it is believed is asked at each use. */
export function isGrant({ kind, request, progress }: Row): boolean {
  const { asked, reviews, modifications, remember } = (request ?? {}) as Partial<Granted>;
  const { uses } = (progress ?? {}) as Partial<GrantProgress>;
  const listed = isReviews(reviews) && isReviews(modifications) && Array.isArray(uses);
  return kind === "grant" && listed && typeof asked === "object" && asked !== null && isRemember(remember);
}

export const grantOf = ({ id, version, state, due, tags, request, progress }: Row): Grant => ({
  id,
  version,
  state,
  due,
  tags,
  granted: request as unknown as Granted,
  progress: progress as unknown as GrantProgress,
});

/**
 * What an approved request lets be remembered: only where those who meant it to be would have been enough by themselves,
 * and no further than each of them said.
 */
export function remembered({ asked, progress }: Request): Remember | undefined {
  const knowing = knowingly(progress.reviews.map(({ payload }) => payload));
  if (!asked.remember || tally(requirementOf(asked), knowing).state !== "approved") return undefined;
  const agreed = narrowest([asked.remember, ...knowing.map(({ remember }) => remember)]);
  return agreed && isWithin(agreed, asked.remember) ? agreed : undefined;
}

/** Of everybody's newest review those that approve for more than this once. */
const knowingly = (reviews: readonly ReviewPayload[]): readonly ReviewPayload[] =>
  [...new Map(reviews.map((review) => [review.person, review])).values()].filter(
    ({ approves, remember }) => approves && remember !== undefined,
  );

/** Why a grant does not answer a call. */
export type Refusal = "over" | "used_up" | "another_call" | "rules" | "ceiling" | "requirement" | "reviews";

/**
 * Whether a grant answers a call that is judged `ask`: it is live, in time and not used up; it is about the same action,
 * people, agent, datasets and environment, and its scope matches; no rule asks now that did not ask then, for people
 * answered only those; the rules of today still let it be remembered, and ask for nobody whom it did not have; and its
 * reviews tally without those who are dropped today.
 */
export function grantMatches(
  { granted, progress, state, due }: Grant,
  call: Call,
  here: { readonly now: number; readonly deployment: Deployment; readonly key: string },
  judged: Judged,
  reviews: readonly ReviewPayload[],
  dropped: ReadonlySet<string>,
): true | Refusal {
  const { asked, remember } = granted;
  const knowing = knowingly(reviews);
  const until = untilOf(knowing, remember);
  if (state !== "live" || !(here.now < (Number.isFinite(due) ? Math.min(due, until) : until))) return "over";
  if (!progress.uses.includes(here.key) && progress.uses.length >= remember.uses) return "used_up";
  if (!isAlike(call, granted, here.deployment)) return "another_call";
  if (!judged.rules.every((rule) => asked.rules.includes(rule))) return "rules";
  if (!judged.remember || !isWithin(remember, judged.remember)) return "ceiling";
  const had = requirementOf(asked);
  if (!covers(had, requirementOf(judged))) return "requirement";
  const meant = knowing.every((review) => review.remember && isWithin(remember, review.remember));
  return meant && tally(had, knowing, dropped).state === "approved" ? true : "reviews";
}

/** From the signed reviews, so that no store can make it longer. */
const untilOf = (reviews: readonly ReviewPayload[], remember: Remember): number =>
  Math.max(...reviews.map(({ issued_at }) => issued_at), Number.NEGATIVE_INFINITY) + forMs(remember);

function isAlike(call: Call, { asked, remember }: Granted, deployment: Deployment): boolean {
  if (remember.scope === "same call") return bind(call, deployment, asked).digest === asked.callDigest;
  const { definition, actors, datasets } = call;
  const facts = [definition.name, definition.digest, deployment.environment, actors, datasets];
  const same =
    canonical(facts) === canonical([asked.action, asked.definition, asked.environment, asked.actors, asked.datasets]);
  return same && definition.critical.length > 0 && definition.critical.every((path) => isSameAt(path, call, asked));
}

/** What is not there is equal to nothing. A secret value is compared by its commitment. */
function isSameAt(path: string, { args, definition: { secret } }: Call, asked: Asked): boolean {
  const [now, before] = [at(redact(args, secret), path), at(asked.args, path)];
  const hidden = secret.filter((one) => overlap(one, path));
  const made = commitments(args, hidden, asked.secrets);
  if (!hidden.every((one) => made[one] !== undefined && made[one].commit === asked.secrets[one]?.commit)) return false;
  if (hidden.some((one) => isInside(path, one))) return true;
  return now !== undefined && before !== undefined && canonical(now) === canonical(before);
}

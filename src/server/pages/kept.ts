import type { Decision, Review } from "../../approval/review.js";
import { fromBase64url, type Json, shortDigest, toBase64url, utf8 } from "../../canonical.js";
import type { Shown } from "../../desk/look.js";
import { objectIn } from "../../json.js";
import { cookie, cookieOf } from "../sign-in/cookie.js";
import type { Visit } from "../visit.js";
import { notTaken } from "./request.js";
import { notFound, pathTo, see } from "./respond.js";

/** A decision as its form sends it. */
export type Decided = Decision & Pick<Review, "revision" | "digest">;
/** A decision that waits for its proof. */
export type Kept = Decided & {
  readonly requestId: string;
  /** How many answers of this person to this revision were recorded by then. */
  readonly after: number;
  /** Since when it waits: milliseconds by the store's clock. */
  readonly at: number;
};

const NAME = "cs_decision";
const AGE = 15 * 60;
/** Browsers keep 4 KB of a cookie (RFC 6265 §6.1). */
const LONGEST = 3_600;

/** What a proof is made over: the whole decision, by whom, about which request and revision, when, and after which answers. */
export const digestOf = (decision: Kept, { who }: Pick<Visit, "who">): string =>
  shortDigest({ ...decision, issuer: who.issuer, subject: who.subject } as unknown as Json);

/**
 * Keeps a decision in the browser while its proof is made, and leads to the page that asks for it. It needs no signature
 * of ours: the proof is over its digest, so a decision that was changed meanwhile has no proof. As it says after which
 * answers it was made, its proof is of no later decision, also in another process.
 */
export async function kept(visit: Visit, requestId: string, decision: Decided): Promise<Response> {
  const shown = await visit.desk.show(requestId, visit.who);
  if (!shown) return notFound(visit);
  const whole: Kept = { ...decision, requestId, after: answersOf(shown), at: shown.now.getTime() };
  const value = toBase64url(utf8(JSON.stringify(whole)));
  if (value.length > LONGEST) return notTaken(visit, requestId, { result: "forbidden", why: TOO_LONG });
  return see(visit, pathTo(requestId, "/step-up"), cookie(NAME, value, { age: AGE, sameSite: "Lax" }, visit.place));
}

/** How many answers of the one who asks, to the revision on the table, are recorded. */
export const answersOf = ({ reviews, you }: Shown): number => reviews.filter(({ person }) => person === you.id).length;

const TOO_LONG =
  "Not recorded. With its reason this decision is too long to be carried through another sign-in: make it shorter.";

export const forget = ({ place }: Visit): string => cookie(NAME, "", { age: 0, sameSite: "Lax" }, place);

/** The decision on this request that this browser keeps. */
export function keptIn({ request, place }: Visit, requestId: string): Kept | undefined {
  const found = objectIn(textIn(cookieOf(request, NAME, place) ?? "")) as Kept | undefined;
  const isOne = found?.requestId === requestId && ["approve", "modify"].includes(found.decision);
  return isOne && Number.isInteger(found.after) && Number.isFinite(found.at) ? found : undefined;
}

/** Whether it has waited for longer than a browser would keep it. */
export const isOld = ({ at }: Kept, { now }: Shown): boolean => Math.abs(now.getTime() - at) > AGE * 1000;

function textIn(value: string): string {
  try {
    return new TextDecoder().decode(fromBase64url(value));
  } catch {
    return "";
  }
}

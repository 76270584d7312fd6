import type { Decision, Review } from "../../approval/review.js";
import { fromBase64url, type Json, shortDigest, toBase64url, utf8 } from "../../canonical.js";
import { cookie, cookieOf } from "../sign-in/cookie.js";
import type { Visit } from "../visit.js";
import { notTaken } from "./request.js";
import { pathTo, see } from "./respond.js";

/** A decision that waits for its proof. */
export type Kept = Decision & Pick<Review, "revision" | "digest"> & { readonly requestId: string };

const NAME = "cs_decision";
const AGE = 15 * 60;
/** Browsers keep 4 KB of a cookie (RFC 6265 §6.1). */
const LONGEST = 3_600;

/** What a proof is made over: the whole decision, by whom, about which request and revision. */
export const digestOf = (decision: Kept, { who }: Pick<Visit, "who">): string =>
  shortDigest({ ...decision, issuer: who.issuer, subject: who.subject } as unknown as Json);

/**
 * Keeps a decision in the browser while its proof is made, and leads to the page that asks for it. It needs no signature
 * of ours: the proof is over its digest, so a decision that was changed meanwhile has no proof.
 */
export async function kept(visit: Visit, requestId: string, decision: Omit<Kept, "requestId">): Promise<Response> {
  const value = toBase64url(utf8(JSON.stringify({ ...decision, requestId })));
  if (value.length > LONGEST) return notTaken(visit, requestId, { result: "forbidden", why: TOO_LONG });
  return see(visit, pathTo(requestId, "/step-up"), cookie(NAME, value, { age: AGE, sameSite: "Lax" }, visit.place));
}

const TOO_LONG =
  "Not recorded. With its reason this decision is too long to be carried through another sign-in: make it shorter.";

export const forget = ({ place }: Visit): string => cookie(NAME, "", { age: 0, sameSite: "Lax" }, place);

/** The decision on this request that this browser keeps. */
export function keptIn({ request, place }: Visit, requestId: string): Kept | undefined {
  try {
    const value = cookieOf(request, NAME, place) ?? "";
    const found = JSON.parse(new TextDecoder().decode(fromBase64url(value))) as Kept;
    return found.requestId === requestId && ["approve", "modify"].includes(found.decision) ? found : undefined;
  } catch {
    return undefined;
  }
}

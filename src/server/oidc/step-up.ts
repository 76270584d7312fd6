import { type Identity, proven } from "../../people/identity.js";
import { LEVELS, samePrincipal } from "../../people/person.js";
import { isForPage, methodNotAllowed, page, problem, redirect } from "../sign-in/answers.js";
import { safeNext } from "../sign-in/next.js";
import type { Need, Place } from "../sign-in.js";
import { type Begun, beginProof } from "./begin.js";
import { failed } from "./failed.js";
import type { Session } from "./kept.js";
import type { Parts } from "./parts.js";

const TOO_HIGH =
  "This sign-in proves L2 at most. A decision that needs more is made with a passkey, where this desk has them.";
const WHY = "This decision needs a sign-in of its own. Nothing was recorded yet.";

/** The person of this session, proven for this decision; else the way to the provider, and from there back to `need.next`. */
export async function stepUp(
  parts: Parts,
  request: Request,
  need: Need,
  place: Place,
  by: Session,
): Promise<Identity | Response> {
  if (LEVELS[need.proof] > LEVELS.L2) return tooHigh(request, need, place);
  const proof = await parts.cookies.read("proof", request, place);
  if (proof && proof.digest === need.digest && samePrincipal(proof, by))
    return proven({ issuer: by.issuer, subject: by.subject, proof: "L2", evidence: proof.evidence });
  if (request.method === "HEAD") return methodNotAllowed("GET");
  let begun: Begun;
  try {
    begun = await beginProof(parts, place, by, need);
  } catch (error) {
    const { status, why } = failed(error);
    const href = safeNext(need.next, place);
    return page(place, { status, label: "Go back", href, why: `${why} Nothing was recorded.` });
  }
  return leading(parts, request, place, begun);
}

function tooHigh(request: Request, need: Need, place: Place): Response | Promise<Response> {
  const why = `${TOO_HIGH} Nothing was recorded.`;
  if (!isForPage(request)) return problem(403, "Not proven well enough", why);
  return page(place, { status: 403, label: "Go back", href: safeNext(need.next, place), why });
}

/** A form may not lead to another origin (`form-action 'self'`, also by a redirect); a link may. */
function leading({ profile }: Parts, request: Request, place: Place, { href, cookie }: Begun) {
  if (request.method === "GET") return redirect(302, href, [cookie]);
  return page(place, { status: 403, label: `${profile.label} again`, href, why: WHY }, [cookie]);
}

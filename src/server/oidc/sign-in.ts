import { type Identity, proven } from "../../people/identity.js";
import { problem, signInFirst } from "../sign-in/answers.js";
import { nextOf, safeNext } from "../sign-in/next.js";
import type { Place, SignIn } from "../sign-in.js";
import { bearer, tokenOf } from "./bearer.js";
import { sealedCookies } from "./cookies.js";
import type { Session } from "./kept.js";
import { checkOptions } from "./options.js";
import type { Parts } from "./parts.js";
import type { Setup } from "./profile.js";
import { providerOf } from "./provider.js";
import { revokedSessions } from "./revoked.js";
import { routes } from "./routes.js";
import { sessionOf } from "./session.js";
import { stepUp } from "./step-up.js";
import { unfit } from "./unfit.js";

const NO_BROWSER =
  "An access token was not given for this decision and cannot prove it. Sign in with a browser and decide there. Nothing was recorded.";

/** The sign-in with one provider. @throws code `input` for options that cannot work. */
export function signInWith(where: string, setup: Setup): SignIn {
  checkOptions(where, setup.options);
  const parts: Parts = {
    ...setup,
    provider: providerOf(setup),
    cookies: sealedCookies(setup),
    revoked: revokedSessions(),
  };
  return {
    who: (request, place) => who(parts, request, place),
    routes: async (request, place) => unfit(place) ?? routes(parts, request, place),
    async stepUp(request, need, place) {
      const refusal = unfit(place);
      if (refusal) return refusal;
      if (tokenOf(request) !== undefined) {
        const by = await who(parts, request, place);
        return by instanceof Response ? by : problem(403, "Not proven well enough", NO_BROWSER);
      }
      const session = await sessionOf(parts, request, place);
      if (!session) return signInFirst(request, place, safeNext(need.next, place));
      return need.proof === "L1" ? identityOf(session) : stepUp(parts, request, need, place, session);
    },
  };
}

async function who(parts: Parts, request: Request, place: Place): Promise<Identity | Response> {
  const token = tokenOf(request);
  if (token !== undefined) return bearer(parts, token);
  const session = await sessionOf(parts, request, place);
  return session ? identityOf(session) : signInFirst(request, place, nextOf(place));
}

/** A session is a sign-in for nothing in particular. */
const identityOf = ({ issuer, subject, sid, evidence }: Session): Identity =>
  proven({ issuer, subject, proof: "L1", evidence: { sid, ...evidence } });

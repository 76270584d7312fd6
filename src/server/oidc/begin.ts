import * as oidc from "openid-client";
import type { Need, Place } from "../sign-in.js";
import type { Session, Transaction, Wanted } from "./kept.js";
import type { Parts } from "./parts.js";

/** Where the browser goes, and the cookie that it comes back with. */
export interface Begun {
  readonly href: string;
  readonly cookie: string;
}

export const callbackOf = ({ base }: Place): string => `${base}/sign-in/callback`;

/** A sign-in for a session. @throws what `failed` tells. */
export const beginSession = (parts: Parts, place: Place, next: string): Promise<Begun> =>
  begin(parts, place, { nonce: oidc.randomNonce(), next }, {});

/**
 * A sign-in for one decision, by the person of this session: the decision's digest is the nonce, so the ID token that
 * comes back was signed for it. @throws what `failed` tells.
 */
export function beginProof(parts: Parts, place: Place, by: Session, { digest, next }: Need): Promise<Begun> {
  const { acr } = parts.options;
  const last = by.evidence["auth_time"];
  const since = Math.floor(Date.now() / 1000);
  const proves: Wanted = { issuer: by.issuer, subject: by.subject, since, ...(last && { last: Number(last) }) };
  const demand = { prompt: "login", max_age: "0", ...(acr && parts.profile.demand(acr)) };
  return begin(parts, place, { nonce: digest, next, proves }, demand);
}

async function begin(
  { profile, provider, cookies }: Parts,
  place: Place,
  wanted: Omit<Transaction, "state" | "verifier">,
  demand: Readonly<Record<string, string>>,
): Promise<Begun> {
  const client = await provider.client();
  const [state, verifier] = [oidc.randomState(), oidc.randomPKCECodeVerifier()];
  const url = oidc.buildAuthorizationUrl(client, {
    redirect_uri: callbackOf(place),
    scope: ["openid", ...profile.scopes].join(" "),
    state,
    nonce: wanted.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...demand,
  });
  return { href: url.href, cookie: await cookies.write("transaction", { ...wanted, state, verifier }, place) };
}

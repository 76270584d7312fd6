import * as oidc from "openid-client";
import type { Json } from "../../canonical.js";
import { isPlain } from "../../wire/token.js";
import type { Place } from "../sign-in.js";
import { callbackOf } from "./begin.js";
import type { Transaction } from "./kept.js";
import type { Parts } from "./parts.js";
import type { TokenClaims } from "./profile.js";

/** A verified ID token, with the claims that only the userinfo endpoint tells. */
export interface SignedIn {
  readonly idToken: string;
  /** Of the ID token alone. */
  readonly claims: TokenClaims;
  readonly all: Json;
}

/** Seconds that a sign-in for a decision may take at the provider after the person was authenticated. */
const MAX_AGE = 5 * 60;

/**
 * Exchanges the code that the provider sent along for a verified ID token: state, `iss` of the answer (RFC 9207), PKCE,
 * signature, issuer, audience, times, nonce. @throws what `failed` tells.
 */
export async function exchanged(parts: Parts, place: Place, transaction: Transaction): Promise<SignedIn> {
  const client = await parts.provider.client();
  // The public address: the redirect URI must be the one that was asked with.
  const answer = new URL(`${callbackOf(place)}${new URL(place.url).search}`);
  const tokens = await oidc.authorizationCodeGrant(client, answer, {
    pkceCodeVerifier: transaction.verifier,
    expectedState: transaction.state,
    expectedNonce: transaction.nonce,
    idTokenExpected: true,
    ...(transaction.proves && { maxAge: MAX_AGE }),
  });
  if (!isPlain(String(tokens.id_token)))
    throw Object.assign(new Error("the ID token names something twice"), { code: "OAUTH_PARSE_ERROR" });
  const claims: TokenClaims = tokens.claims() ?? {};
  const more = await userinfo(parts, client, tokens.access_token, claims);
  // What the ID token says counts, `_claim_names` of groups left out for their size included.
  return { idToken: String(tokens.id_token), claims, all: { ...more, ...claims } as Json };
}

/** Nothing where it cannot be had: a missing claim is "unknown" to a directory, never "none". */
async function userinfo({ profile, options }: Parts, client: oidc.Configuration, token: string, claims: TokenClaims) {
  const wanted = [options.groups, options.roles].filter((claim) => claim !== undefined);
  const isAsked = options.seen && profile.userinfo === "ask" && client.serverMetadata().userinfo_endpoint;
  if (!isAsked || ["name", ...wanted].every((claim) => claim in claims)) return {};
  try {
    return await oidc.fetchUserInfo(client, token, String(claims["sub"]));
  } catch {
    return {};
  }
}

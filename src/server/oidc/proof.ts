import { samePrincipal } from "../../people/person.js";
import type { Wanted } from "./kept.js";
import type { Profile, TokenClaims } from "./profile.js";

/** Seconds by which the provider's clock may be behind. */
const SKEW = 10;

/**
 * Why a sign-in does not prove a decision; undefined where it does. Providers leave out what they do not support, so the
 * absence of a claim is a failure. The nonce has been checked by then.
 */
export function unproven(
  claims: TokenClaims,
  subject: string | undefined,
  wanted: Wanted,
  profile: Profile,
  acr: readonly string[] | undefined,
): string | undefined {
  const by = subject !== undefined && { issuer: profile.people, subject };
  if (!by || !samePrincipal(by, wanted)) return "Somebody else signed in than who was deciding.";
  const at = claims["auth_time"];
  if (typeof at !== "number") return "The identity provider does not say when you signed in (auth_time).";
  // By the provider's own clock it must also be another sign-in than the session's.
  if (at < wanted.since - SKEW || (wanted.last !== undefined && at <= wanted.last))
    return "The identity provider did not ask you to sign in again.";
  const reached = profile.reached(claims);
  if (acr && !acr.some((one) => reached.includes(one)))
    return `You signed in by a weaker way than this desk asks for (${acr.join(", ")}).`;
  return undefined;
}

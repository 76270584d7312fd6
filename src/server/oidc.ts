import { misuse } from "../errors.js";
import { type EntraSignInOptions, entraProfile } from "./oidc/entra.js";
import { checkIssuer, genericProfile } from "./oidc/generic.js";
import { type OktaSignInOptions, oktaProfile } from "./oidc/okta.js";
import type { OidcSignInOptions } from "./oidc/options.js";
import { signInWith } from "./oidc/sign-in.js";
import type { SignIn } from "./sign-in.js";

export type { EntraSignInOptions } from "./oidc/entra.js";
export type { OktaSignInOptions } from "./oidc/okta.js";
export type { OidcSignInOptions } from "./oidc/options.js";

/**
 * Sign-in with any OpenID Connect provider: code flow with PKCE (S256), state and nonce. An identity is (`issuer`, `sub`).
 * Register the redirect URI `<url><path>/sign-in/callback`.
 *
 * A session lasts 15 minutes and is L1. A decision that asks for L2 gets a sign-in of its own, whose nonce is the
 * decision's digest; it counts for 5 minutes, for this decision and this person. L3 and more it cannot prove. Access
 * tokens of persons (RFC 6750, 9068) are L1; those of machines are refused.
 *
 * A sign-out ends a session in the process that was told so; in others it ends after its 15 minutes.
 * @throws code `input` for options that cannot work.
 */
export function oidcSignIn({ issuer, ...options }: OidcSignInOptions & { readonly issuer: string }): SignIn {
  checkIssuer("oidcSignIn.issuer", issuer);
  forOwnApi("oidcSignIn", options);
  return signInWith("oidcSignIn", { profile: genericProfile(issuer, options), options });
}

/** As `oidcSignIn`, with an Okta organisation; the identities are those of `oktaDirectory`. */
export function oktaSignIn(options: OktaSignInOptions): SignIn {
  forOwnApi("oktaSignIn", options);
  return signInWith("oktaSignIn", { profile: oktaProfile(options), options });
}

/** As `oidcSignIn`, with a Microsoft Entra tenant; the identities are those of `entraDirectory`. */
export function entraSignIn(options: EntraSignInOptions): SignIn {
  return signInWith("entraSignIn", { profile: entraProfile(options), options });
}

/** Entra gives both to one audience, and marks access tokens; elsewhere an ID token could pass for one. */
function forOwnApi(where: string, { audience, clientId }: OidcSignInOptions): void {
  if (audience !== undefined && audience === clientId)
    throw misuse(`${where}.audience`, "is the client's own, which ID tokens have: give the API's");
}

import { misuse } from "../../errors.js";
import { genericProfile } from "./generic.js";
import type { OidcSignInOptions } from "./options.js";
import { type Profile, subjectIn } from "./profile.js";

export interface OktaSignInOptions extends OidcSignInOptions {
  /** The host of the organisation: `acme.okta.com`. */
  readonly domain: string;
  /** A custom authorisation server by its id, such as `default`; needed for access tokens, whose audience it names. */
  readonly server?: string;
}

/**
 * Identities are (`https://<domain>`, user id), whichever server of the organisation signed: the ID token's `sub`, an
 * access token's `uid`. Only a person's access token has a `uid`; its `sub` is the login, which changes.
 */
export function oktaProfile({ domain, server, ...options }: OktaSignInOptions): Profile {
  checkOkta(domain, server);
  const people = `https://${domain}`;
  const scopes = options.scopes ?? ["profile", ...(options.groups === undefined ? [] : ["groups"])];
  const issuer = server === undefined ? people : `${people}/oauth2/${server}`;
  return {
    ...genericProfile(issuer, { label: "Sign in with Okta", ...options, scopes }),
    people,
    bearer({ uid }) {
      const subject = subjectIn(uid);
      return subject === undefined ? "machine" : { subject };
    },
  };
}

function checkOkta(domain: string, server: string | undefined): void {
  const isHost = typeof domain === "string" && URL.canParse(`https://${domain}`) && domain.includes(".");
  if (!isHost || new URL(`https://${domain}`).host !== domain)
    throw misuse("oktaSignIn.domain", 'give the host alone, in lower case: "acme.okta.com"');
  if (server !== undefined && !/^[A-Za-z0-9]{1,64}$/.test(server))
    throw misuse("oktaSignIn.server", 'give the id of a custom authorisation server: "default"');
}

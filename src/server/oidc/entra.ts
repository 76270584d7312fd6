import { misuse } from "../../errors.js";
import { genericProfile } from "./generic.js";
import type { OidcSignInOptions } from "./options.js";
import { type Bearer, type Profile, type TokenClaims, text, texts } from "./profile.js";

export interface EntraSignInOptions extends OidcSignInOptions {
  /** The tenant's id, a GUID: `common` would admit anyone. */
  readonly tenant: string;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Identities are (`https://login.microsoftonline.com/<tenant>/v2.0`, `oid`), as `sub` differs from application to
 * application and `email` is anybody's claim. A token of another tenant (`tid`) is nobody's. Conditional Access takes its
 * authentication contexts from the `claims` parameter and answers them in `acrs`, not in `acr`.
 */
export function entraProfile({ tenant, ...options }: EntraSignInOptions): Profile {
  for (const [name, id] of Object.entries({ tenant, clientId: options.clientId }))
    if (typeof id !== "string" || !GUID.test(id))
      throw misuse(`entraSignIn.${name}`, "give the id, a GUID in lower case: 00000000-0000-0000-0000-000000000000");
  const issuer = `https://login.microsoftonline.com/${tenant}/v2.0`;
  const subject = ({ tid, oid }: TokenClaims) => (tid === tenant && GUID.test(text(oid) ?? "") ? text(oid) : undefined);
  return {
    ...genericProfile(issuer, { label: "Sign in with Microsoft", ...options }),
    // Its userinfo endpoint is that of Graph, and knows nothing of groups and roles.
    userinfo: "none",
    subject,
    bearer: (claims) => bearerOf(claims, subject(claims)),
    demand: ([value]) => ({ claims: JSON.stringify({ id_token: { acrs: { essential: true, value } } }) }),
    reached: ({ acrs }) => texts(acrs),
  };
}

/** Only a person's access token has scopes (`scp`); an application's own has roles. */
function bearerOf({ idtyp, scp }: TokenClaims, subject: string | undefined): Bearer {
  if ((idtyp !== undefined && idtyp !== "user") || text(scp) === undefined) return "machine";
  return subject === undefined ? "nobody" : { subject };
}

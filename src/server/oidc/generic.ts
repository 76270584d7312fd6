import { misuse } from "../../errors.js";
import { isLoopback } from "../sign-in/where.js";
import type { OidcSignInOptions } from "./options.js";
import { type Bearer, clientOf, type Profile, subjectIn, type TokenClaims, text, texts } from "./profile.js";

/** A provider that does what the standards say. `people`: the issuer of its identities, where it is not `issuer`. */
export function genericProfile(issuer: string, options: OidcSignInOptions): Profile {
  return {
    issuer,
    people: issuer,
    label: options.label ?? `Sign in with ${new URL(issuer).host}`,
    scopes: options.scopes ?? ["profile"],
    userinfo: "ask",
    subject: ({ sub }) => subjectIn(sub),
    bearer: (claims) => bearerOf(claims, options.clientId),
    demand: (acr) => ({ acr_values: acr.join(" ") }),
    reached: ({ acr }) => texts(acr),
  };
}

/** @throws code `input` for what cannot be an issuer (OpenID Connect Discovery 1.0 §3); http only on loopback. */
export function checkIssuer(where: string, issuer: string): void {
  const url = typeof issuer === "string" && URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (!url || !isSafe || url.search || url.hash || url.username || url.password)
    throw misuse(
      where,
      "give the provider's issuer, exactly as `iss` says it: https, without query, http on loopback alone",
    );
}

// A client acts for itself: its token has itself as the subject (RFC 9068 §2.2), or says so in a provider's own way.
function bearerOf(claims: TokenClaims, ownClient: string): Bearer {
  const subject = subjectIn(claims["sub"]);
  const client = clientOf(claims);
  const itself = [ownClient, client, `${client}@clients`].includes(subject);
  const isService = text(claims["preferred_username"])?.startsWith("service-account-") === true;
  if (itself || isService || claims["gty"] === "client-credentials") return "machine";
  return subject === undefined ? "nobody" : { subject };
}

import { errors, type JWTHeaderParameters, jwtVerify } from "jose";
import { type Identity, proven } from "../../people/identity.js";
import { isPlain } from "../../wire/token.js";
import { problem } from "../sign-in/answers.js";
import { evidenceOf } from "./evidence.js";
import type { Parts } from "./parts.js";
import { clientOf, type TokenClaims } from "./profile.js";

/** Signatures by a key that only the provider has. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const SKEW_SECONDS = 30;
const LONGEST = 16_384;

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1). */
export function tokenOf(request: Request): string | undefined {
  const header = request.headers.get("authorization") ?? "";
  return header.slice(0, 7).toLowerCase() === "bearer " ? header.slice(7).trim() : undefined;
}

/** The person of an access token, proven at L1; else a problem with its challenge (RFC 6750 §3). */
export async function bearer(parts: Parts, token: string): Promise<Identity | Response> {
  const { profile, options } = parts;
  if (options.audience === undefined) return invalid("This desk takes no access tokens: its sign-in has no audience.");
  const claims = await verified(parts, token, options.audience);
  if (claims instanceof Response) return claims;
  if (claims["cnf"] !== undefined)
    return invalid("The token is bound to a key and must not be sent as a bearer token.");
  // Somebody who acts for a person (RFC 8693 §4.1) is not that person.
  const who = claims["act"] === undefined ? profile.bearer(claims) : "machine";
  if (who === "machine") return insufficient("This is a machine's token: a person must decide.");
  if (who === "nobody") return invalid("The token does not say whose it is here.");
  const client = clientOf(claims)?.slice(0, 200);
  const evidence = { ...evidenceOf(claims, "access_token", token), ...(client && { client }) };
  return proven({ issuer: profile.people, subject: who.subject, proof: "L1", evidence });
}

async function verified(
  { provider, profile }: Parts,
  token: string,
  audience: string,
): Promise<TokenClaims | Response> {
  if (token.length > LONGEST) return invalid("The token is too long.");
  try {
    const { payload, protectedHeader } = await jwtVerify(token, await provider.keys(), {
      issuer: profile.issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ["exp"],
    });
    if (!isPlain(token)) return invalid("The token names something twice.");
    if (isAccessToken(protectedHeader, payload)) return payload;
    return invalid("This is not a person's access token: it has no scope, or it is an ID token.");
  } catch (error) {
    return isTokensFault(error) ? invalid(said(error)) : unreachable();
  }
}

/** It says so (RFC 9068 §2.1); or it has a scope and nothing that only an ID token has. */
function isAccessToken({ typ = "JWT" }: JWTHeaderParameters, claims: TokenClaims): boolean {
  if (/^(?:application\/)?at\+jwt$/i.test(typ)) return true;
  const hasScope = claims["scope"] !== undefined || claims["scp"] !== undefined;
  const isIdToken = ["nonce", "at_hash", "c_hash"].some((claim) => claims[claim] !== undefined);
  return /^JWT$/i.test(typ) && hasScope && !isIdToken;
}

/** Jose's own errors are about the token, but for those of fetching the keys. */
function isTokensFault(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  return !["ERR_JOSE_GENERIC", "ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID"].includes(error.code);
}

function said(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "The token has expired.";
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The token's claim ${error.claim} is missing or not as it must be.`;
  return "The token's signature or form is not valid.";
}

const invalid = (detail: string) => refused(401, "invalid_token", detail);
const insufficient = (detail: string) => refused(403, "insufficient_scope", detail);

function refused(status: number, code: string, detail: string): Response {
  const challenge = `Bearer realm="countersign", error="${code}", error_description="${detail}"`;
  const title = status === 401 ? "Not signed in" : "Not a person";
  return problem(status, title, `${detail} Nothing was recorded.`, { "www-authenticate": challenge });
}

const unreachable = () =>
  problem(
    503,
    "Cannot verify",
    "The identity provider's keys cannot be had right now. Nothing was recorded. Try again.",
    {
      "retry-after": "5",
    },
  );

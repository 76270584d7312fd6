import type { Json } from "../canonical.js";
import { misuse } from "../errors.js";
import type { Person } from "../people/person.js";

/** The claims of an ID token by name; only its own, whatever a prototype has. */
export type Claims = ReadonlyMap<string, Json | undefined>;

export function claimsOf(claims: Json): Claims {
  if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) return new Map(Object.entries(claims));
  throw misuse("oidcDirectory.seen", "claims must be an object: those of the ID token");
}

/**
 * The names that a claim lists; one text is a list of one. `"unknown"` where the claim is missing, of another shape, or
 * left out for its size: Entra then names it in `_claim_names` (OpenID Connect Core §5.6.2), or says `hasgroups`.
 */
export function namesIn(claims: Claims, claim: string): Person["groups"] {
  const value = claims.get(claim);
  const list = typeof value === "string" ? [value] : value;
  if (isElsewhere(claims, claim) || !Array.isArray(list) || !list.every(isName)) return "unknown";
  return Object.freeze([...new Set(list)]);
}

const isName = (value: unknown): value is string => typeof value === "string" && value !== "";

function isElsewhere(claims: Claims, claim: string): boolean {
  const names = claims.get("_claim_names");
  const listed = typeof names === "object" && names !== null && Object.hasOwn(names, claim);
  const overage = claims.get("hasgroups");
  return listed || (claim === "groups" && overage !== undefined && overage !== false && overage !== "false");
}

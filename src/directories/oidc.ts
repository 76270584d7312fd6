import type { Json } from "../canonical.js";
import { type Duration, milliseconds, systemClock } from "../clock.js";
import { misuse } from "../errors.js";
import type { Directory } from "../people/directory.js";
import { type Identity, isProven } from "../people/identity.js";
import type { Person, Selector } from "../people/person.js";
import { type Claims, claimsOf, namesIn } from "./claims.js";

export interface OidcOptions {
  /** The provider, exactly as `iss` says it. */
  readonly issuer: string;
  /** The claim that lists a person's groups, `"groups"` for one; without it there are none here. */
  readonly groups?: string;
  /** The claim that lists a person's roles; without it there are none here. */
  readonly roles?: string;
  /** How long a sign-in says who somebody is; so long may one whom the provider has disabled still decide. */
  readonly expire: Duration;
}

/** A directory of those who have signed in. */
export interface OidcDirectory extends Directory {
  /**
   * Somebody has signed in with these claims of a verified ID token; a later sign-in replaces an earlier one.
   * @throws code `input` for an identity that `proven` did not make, or of another issuer.
   */
  seen(identity: Identity, claims: Json): Promise<void>;
}

interface Seen {
  readonly at: number;
  readonly person: Person;
}

/** Of more people than this the ones who signed in longest ago are forgotten. */
const MOST = 100_000;

/**
 * The people whom one OpenID provider has signed in, in this process: `countersign/server/oidc` calls `seen`. A person's id
 * is `<issuer>#<subject>`; groups and roles are those of the claims. A claim that is missing, of another shape, or left
 * out for its size (`_claim_names`, `hasgroups`: group overage of Microsoft Entra) makes them `"unknown"`.
 *
 * After `expire` a person is `"unknown"` until the next sign-in, never nobody; and as such a person might be in any group,
 * so are the members of every group and role. Where requests have to open while approvers have not signed in for long, use
 * a directory that lists them: `oktaDirectory`, `entraDirectory`, `staticDirectory`. Who never signed in is nobody, so it
 * cannot be linked with other directories; `staticDirectory` may list further accounts under its ids.
 * @throws code `input` for options that cannot work.
 */
export function oidcDirectory(options: OidcOptions): OidcDirectory {
  const { issuer } = options;
  const age = check(options);
  const everyone = new Map<string, Seen>();
  let forgot: "unknown" | undefined;

  const fresh = ({ at }: Seen) => systemClock.now() >= at && systemClock.now() - at < age;
  function one(subject: string): readonly Person[] | "unknown" {
    const seen = everyone.get(subject);
    if (!seen) return forgot ?? [];
    return fresh(seen) ? [seen.person] : "unknown";
  }
  function having(list: "groups" | "roles", name: string): readonly Person[] | "unknown" {
    if (options[list] === undefined) return [];
    const all = [...everyone.values()];
    const vague = all.some((seen) => !fresh(seen) || seen.person[list] === "unknown");
    if (vague || forgot) return "unknown";
    return all.map(({ person }) => person).filter((person) => person[list].includes(name));
  }
  function membersOf(of: Selector): readonly Person[] | "unknown" {
    const prefix = idOf(issuer, "");
    if ("person" in of) return of.person.startsWith(prefix) ? one(of.person.slice(prefix.length)) : [];
    if ("group" in of) return having("groups", of.group);
    return "role" in of ? having("roles", of.role) : "unknown";
  }

  return {
    ids: `issuer and subject of ${issuer}`,
    people: async (who) => (who.issuer === issuer ? one(who.subject) : []),
    members: async (of) => membersOf(of),
    async seen(identity, given) {
      const claims = checkSeen(identity, given, issuer);
      everyone.delete(identity.subject);
      everyone.set(identity.subject, { at: systemClock.now(), person: personOf(identity, claims, options) });
      if (everyone.size <= MOST) return;
      everyone.delete(everyone.keys().next().value as string);
      forgot = "unknown";
    },
  };
}

const idOf = (issuer: string, subject: string): string => `${issuer}#${subject}`;

function personOf({ issuer, subject }: Identity, claims: Claims, { groups, roles }: OidcOptions): Person {
  const name = claims.get("name");
  return Object.freeze({
    id: idOf(issuer, subject),
    ...(typeof name === "string" && name !== "" && { name }),
    kind: "human",
    active: true,
    identities: Object.freeze([Object.freeze({ issuer, subject })]),
    groups: groups === undefined ? Object.freeze([]) : namesIn(claims, groups),
    roles: roles === undefined ? Object.freeze([]) : namesIn(claims, roles),
  });
}

function check({ issuer, groups, roles, expire }: OidcOptions): number {
  if (typeof issuer !== "string" || issuer === "" || issuer.includes("#"))
    throw misuse("oidcDirectory.issuer", "give the provider's issuer, as `iss` says it");
  for (const [key, claim] of Object.entries({ groups, roles }))
    if (claim !== undefined && (typeof claim !== "string" || claim === ""))
      throw misuse(`oidcDirectory.${key}`, `give the name of the claim that lists ${key}`);
  const age = milliseconds(expire, "oidcDirectory.expire");
  if (age > 0) return age;
  throw misuse("oidcDirectory.expire", 'must be longer than zero: "12h"');
}

function checkSeen(identity: Identity, given: Json, issuer: string): Claims {
  if (!isProven(identity)) throw misuse("oidcDirectory.seen", "give an identity made by `proven`");
  const claims = claimsOf(given);
  for (const own of [identity.issuer, claims.get("iss") ?? issuer])
    if (own !== issuer)
      throw misuse("oidcDirectory.seen", `this is a sign-in of ${JSON.stringify(own)}, the directory is of ${issuer}`);
  return claims;
}

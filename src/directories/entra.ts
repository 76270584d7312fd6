import { type Duration, milliseconds } from "../clock.js";
import { misuse } from "../errors.js";
import type { Directory } from "../people/directory.js";
import { GUID } from "./entra/accounts.js";
import { graphOf } from "./entra/graph.js";
import { entraSource } from "./entra/source.js";
import { clientTokens } from "./entra/token.js";
import { directoryOf } from "./remote/answers.js";

export interface EntraOptions {
  /** The tenant's id, a GUID: `common` would admit anyone. */
  readonly tenant: string;
  /** The application's (client) id. */
  readonly clientId: string;
  /** A client secret of the application. */
  readonly clientSecret: string;
  /** How old an answer may be; default `"60s"`. This is how long a disabled person, or one taken out of a group, may still decide. */
  readonly cache?: Duration;
}

/**
 * The people of a Microsoft Entra tenant, by Microsoft Graph. An identity is
 * (`https://login.microsoftonline.com/<tenant>/v2.0`, object id): `iss` and `oid` of a token, as `sub` differs from
 * application to application. The object id is also the person's id. An enabled account of user type Member is active; a
 * guest is not, as somebody else keeps the account; service principals and agents' accounts are no humans. A group is
 * named by its object id (names are not unique, and users make groups) and has the members of its nested groups; a role
 * is an app role of this application by its value.
 *
 * Changes show after `cache` at the latest (default 60 seconds), a disabled account included, and groups later by what
 * Graph's index lags behind; `cache: 0` asks every time. What Graph does not say in time (an error, 429 for long, more
 * than 50 pages) is `"unknown"`; an object id that the tenant does not have is nobody. The members of a group or role are
 * told without all the groups and roles that they have: those are `"unknown"` there.
 *
 * Application permissions: User.Read.All, GroupMember.Read.All, Application.Read.All, for roles Directory.Read.All; for
 * groups of hidden membership Member.Read.Hidden, without which Graph leaves them out.
 * @throws code `input` for options that cannot work.
 */
export function entraDirectory({ tenant, clientId, clientSecret, cache = "60s" }: EntraOptions): Directory {
  for (const [name, id] of Object.entries({ tenant, clientId }))
    if (typeof id !== "string" || !GUID.test(id))
      throw misuse(`entraDirectory.${name}`, "give the id, a GUID in lower case: 00000000-0000-0000-0000-000000000000");
  if (typeof clientSecret !== "string" || clientSecret === "")
    throw misuse("entraDirectory.clientSecret", "give a client secret of the application");
  const graph = graphOf(clientTokens(tenant, clientId, clientSecret));
  return directoryOf(entraSource(tenant, clientId, graph, milliseconds(cache, "entraDirectory.cache")));
}

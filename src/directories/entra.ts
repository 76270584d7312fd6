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
  /**
   * What makes two accounts one human's, here and in other directories that are linked: the property `employeeId`, which
   * people cannot change themselves. `mail` is no link: Entra takes any address there, whosever it is.
   */
  readonly link?: "employeeId";
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
 * With `link` a person's id is `employee:<employeeId>`, in lower case and without zeros in front. Who cannot be told to be
 * one person is `"unknown"`, and can neither ask nor decide: a human without an employee id, guests included, or of one that
 * another active account has too.
 *
 * Application permissions: User.Read.All, GroupMember.Read.All, Application.Read.All, for roles Directory.Read.All; for
 * groups of hidden membership Member.Read.Hidden, without which Graph leaves them out.
 * @throws code `input` for options that cannot work.
 */
export function entraDirectory({ tenant, clientId, clientSecret, cache = "60s", link }: EntraOptions): Directory {
  for (const [name, id] of Object.entries({ tenant, clientId }))
    if (typeof id !== "string" || !GUID.test(id))
      throw misuse(`entraDirectory.${name}`, "give the id, a GUID in lower case: 00000000-0000-0000-0000-000000000000");
  if (typeof clientSecret !== "string" || clientSecret === "")
    throw misuse("entraDirectory.clientSecret", "give a client secret of the application");
  if (link !== undefined && link !== "employeeId")
    throw misuse("entraDirectory.link", 'link by "employeeId": no other property is known to be one human\'s alone');
  const [graph, age] = [
    graphOf(clientTokens(tenant, clientId, clientSecret)),
    milliseconds(cache, "entraDirectory.cache"),
  ];
  const source = entraSource(tenant, clientId, graph, age);
  return directoryOf(link ? source : { ...source, numbered: undefined });
}

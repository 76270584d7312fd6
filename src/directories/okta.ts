import { type Duration, milliseconds } from "../clock.js";
import { misuse } from "../errors.js";
import type { Directory } from "../people/directory.js";
import { oktaApi } from "./okta/api.js";
import { oktaSource } from "./okta/source.js";
import { directoryOf } from "./remote/answers.js";

export interface OktaOptions {
  /** The host of the organisation: `acme.okta.com`. */
  readonly domain: string;
  /** An API token (SSWS) of an administrator who may only read users and groups. */
  readonly token: string;
  /** How old an answer may be; default `"60s"`. This is how long a de-activated person, or one taken out of a group, may still decide. */
  readonly cache?: Duration;
  /**
   * What makes two accounts one human's, here and in other directories that are linked: the attribute `employeeNumber`. It
   * must be one that people cannot change themselves. An address of mail is no link: in Okta everybody may change theirs.
   */
  readonly link?: "employeeNumber";
}

const HOST = /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/**
 * The people of an Okta organisation, by its Users and Groups API. An identity is (`https://<domain>`, user id), as the
 * organisation's own authorisation server says it in `iss` and `sub`; the user id is also the person's id. Only status
 * ACTIVE is active; a `userType` that says service, bot or machine is no human. A group is named by its id, or by its name
 * where it was made in Okta (names of imported groups are not unique). There are no roles.
 *
 * Changes show after `cache` at the latest (default 60 seconds), de-activation included; `cache: 0` asks every time.
 * What Okta does not say in time (an error, 429 for long, more than 50 pages) is `"unknown"`; a user whom it does not have
 * is nobody. The members of a group are told without all the groups that they are in: those are `"unknown"` there.
 *
 * With `link` a person's id is `employee:<number>`, in lower case and without zeros in front. Who cannot be told to be one
 * person is `"unknown"`, and can neither ask nor decide: a human without a number, of a number that another active account
 * has too, or of a user type whose schema lets people change it (Schemas API: `permissions` of `SELF`).
 * @throws code `input` for options that cannot work.
 */
export function oktaDirectory({ domain, token, cache = "60s", link }: OktaOptions): Directory {
  if (typeof domain !== "string" || !HOST.test(domain))
    throw misuse("oktaDirectory.domain", 'give the host alone, in lower case: "acme.okta.com"');
  if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token))
    throw misuse("oktaDirectory.token", "give the API token: a text without spaces");
  if (link !== undefined && link !== "employeeNumber")
    throw misuse(
      "oktaDirectory.link",
      'link by "employeeNumber": no other attribute is known to be one human\'s alone',
    );
  const [api, age] = [oktaApi(domain, token), milliseconds(cache, "oktaDirectory.cache")];
  return directoryOf(oktaSource(domain, api, age, link));
}

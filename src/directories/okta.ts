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
 * @throws code `input` for options that cannot work.
 */
export function oktaDirectory({ domain, token, cache = "60s" }: OktaOptions): Directory {
  if (typeof domain !== "string" || !HOST.test(domain))
    throw misuse("oktaDirectory.domain", 'give the host alone, in lower case: "acme.okta.com"');
  if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token))
    throw misuse("oktaDirectory.token", "give the API token: a text without spaces");
  return directoryOf(oktaSource(domain, oktaApi(domain, token), milliseconds(cache, "oktaDirectory.cache")));
}

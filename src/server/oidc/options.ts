import type { Json } from "../../canonical.js";
import { misuse } from "../../errors.js";
import type { Identity } from "../../people/identity.js";

/** What every kind of provider needs. */
export interface OidcSignInOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Encrypts the cookies: at least 32 random characters, the same in every process of the desk. */
  readonly cookieKey: string;
  /** The claim that lists a person's groups. It is handed to `seen` with all others. */
  readonly groups?: string;
  /** The claim that lists a person's roles. It is handed to `seen` with all others. */
  readonly roles?: string;
  /** What a sign-in for a decision (L2) must reach, any of these: `acr` values, for Entra ids of authentication contexts. The absence of all is a no. */
  readonly acr?: readonly string[];
  /** Who access tokens must be for, their `aud`. Without it none is accepted. */
  readonly audience?: string;
  /** Somebody has signed in with these claims: `oidcDirectory(…).seen`. Where it throws, the sign-in fails. */
  seen?(identity: Identity, claims: Json): Promise<void>;
  /** Of the button; each provider has its own: "Sign in with Okta". */
  readonly label?: string;
  /** Asked for beside `openid`; default `["profile"]`, for Okta with `groups` also `"groups"`. */
  readonly scopes?: readonly string[];
}

const SHORTEST_KEY = 32;
const TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/;

/** @throws code `input` for options that cannot work. */
export function checkOptions(where: string, options: OidcSignInOptions): void {
  for (const key of ["clientId", "clientSecret", "cookieKey"] as const)
    if (typeof options[key] !== "string" || options[key] === "") throw misuse(`${where}.${key}`, "give it as a text");
  if (options.cookieKey.length < SHORTEST_KEY)
    throw misuse(`${where}.cookieKey`, `is too short: at least ${SHORTEST_KEY} random characters`);
  for (const key of ["groups", "roles", "audience", "label"] as const)
    if (options[key] !== undefined && (typeof options[key] !== "string" || options[key] === ""))
      throw misuse(`${where}.${key}`, "give a text, or leave it out");
  for (const key of ["acr", "scopes"] as const) checkTokens(`${where}.${key}`, options[key]);
  if (options.acr?.length === 0)
    throw misuse(`${where}.acr`, "an empty list lets nobody decide: leave it out, or name one");
}

// As RFC 6749 §3.3 writes scopes: no spaces, quotes or backslashes.
function checkTokens(where: string, list: readonly string[] | undefined): void {
  const fits =
    list === undefined || (Array.isArray(list) && list.every((one) => typeof one === "string" && TOKEN.test(one)));
  if (!fits) throw misuse(where, "give a list of names without spaces and quotes");
}

import type { OidcSignInOptions } from "./options.js";

/** The claims of a verified token. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** Whose an access token is. */
export type Bearer = { readonly subject: string } | "machine" | "nobody";

/** What one kind of provider does in its own way. */
export interface Profile {
  /** Exactly as `iss` says it. */
  readonly issuer: string;
  /** The issuer of the identities: that of the directory's. */
  readonly people: string;
  readonly label: string;
  readonly scopes: readonly string[];
  /** Whether claims that an ID token leaves out can be asked for at the provider's userinfo endpoint. */
  readonly userinfo: "ask" | "none";
  /** The person of an ID token; undefined where it is not one who may sign in here. */
  subject(claims: TokenClaims): string | undefined;
  bearer(claims: TokenClaims): Bearer;
  /** Parameters that ask for any of these classes of authentication. */
  demand(acr: readonly string[]): Readonly<Record<string, string>>;
  /** The classes that the provider says were reached. */
  reached(claims: TokenClaims): readonly string[];
}

/** What a sign-in is made of. */
export interface Setup {
  readonly profile: Profile;
  readonly options: OidcSignInOptions;
}

const LONGEST_SUBJECT = 255;

/** A claim that is a text. */
export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A claim that lists texts; one text is a list of one. */
export function texts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => text(one) ?? []);
}

/** At most 255 characters (OpenID Connect Core 1.0 §2). */
export function subjectIn(value: unknown): string | undefined {
  const subject = text(value);
  return subject !== undefined && subject.length <= LONGEST_SUBJECT ? subject : undefined;
}

/** The client that was given a token: RFC 9068 §2.2, and what Entra, Okta and others call it. */
export const clientOf = (claims: TokenClaims): string | undefined =>
  text(claims["client_id"]) ?? text(claims["azp"]) ?? text(claims["cid"]);

import { shortDigest, toBase64url } from "../../canonical.js";
import { cookie, cookieOf } from "../sign-in/cookie.js";
import type { Visit } from "../visit.js";

/** A cookie of the browser's own, and what a form of one request sends back because of it. */
export interface Token {
  readonly text: string;
  /** `Set-Cookie`, where the browser had none. */
  readonly line?: string;
}

const NAME = "cs_form";
const DAY = 24 * 60 * 60;

/** What the forms about one request, or of no request, send back: bound to browser, person and request. */
export function tokenFor({ request, place, who }: Visit, about: string): Token {
  const known = cookieOf(request, NAME, place);
  const secret = known ?? toBase64url(crypto.getRandomValues(new Uint8Array(24)));
  const text = shortDigest(["form", secret, who.issuer, who.subject, about]);
  return known === undefined ? { text, line: cookie(NAME, secret, { age: DAY, sameSite: "Strict" }, place) } : { text };
}

const LONGEST_REASON = 2_000;

/** What was given as the reason; empty where nothing was. */
export const reasonIn = (form: URLSearchParams): string => (form.get("reason") ?? "").trim().slice(0, LONGEST_REASON);

const FORM = "application/x-www-form-urlencoded";
export type Refused = "type" | "token";

/** A posted form; why it is none of ours otherwise. The request can be read again. */
export async function formOf(visit: Visit, about: string): Promise<URLSearchParams | Refused> {
  const { request, place } = visit;
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== FORM) return "type";
  const form = new URLSearchParams(await request.clone().text());
  const known = cookieOf(request, NAME, place) !== undefined;
  return known && form.get("token") === tokenFor(visit, about).text ? form : "token";
}

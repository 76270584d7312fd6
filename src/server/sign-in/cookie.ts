import type { Place } from "../sign-in.js";

export interface CookieRules {
  /** Seconds; 0 takes it away. */
  readonly age: number;
  /** Lax where a page elsewhere leads here with it: the provider's, a link in a chat. */
  readonly sameSite: "Lax" | "Strict";
}

const isSecure = (place: Place): boolean => place.base.startsWith("https:");

/** `__Host-` binds it to this very host, to https and to no other path (RFC 6265bis §4.1.3.2); plain http on loopback has none. */
const named = (name: string, place: Place): string => (isSecure(place) ? `__Host-${name}` : name);

/** The value of a cookie, the first of its name. */
export function cookieOf(request: Request, name: string, place: Place): string | undefined {
  const start = `${named(name, place)}=`;
  const pairs = (request.headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length) || undefined;
}

/** A `Set-Cookie` line: HttpOnly always, Secure wherever the handler is on https. `value` is base64url or dots. */
export function cookie(name: string, value: string, { age, sameSite }: CookieRules, place: Place): string {
  const secure = isSecure(place) ? "; Secure" : "";
  return `${named(name, place)}=${value}; Path=/; Max-Age=${age}; HttpOnly; SameSite=${sameSite}${secure}`;
}

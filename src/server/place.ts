import { withoutSlashes } from "../approval/message.js";
import type { Desk } from "../desk/desk.js";
import type { Place } from "./sign-in.js";

/** The part of a request's path that the handler is mounted at, as its pattern says (`/t/:tenant/countersign`). */
export function mountOf(pattern: string, pathname: string): string {
  const depth = pattern.split("/").filter(Boolean).length;
  const parts = pathname.split("/").filter(Boolean).slice(0, depth);
  return parts.map((part) => `/${part}`).join("");
}

/** Where a request came in: at the desk's public address, wherever a proxy has sent it. */
export function placeOf(desk: Pick<Desk, "url">, request: Request, pattern: string): Place {
  const { origin, pathname, search } = new URL(request.url);
  const mount = mountOf(pattern, pathname);
  const rest = `${pathname.slice(mount.length)}${search}`;
  const base = desk.url === undefined ? `${origin}${mount}` : withoutSlashes(desk.url);
  return { base, url: `${base}${rest}`, origin: desk.url === undefined ? "host" : "config" };
}

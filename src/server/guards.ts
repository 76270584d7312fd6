import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { problem } from "./sign-in/answers.js";
import { originOf } from "./sign-in/where.js";
import type { Place } from "./sign-in.js";

/** A modification is a form of the largest arguments, each byte three characters long. */
const MOST_BYTES = 4 * 1024 * 1024;
const SELF = ["'self'"];
const NONE = ["'none'"];

/** Nothing from elsewhere is loaded, framed, sent to or kept. */
export const headers: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: NONE,
    scriptSrc: SELF,
    styleSrc: SELF,
    imgSrc: SELF,
    connectSrc: SELF,
    formAction: SELF,
    frameAncestors: NONE,
    baseUri: NONE,
  },
  referrerPolicy: "same-origin",
  xFrameOptions: "DENY",
  crossOriginOpenerPolicy: "same-origin",
});

/** Kept by nobody on the way, found by no search engine. */
export const unlisted: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
  c.header("x-robots-tag", "noindex, nofollow");
};

export const bounded: MiddlewareHandler = bodyLimit({
  maxSize: MOST_BYTES,
  onError: () => problem(413, "Too large", `A body has at most ${MOST_BYTES / 1024} KiB. Nothing was recorded.`),
});

/**
 * Whether another site's page sent this: browsers say so in `Origin` (Fetch §3.2) and `Sec-Fetch-Site` (Fetch Metadata
 * §2.3). Programs send neither, and have no cookie.
 */
export function isForeign(request: Request, place: Place): boolean {
  if (request.method === "GET" || request.method === "HEAD") return false;
  const [origin, site] = [request.headers.get("origin"), request.headers.get("sec-fetch-site")];
  if (origin !== null && origin !== originOf(place)) return true;
  return site !== null && site !== "same-origin" && site !== "none";
}

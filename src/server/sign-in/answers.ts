import { problem as problemOf } from "../../wire/problem.js";
import { signInPage } from "../console/sign-in-page.js";
import type { Place } from "../sign-in.js";
import { withNext } from "./next.js";
import { below, home, pathOf } from "./where.js";

/** A problem (RFC 9457) in words, for people and programs alike. */
export const problem = (
  status: number,
  title: string,
  detail: string,
  headers?: Readonly<Record<string, string>>,
): Response => problemOf({ status, title, detail }, headers);

/** What a page of the sign-in says, and where its one link leads. */
export interface Page {
  readonly status: number;
  readonly label: string;
  readonly href: string;
  readonly why?: string;
}

export async function page(place: Place, { status, ...said }: Page, cookies: readonly string[] = []) {
  const html = await signInPage({ base: pathOf(place), ...said });
  const answer = new Response(html, { status, headers: { "content-type": "text/html; charset=utf-8" } });
  return withCookies(answer, cookies);
}

export const redirect = (status: 302 | 303, location: string, cookies: readonly string[] = []): Response =>
  withCookies(new Response(null, { status, headers: { location } }), cookies);

export const methodNotAllowed = (allow: string): Response =>
  problem(405, "Method not allowed", `Use ${allow} here. Nothing was changed.`, { allow });

function withCookies(answer: Response, cookies: readonly string[]): Response {
  for (const line of cookies) answer.headers.append("set-cookie", line);
  return answer;
}

/** Whether a person reads the answer. */
export const isForPage = (request: Request): boolean => (request.headers.get("accept") ?? "").includes("text/html");

const LOOKS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Nobody is signed in: the API says so, a page leads to the sign-in and back, and what was to be done was not done. */
export function signInFirst(request: Request, place: Place, next: string): Promise<Response> | Response {
  const isApi = below(place) === "/v1" || below(place).startsWith("/v1/");
  if (!isApi && LOOKS.has(request.method)) return redirect(303, withNext(place, "sign-in", next));
  if (!isApi && isForPage(request)) {
    const why = "You are not signed in, or no longer. Nothing was recorded. Sign in and answer again.";
    return page(place, { status: 401, label: "Sign in", href: withNext(place, "sign-in", home(place)), why });
  }
  const how = "Sign in, or send an access token of a person (Authorization: Bearer). Nothing was recorded.";
  return problem(401, "Not signed in", how, { "www-authenticate": 'Bearer realm="countersign"' });
}

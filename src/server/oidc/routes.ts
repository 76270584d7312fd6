import { methodNotAllowed, page, redirect } from "../sign-in/answers.js";
import { safeNext, withNext } from "../sign-in/next.js";
import { below, pathOf } from "../sign-in/where.js";
import type { Place } from "../sign-in.js";
import { beginSession } from "./begin.js";
import { callback } from "./callback.js";
import { failed } from "./failed.js";
import type { Parts } from "./parts.js";
import { sessionOf } from "./session.js";

type Route = (parts: Parts, request: Request, place: Place) => Promise<Response>;

const nextIn = (place: Place): string => safeNext(new URL(place.url).searchParams.get("next"), place);

const front: Route = ({ profile }, _request, place) =>
  page(place, { status: 200, label: profile.label, href: withNext(place, "sign-in/start", nextIn(place)) });

const start: Route = async (parts, _request, place) => {
  const next = nextIn(place);
  try {
    const { href, cookie } = await beginSession(parts, place, next);
    return redirect(302, href, [cookie]);
  } catch (error) {
    const href = withNext(place, "sign-in/start", next);
    return page(place, { ...failed(error), label: "Try again", href });
  }
};

/** Ends the session here and in this process; the provider's own goes on. */
const out: Route = async (parts, request, place) => {
  const session = await sessionOf(parts, request, place);
  if (session) parts.revoked.add(session.sid);
  const cleared = (["session", "proof", "transaction"] as const).map((one) => parts.cookies.clear(one, place));
  return redirect(303, `${pathOf(place)}/sign-in`, cleared);
};

const ROUTES: ReadonlyMap<string, { readonly methods: readonly string[]; readonly route: Route }> = new Map([
  ["/sign-in", { methods: ["GET", "HEAD"], route: front }],
  // Looking changes nothing: a HEAD neither starts a sign-in nor uses its code up.
  ["/sign-in/start", { methods: ["GET"], route: start }],
  ["/sign-in/callback", { methods: ["GET"], route: callback }],
  ["/sign-in/out", { methods: ["POST"], route: out }],
]);

export async function routes(parts: Parts, request: Request, place: Place): Promise<Response | undefined> {
  const found = ROUTES.get(below(place));
  if (!found) return undefined;
  return found.methods.includes(request.method)
    ? found.route(parts, request, place)
    : methodNotAllowed(found.methods.join(", "));
}

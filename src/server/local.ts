import { fromHex, sha256, toBase64url, toHex } from "../canonical.js";
import { misuse } from "../errors.js";
import { proven } from "../people/identity.js";
import type { Principal } from "../people/person.js";
import { methodNotAllowed, page, problem, redirect, signInFirst } from "./sign-in/answers.js";
import { cookie, cookieOf } from "./sign-in/cookie.js";
import { nextOf } from "./sign-in/next.js";
import { below, home, isLoopback, originOf } from "./sign-in/where.js";
import type { Place, SignIn } from "./sign-in.js";

export interface LocalSignInOptions {
  /** Who everybody is who has the secret. */
  readonly as: Principal;
}

const COOKIE = "countersign-local";
/** Seconds. */
const AGE = 12 * 60 * 60;
/** Of more sessions than this the oldest end. */
const MOST = 32;
const ELSEWHERE =
  "This sign-in is for this machine alone: open it at localhost, a name under localhost, 127.0.0.1 or [::1].";
const HOW = "Open the address that the terminal printed: it holds the secret that signs you in.";

/** A session: until when, and at which origin. */
type Sessions = Map<string, { readonly until: number; readonly origin: string }>;

/** `localSignIn`, and where its person goes. */
export interface LocalSignIn extends SignIn {
  /** Goes after the handler's base, and signs in whoever opens it: it holds a random secret of 128 bits. Print it once. */
  readonly url: string;
  /**
   * A name of this machine that nobody else knows: 128 random bits, and `.localhost` (RFC 6761 §6.3), which Chromium and
   * Firefox look for nowhere else. `http://<host>:<port>` is an address for the console at which its cookie stays.
   */
  readonly host: string;
}

/**
 * For demos: one person, on loopback. Every request by another host name is refused, whatever it resolves to, so a page
 * elsewhere cannot get in by DNS rebinding. Sessions are L1, 12 hours at most, and end with the process.
 *
 * Browsers send a cookie to every port of its host (RFC 6265 §8.5). So whoever serves a page at another port of
 * `localhost` or `127.0.0.1`, an agent for one, gets the session of a person who opens it there. At `host` nobody does.
 * @throws code `input` for an identity without issuer or subject.
 */
export function localSignIn({ as }: LocalSignInOptions): LocalSignIn {
  if (!as?.issuer || !as.subject) throw misuse("localSignIn.as", "name one person: { issuer, subject }");
  const secret = random(16);
  const sessions: Sessions = new Map();
  const isLive = (place: Place, id = "") => {
    const session = sessions.get(id);
    return session !== undefined && session.until > Date.now() && session.origin === originOf(place);
  };
  const routes = (request: Request, place: Place): Response | Promise<Response> | undefined => {
    if (below(place) === "/sign-in") return signInBy(request, place, secret, sessions);
    if (below(place) !== "/sign-in/out") return undefined;
    return request.method === "POST" ? signOut(request, place, sessions) : methodNotAllowed("POST");
  };
  return {
    url: `/sign-in?secret=${secret}`,
    host: `${toHex(crypto.getRandomValues(new Uint8Array(16)))}.localhost`,
    async who(request, place) {
      if (!isHere(request, place)) return refused();
      if (!isLive(place, cookieOf(request, COOKIE, place))) return signInFirst(request, place, nextOf(place));
      return proven({ issuer: as.issuer, subject: as.subject, proof: "L1", evidence: { sign_in: "local" } });
    },
    routes: async (request, place) => (isHere(request, place) ? routes(request, place) : refused()),
  };
}

const refused = () => problem(403, "Not on this machine", ELSEWHERE);

/** By every name that the request gives for where it goes: `place` may know a configured one only. */
function isHere(request: Request, place: Place): boolean {
  const host = request.headers.get("host");
  const said = [place.url, request.url, ...(host === null ? [] : [`http://${host}`])];
  return said.every((url) => URL.canParse(url) && isLoopback(new URL(url).hostname));
}

/** The secret leaves the address bar at once: it is exchanged for a cookie. */
function signInBy(request: Request, place: Place, secret: string, sessions: Sessions) {
  if (request.method !== "GET" && request.method !== "HEAD") return methodNotAllowed("GET");
  const given = new URL(place.url).searchParams.get("secret");
  if (given === null || !isSame(given, secret))
    return page(place, { status: 403, label: "Try again", href: home(place), why: HOW });
  if (request.method === "HEAD") return methodNotAllowed("GET");
  const id = random(32);
  sessions.set(id, { until: Date.now() + AGE * 1000, origin: originOf(place) });
  for (const old of [...sessions.keys()].slice(0, -MOST)) sessions.delete(old);
  return redirect(303, home(place), [cookie(COOKIE, id, { age: AGE, sameSite: "Strict" }, place)]);
}

function signOut(request: Request, place: Place, sessions: Sessions) {
  sessions.delete(cookieOf(request, COOKIE, place) ?? "");
  return page(place, { status: 200, label: "Back", href: home(place), why: `You are signed out. ${HOW}` }, [
    cookie(COOKIE, "", { age: 0, sameSite: "Strict" }, place),
  ]);
}

const random = (bytes: number): string => toBase64url(crypto.getRandomValues(new Uint8Array(bytes)));

/** In a time that tells nothing: of two digests, all bytes are compared. */
function isSame(given: string, secret: string): boolean {
  const [a, b] = [fromHex(sha256(given)), fromHex(sha256(secret))];
  return a.reduce((differ, byte, at) => differ | (byte ^ (b[at] as number)), 0) === 0;
}

import { type Identity, isProven, proven } from "../../src/people/identity.js";
import { type PasskeyOptions, withPasskeys } from "../../src/server/passkey.js";
import type { Need, Place, SignIn } from "../../src/server/sign-in.js";
import { memoryStore } from "../../src/stores/memory.js";
import { authenticator, type Lies } from "./authenticator.js";

export const RP = { rpId: "review.acme.com", origin: "https://review.acme.com" };
const ISSUER = "https://acme.okta.com";
const PAGE = "/sign-in/passkeys";

export const identity = (subject: string, proof: Identity["proof"] = "L1", issuer = ISSUER) =>
  proven({ issuer, subject, proof, evidence: {} });

/** A sign-in that takes the header's word for a session, and that of another for a step-up: `DIGEST SUBJECT`. */
export const signInOf = (issuer: string): SignIn => ({
  async who(request) {
    const subject = request.headers.get("x-who");
    return subject ? identity(subject, "L1", issuer) : new Response(null, { status: 401 });
  },
  async routes(request) {
    return request.url.endsWith("/sign-in/other") ? new Response("the wrapped page") : undefined;
  },
  async stepUp(request, { digest, proof }) {
    const [again, subject = ""] = (request.headers.get("x-again") ?? "").split(" ");
    if (proof !== "L2") return new Response("only L2", { status: 403 });
    if (again === digest) return identity(subject, "L2", issuer);
    return new Response(null, { status: 302, headers: { location: `https://idp.example/authorize?nonce=${digest}` } });
  },
});
export const wrapped = signInOf(ISSUER);

type Fields = Readonly<Record<string, string>>;
interface Sent {
  readonly who?: string;
  /** Has signed in again: for this digest, as this person. */
  readonly again?: string;
  readonly method?: string;
  readonly form?: Fields;
}

export interface Made extends Partial<PasskeyOptions> {
  readonly signIn?: SignIn;
  readonly place?: Partial<Place>;
}

/** A desk on the web, as far as passkeys see it: pages, and one decision that needs a proof. */
export function passkeyDesk({ signIn: inner = wrapped, place: at, ...options }: Made = {}) {
  const store = options.store ?? memoryStore();
  const signIn = withPasskeys(inner, { rpId: RP.rpId, ...options, store });
  const place = (path: string): Place => {
    const base = at?.base ?? `${RP.origin}/desk`;
    return { base, url: `${base}${path}`, origin: at?.origin ?? "config" };
  };
  const request = (path: string, { who, again, method, form }: Sent) =>
    new Request(place(path).url, {
      method: method ?? (form ? "POST" : "GET"),
      headers: { ...(who && { "x-who": who }), ...(again && { "x-again": again }) },
      ...(form && { body: new URLSearchParams(form) }),
    });
  const need = (digest: string, proof: Need["proof"] = "L3"): Need => ({ proof, digest, next: "/desk/requests/r1" });
  const open = async (path: string, sent: Sent = {}) => {
    const answer = await signIn.routes?.(request(path, sent), place(path));
    return answer && Object.assign(answer, { page: await answer.clone().text() });
  };

  /** Where a person goes to add one, and what the page asks the browser then. */
  async function asks(who: string, again = who) {
    const list = (await open(PAGE, { who }))?.page ?? "";
    const adding = /adding=([\w-]{22})/.exec(list)?.[1] ?? "";
    const path = `${PAGE}/add?adding=${adding}`;
    const start = await open(path, { who });
    const digest = new URL(start?.headers.get("location") ?? "x:").searchParams.get("nonce") ?? "";
    const page = (await open(path, { who, again: `${digest} ${again}` }))?.page ?? "";
    const creation = /data-creation="([^"]*)"/.exec(page)?.[1]?.replaceAll("&quot;", '"');
    return { adding, digest, page, creation: creation === undefined ? undefined : JSON.parse(creation) };
  }
  async function add(who: string, device = authenticator(RP), lies: Lies = {}) {
    const { adding, digest, creation } = await asks(who);
    const form = { adding, attestation: device.create(creation, lies) };
    const answer = await open(`${PAGE}/add`, { who, again: `${digest} ${who}`, form });
    return { device, answer, form, digest };
  }
  const asked = async (who: string, digest: string, proof?: Need["proof"]) =>
    (await signIn.challenge?.(request("/requests/r1", { who }), need(digest, proof), place("/requests/r1"))) as
      | { challenge: string; allowCredentials: { id: string }[] }
      | undefined;
  async function decide(who: string, digest: string, form: Fields, proof?: Need["proof"]) {
    const path = "/requests/r1/step-up";
    const answer = await signIn.stepUp?.(request(path, { who, form }), need(digest, proof), place(path));
    return isProven(answer) ? answer : { status: answer?.status, page: await answer?.text() };
  }
  return { store, signIn, place, request, need, open, asks, add, asked, decide };
}

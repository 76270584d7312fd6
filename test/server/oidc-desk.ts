import type { Identity } from "../../src/people/identity.js";
import { isProven } from "../../src/people/identity.js";
import type { Need, Place, SignIn } from "../../src/server/sign-in.js";
import { keep } from "./provider.js";

export const BASE = "http://127.0.0.1:4000/desk";
export const COOKIE_KEY = "0123456789abcdef0123456789abcdef";
/** The digest of some decision. */
export const DIGEST = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg";
export const need = (change: Partial<Need> = {}): Need => ({
  proof: "L2",
  digest: DIGEST,
  next: "/desk/requests/r1/step-up",
  ...change,
});

export interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly origin?: Place["origin"];
  readonly base?: string;
}

/** A browser at a desk that does nothing but sign in: no socket in between, cookies kept in a jar. */
export function browserAt(signIn: SignIn, jar: Map<string, string> = new Map()) {
  const asking = (path: string, { method = "GET", headers = {}, origin = "config", base = BASE }: Asked) => {
    const url = base + path;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    return { request: new Request(url, { method, headers: { cookie, ...headers } }), place: { base, url, origin } };
  };
  const kept = <T extends Identity | Response | undefined>(answer: T): T => {
    if (answer instanceof Response) keep(answer, jar);
    return answer;
  };
  return {
    jar,
    async page(path: string, asked: Asked = {}): Promise<Response> {
      const { request, place } = asking(path, asked);
      const answer = kept(await signIn.routes?.(request, place));
      if (!answer) throw new Error(`there is no page at ${path}`);
      return answer;
    },
    async who(path = "/", asked: Asked = {}): Promise<Identity | Response> {
      const { request, place } = asking(path, asked);
      return kept(await signIn.who(request, place));
    },
    async stepUp(wanted: Need = need(), asked: Asked = {}): Promise<Identity | Response> {
      const { request, place } = asking("/requests/r1/step-up/start", asked);
      const answer = await signIn.stepUp?.(request, wanted, place);
      if (!answer) throw new Error("it has no step-up");
      return kept(answer);
    },
  };
}
export type Browser = ReturnType<typeof browserAt>;

/** What follows the desk's base in an address. */
export const rest = (url: URL | string): string => String(url).slice(BASE.length);
export const locationOf = (answer: Identity | Response): string =>
  answer instanceof Response ? (answer.headers.get("location") ?? "") : "";

/** The identity, or what was answered instead. */
export const identified = async (answer: Identity | Response): Promise<Identity> => {
  if (isProven(answer)) return answer;
  throw new Error(`${(answer as Response).status}: ${await (answer as Response).text()}`);
};
export const refused = (answer: Identity | Response): Response => {
  if (answer instanceof Response) return answer;
  throw new Error("an identity was given");
};

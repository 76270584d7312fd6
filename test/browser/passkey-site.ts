import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { html } from "hono/html";
import { type Identity, isProven, proven } from "../../src/people/identity.js";
import { asset } from "../../src/server/assets.js";
import { withPasskeys } from "../../src/server/passkey.js";
import type { Need, Place, SignIn } from "../../src/server/sign-in.js";
import { memoryStore } from "../../src/stores/memory.js";

const WHO = { issuer: "https://acme.okta.com", subject: "ana" };
export const DECISION = createHash("sha256").update("approve refund.issue").digest("base64url");
const NEED: Need = { proof: "L3", digest: DECISION, next: "/desk/requests/r1" };
const CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Everybody is Ana; a step-up leads over another page and back, as a provider's does. */
const signIn: SignIn = {
  who: async () => proven({ ...WHO, proof: "L1", evidence: {} }),
  async stepUp(request, { digest, next }) {
    if (request.headers.get("cookie")?.includes(`again=${digest}`))
      return proven({ ...WHO, proof: "L2", evidence: {} });
    return Response.redirect(new URL(`/provider?nonce=${digest}&next=${encodeURIComponent(next)}`, request.url), 302);
  },
};

/** A loopback desk with one decision that needs a passkey; `decided` is by whom it was proven. */
export async function passkeySite() {
  const passkeys = withPasskeys(signIn, { rpId: "localhost", store: memoryStore() });
  const decided: Identity[] = [];
  const server = createAdaptorServer({
    async fetch(request) {
      const answer = (await pageOf(request)) ?? new Response(null, { status: 404 });
      answer.headers.set("content-security-policy", CSP);
      return answer;
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const base = `${origin}/desk`;

  async function pageOf(request: Request): Promise<Response | undefined> {
    const { pathname, search, searchParams } = new URL(request.url);
    const place: Place = { base, url: `${origin}${pathname}${search}`, origin: "host" };
    if (pathname === "/provider") {
      const [again, location] = [searchParams.get("nonce"), searchParams.get("next") ?? "/"];
      return new Response(null, {
        status: 302,
        headers: { location, "set-cookie": `again=${again}; Path=/; HttpOnly` },
      });
    }
    if (pathname.startsWith("/desk/assets/")) return asset(pathname.slice("/desk/assets/".length));
    if (pathname.startsWith("/desk/sign-in/")) return passkeys.routes?.(request, place);
    if (pathname === "/desk/requests/r1") return decisionPage(await passkeys.challenge?.(request, NEED, place));
    if (pathname !== "/desk/requests/r1/step-up") return undefined;
    const by = await passkeys.stepUp?.(request, NEED, place);
    if (!isProven(by)) return by;
    decided.push(by);
    return new Response("<h1>Approved</h1>", { headers: { "content-type": "text/html" } });
  }
  return {
    base,
    decided,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function decisionPage(challenge: unknown): Promise<Response> {
  const text = await html`<!doctype html><title>r1</title><script src="/desk/assets/console.js" defer></script>
<form method="post" action="/desk/requests/r1/step-up" data-challenge="${JSON.stringify(challenge)}">
<input type="hidden" name="assertion"><button>Use passkey</button></form>`;
  return new Response(String(text), { headers: { "content-type": "text/html" } });
}

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { oidcSignIn } from "../../src/server/oidc.js";
import {
  BASE,
  type Browser,
  browserAt,
  COOKIE_KEY,
  DIGEST,
  identified,
  locationOf,
  need,
  refused,
  rest,
} from "./oidc-desk.js";
import { CLIENT, type Login, type RunningProvider, SECRET, startProvider } from "./provider.js";

let provider: RunningProvider;
beforeAll(async () => {
  provider = await startProvider({ redirects: [`${BASE}/sign-in/callback`] });
});
afterAll(() => provider[Symbol.asyncDispose]());
/** Seconds. A person takes a while between two sign-ins. */
const now = () => Math.floor(Date.now() / 1000);
beforeEach(() => {
  provider.login = { person: "ana", ts: now() - 60 };
});
afterEach(() => {
  vi.useRealTimers();
});

const signIn = (acr?: readonly string[]) =>
  oidcSignIn({
    issuer: provider.issuer,
    clientId: CLIENT,
    clientSecret: SECRET,
    cookieKey: COOKIE_KEY,
    ...(acr && { acr }),
  });

async function signedIn(desk = signIn()): Promise<Browser> {
  const browser = browserAt(desk);
  await browser.page(rest(await provider.visit(locationOf(await browser.page("/sign-in/start")))));
  return browser;
}
/** Goes to the provider for a decision and comes back, signed in there as `login` says. */
async function proving(browser: Browser, login: Partial<Login> = {}, wanted = need()): Promise<Response> {
  const there = locationOf(await browser.stepUp(wanted));
  provider.login = { person: "ana", ...login };
  return browser.page(rest(await provider.visit(there)));
}

describe("a sign-in for a decision", () => {
  test("proves this decision at L2, with its digest as the nonce of the ID token", async () => {
    const browser = await signedIn();
    const back = await proving(browser, { acr: "urn:mfa", amr: ["pwd", "otp"] });
    expect([back.status, locationOf(back)]).toEqual([303, need().next]);
    expect(await identified(await browser.stepUp())).toMatchObject({
      issuer: provider.issuer,
      subject: "ana",
      proof: "L2",
      evidence: {
        nonce: DIGEST,
        acr: "urn:mfa",
        amr: "pwd otp",
        auth_time: expect.stringMatching(/^\d{10}$/),
        id_token_sha256: expect.stringMatching(/^[\w-]{43}$/),
      },
    });
  });
  test("asks the provider for a new sign-in, of the classes wanted", async () => {
    const browser = await signedIn(signIn(["urn:mfa", "urn:hwk"]));
    const asked = new URL(locationOf(await browser.stepUp())).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      nonce: DIGEST,
      prompt: "login",
      max_age: "0",
      acr_values: "urn:mfa urn:hwk",
      code_challenge_method: "S256",
    });
  });
  test("proves no other decision", async () => {
    const browser = await signedIn();
    await proving(browser);
    const other = need({ digest: "A".repeat(43) });
    expect(refused(await browser.stepUp(other)).status).toBe(302);
  });
  test("is over after 5 minutes", async () => {
    const browser = await signedIn();
    await proving(browser);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 4 * 60_000 });
    await identified(await browser.stepUp());
    vi.setSystemTime(Date.now() + 2 * 60_000);
    expect(refused(await browser.stepUp()).status).toBe(302);
  });
  test("proves nothing in another person's session", async () => {
    const desk = signIn();
    const ana = await signedIn(desk);
    await proving(ana);
    provider.login = { person: "bo", ts: now() - 60 };
    const bo = await signedIn(desk);
    bo.jar.set("countersign-proof", String(ana.jar.get("countersign-proof")));
    expect(refused(await bo.stepUp()).status).toBe(302);
  });
  test("proves nothing after a sign-out", async () => {
    const desk = signIn();
    const browser = await signedIn(desk);
    await proving(browser);
    const thief = browserAt(desk, new Map(browser.jar));
    await browser.page("/sign-in/out", { method: "POST" });
    expect(locationOf(await thief.stepUp())).toMatch(/^\/desk\/sign-in\?next=/);
  });
  test("proves nothing at another port, nor does a session, though browsers send their cookies there", async () => {
    const browser = await signedIn();
    await proving(browser);
    const elsewhere = { base: BASE.replace("4000", "4001") };
    expect(refused(await browser.who("/", elsewhere)).status).toBe(303);
    expect(locationOf(refused(await browser.stepUp(need(), elsewhere)))).toContain("/desk/sign-in");
    await identified(await browser.stepUp());
  });
  test("is no session, and a session is no proof", async () => {
    const browser = await signedIn();
    browser.jar.set("countersign-proof", String(browser.jar.get("countersign-session")));
    expect(refused(await browser.stepUp()).status).toBe(302);
    await proving(browser);
    browser.jar.set("countersign-session", String(browser.jar.get("countersign-proof")));
    expect(refused(await browser.who()).status).toBe(303);
  });
});

describe("what does not prove it, and says that nothing was recorded", () => {
  const failing = async (browser: Browser, back: Response, why: string) => {
    const text = await back.text();
    expect([back.status, text]).toEqual([403, expect.stringContaining(why)]);
    expect(text).toContain("Nothing was recorded.");
    expect(text).toContain(`href="${need().next}"`);
    expect(browser.jar.has("countersign-proof")).toBe(false);
    expect(refused(await browser.stepUp()).status).toBe(302);
  };
  test("another person's sign-in", async () => {
    const browser = await signedIn();
    await failing(browser, await proving(browser, { person: "bo" }), "Somebody else signed in");
    expect((await identified(await browser.who())).subject).toBe("ana");
  });
  test("a sign-in of before", async () => {
    const browser = await signedIn();
    await failing(browser, await proving(browser, { ts: now() - 30 }), "did not ask you to sign in again");
  });
  test("the session's own sign-in, by whatever clock", async () => {
    const at = now() + 5;
    provider.login = { person: "ana", ts: at };
    const browser = await signedIn();
    await failing(browser, await proving(browser, { ts: at }), "did not ask you to sign in again");
  });
  test("a sign-in of a weaker class", async () => {
    const browser = await signedIn(signIn(["urn:mfa"]));
    await failing(browser, await proving(browser, { acr: "urn:password" }), "by a weaker way");
  });
  test("a sign-in of which the provider says no class", async () => {
    const browser = await signedIn(signIn(["urn:mfa"]));
    await failing(browser, await proving(browser), "by a weaker way");
  });
});

describe("a step-up", () => {
  test("from a form shows a link, as a form must not lead elsewhere", async () => {
    const browser = await signedIn();
    const answer = refused(await browser.stepUp(need(), { method: "POST" }));
    const href = /href="(http[^"]*)"/.exec(await answer.text())?.[1]?.replaceAll("&amp;", "&");
    expect([answer.status, href?.startsWith(`${provider.issuer}/auth?`)]).toEqual([403, true]);
    provider.login = { person: "ana" };
    await browser.page(rest(await provider.visit(String(href))));
    await identified(await browser.stepUp(need(), { method: "POST" }));
  });
  test("by HEAD starts nothing", async () => {
    const browser = await signedIn();
    expect(refused(await browser.stepUp(need(), { method: "HEAD" })).status).toBe(405);
    expect(browser.jar.has("countersign-transaction")).toBe(false);
  });
  test.each(["L3", "L4"] as const)("to %s is refused: no sign-in proves it", async (proof) => {
    const browser = await signedIn();
    const answer = refused(await browser.stepUp(need({ proof })));
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("L2 at most")]);
    const page = refused(await browser.stepUp(need({ proof }), { headers: { accept: "text/html" } }));
    expect(page.headers.get("content-type")).toContain("text/html");
  });
  test("to L1 needs no more than the session", async () => {
    expect((await identified(await (await signedIn()).stepUp(need({ proof: "L1" })))).proof).toBe("L1");
  });
  test("without a session leads to the sign-in, and from there back", async () => {
    const answer = await browserAt(signIn()).stepUp();
    expect(locationOf(answer)).toBe(`/desk/sign-in?next=${encodeURIComponent(need().next)}`);
  });
  test("leads on to no other site", async () => {
    const browser = await signedIn();
    const back = await proving(browser, {}, need({ next: "//evil.example/desk" }));
    expect(locationOf(back)).toBe("/desk");
  });
});

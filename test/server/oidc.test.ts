import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Json } from "../../src/canonical.js";
import { oidcDirectory } from "../../src/directories/oidc.js";
import { oidcSignIn } from "../../src/server/oidc.js";
import { safeNext } from "../../src/server/sign-in/next.js";
import { BASE, type Browser, browserAt, COOKIE_KEY, identified, locationOf, refused, rest } from "./oidc-desk.js";
import { AUDIENCE, CLIENT, keep, type RunningProvider, SECRET, startProvider } from "./provider.js";

let provider: RunningProvider;
beforeAll(async () => {
  provider = await startProvider({ redirects: [`${BASE}/sign-in/callback`] });
});
afterAll(() => provider[Symbol.asyncDispose]());
beforeEach(() => {
  provider.login = { person: "ana" };
  provider.claims = { name: "Ana", groups: ["finance"] };
});
afterEach(() => {
  vi.useRealTimers();
});

type Options = Parameters<typeof oidcSignIn>[0];
const signIn = (change: Partial<Options> = {}) =>
  oidcSignIn({ issuer: provider.issuer, clientId: CLIENT, clientSecret: SECRET, cookieKey: COOKIE_KEY, ...change });

async function callbackOf(browser: Browser, next = ""): Promise<string> {
  return rest(await provider.visit(locationOf(await browser.page(`/sign-in/start${next}`))));
}
async function signedIn(browser = browserAt(signIn()), next = ""): Promise<Browser & { landed: Response }> {
  const landed = await browser.page(await callbackOf(browser, next));
  return { ...browser, landed };
}
const cookieNamed = (browser: Browser, name: string) => browser.jar.get(`countersign-${name}`) ?? "";

describe("a sign-in", () => {
  test("with a real provider gives the person of its issuer and subject, at L1", async () => {
    const browser = await signedIn();
    expect(await identified(await browser.who())).toMatchObject({
      issuer: provider.issuer,
      subject: "ana",
      proof: "L1",
    });
  });
  test("keeps as evidence its session, its time and the hash of the ID token, and no e-mail", async () => {
    provider.login = { person: "ana", acr: "urn:mfa", amr: ["pwd", "otp"] };
    provider.claims = { email: "ana@acme.example" };
    const { evidence } = await identified(await (await signedIn()).who());
    expect(evidence).toEqual({
      sid: expect.stringMatching(/^[\w-]{43}$/),
      id_token_sha256: expect.stringMatching(/^[\w-]{43}$/),
      auth_time: expect.stringMatching(/^\d{10}$/),
      acr: "urn:mfa",
      amr: "pwd otp",
    });
  });
  test("asks for a code with PKCE by S256, a state and a nonce", async () => {
    const asked = new URL(locationOf(await browserAt(signIn()).page("/sign-in/start"))).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      redirect_uri: `${BASE}/sign-in/callback`,
      scope: "openid profile",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });
  test("leads on to where the person was going", async () => {
    const browser = browserAt(signIn());
    const first = refused(await browser.who("/requests/r1?tab=log"));
    expect([first.status, locationOf(first)]).toEqual([303, "/desk/sign-in?next=%2Fdesk%2Frequests%2Fr1%3Ftab%3Dlog"]);
    const shown = await (await browser.page(locationOf(first).slice("/desk".length))).text();
    expect(shown).toContain('href="/desk/sign-in/start?next=%2Fdesk%2Frequests%2Fr1%3Ftab%3Dlog"');
    const { landed } = await signedIn(browser, "?next=%2Fdesk%2Frequests%2Fr1%3Ftab%3Dlog");
    expect([landed.status, locationOf(landed)]).toEqual([303, "/desk/requests/r1?tab=log"]);
  });
  test("gives another session each time", async () => {
    const one = browserAt(signIn());
    const sid = async () => (await identified(await (await signedIn(one)).who())).evidence["sid"];
    expect(await sid()).not.toBe(await sid());
  });
  test("hands claims of the userinfo endpoint to the directory where the ID token leaves them out", async () => {
    const seen: Json[] = [];
    const browser = browserAt(
      signIn({ groups: "groups", scopes: ["profile", "groups"], seen: async (_by, claims) => void seen.push(claims) }),
    );
    await signedIn(browser);
    expect(seen).toMatchObject([{ sub: "ana", name: "Ana", groups: ["finance"], iss: provider.issuer }]);
  });
  test("makes groups that were left out for their number unknown, never none", async () => {
    provider.claims = {
      name: "Ana",
      groups: ["leaked"],
      _claim_names: { groups: "src1" },
      _claim_sources: { src1: { endpoint: "https://graph.example" } },
    };
    const directory = oidcDirectory({ issuer: provider.issuer, groups: "groups", expire: "1h" });
    await signedIn(browserAt(signIn({ groups: "groups", scopes: ["profile", "groups"], seen: directory.seen })));
    expect(await directory.people({ issuer: provider.issuer, subject: "ana" })).toMatchObject([{ groups: "unknown" }]);
  });
  test("fails where the directory cannot take it", async () => {
    const seen = async () => Promise.reject(new Error("full"));
    const { landed, jar } = await signedIn(browserAt(signIn({ seen })));
    expect([landed.status, [...jar.keys()]]).toEqual([500, []]);
  });
});

describe("a callback", () => {
  test("counts once: the code cannot be used again", async () => {
    const browser = browserAt(signIn());
    const path = await callbackOf(browser);
    const before = new Map(browser.jar);
    expect((await browser.page(path)).status).toBe(303);
    const again = browserAt(signIn(), before);
    const answer = await again.page(path);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("was used already")]);
    expect(cookieNamed(again, "session")).toBe("");
  });
  test.each([
    ["another state", (path: string) => path.replace(/state=[^&]*/, "state=other")],
    ["no state", (path: string) => path.replace(/&?state=[^&]*/, "")],
    ["another issuer", (path: string) => path.replace(/iss=[^&]*/, "iss=https%3A%2F%2Fevil.example")],
    ["no code", (path: string) => path.replace(/code=[^&]*&?/, "")],
  ])("with %s is refused", async (_what, change) => {
    const browser = browserAt(signIn());
    const answer = await browser.page(change(await callbackOf(browser)));
    expect(answer.status).toBe(400);
    expect([...browser.jar.keys()]).toEqual([]);
  });
  test("in another browser than it was started in is refused", async () => {
    const path = await callbackOf(browserAt(signIn()));
    const other = browserAt(signIn());
    await other.page("/sign-in/start");
    expect((await other.page(path)).status).toBe(400);
    expect((await browserAt(signIn()).page(path)).status).toBe(400);
  });
  test("tells an error of the provider without its words", async () => {
    const browser = browserAt(signIn());
    const state = new URL(locationOf(await browser.page("/sign-in/start"))).searchParams.get("state");
    const query = new URLSearchParams({
      error: "access_denied",
      error_description: "<b>call 555</b>",
      state: String(state),
      iss: provider.issuer,
    });
    const answer = await browser.page(`/sign-in/callback?${query}`);
    const text = await answer.text();
    expect([answer.status, text.includes("555")]).toEqual([403, false]);
    expect(text).toContain("Nothing was recorded.");
  });
  test("by HEAD uses nothing up", async () => {
    const browser = browserAt(signIn());
    const path = await callbackOf(browser);
    expect((await browser.page(path, { method: "HEAD" })).status).toBe(405);
    expect((await browser.page(path)).status).toBe(303);
  });
});

describe("a session", () => {
  test("ends after 15 minutes", async () => {
    const browser = await signedIn();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 14 * 60_000 });
    await identified(await browser.who());
    vi.setSystemTime(Date.now() + 2 * 60_000);
    expect(refused(await browser.who()).status).toBe(303);
  });
  test("that was signed out is over, also for who kept its cookie", async () => {
    const desk = signIn();
    const browser = await signedIn(browserAt(desk));
    const thief = browserAt(desk, new Map(browser.jar));
    await identified(await thief.who());
    const out = await browser.page("/sign-in/out", { method: "POST" });
    expect([out.status, locationOf(out), [...browser.jar.keys()]]).toEqual([303, "/desk/sign-in", []]);
    expect(refused(await thief.who()).status).toBe(303);
  });
  test("is not ended by GET", async () => {
    const browser = await signedIn();
    expect((await browser.page("/sign-in/out")).status).toBe(405);
    await identified(await browser.who());
  });
  test("whose cookie was changed in any place is none", async () => {
    const browser = await signedIn();
    const value = cookieNamed(browser, "session");
    for (let at = 0; at < value.length; at += 7) {
      const other = value[at] === "A" ? "B" : "A";
      browser.jar.set("countersign-session", value.slice(0, at) + other + value.slice(at + 1));
      expect(refused(await browser.who()).status).toBe(303);
    }
  });
  test.each([
    ["of another key", { cookieKey: "ffffffffffffffffffffffffffffffff" }],
    ["of another client", { clientId: "other" }],
    ["of another provider", { issuer: "http://localhost:1" }],
  ])("%s is none", async (_what, change) => {
    const { jar } = await signedIn();
    expect(refused(await browserAt(signIn(change), jar).who()).status).toBe(303);
  });
  test("is not a cookie that was made for another purpose", async () => {
    const browser = browserAt(signIn());
    await browser.page("/sign-in/start");
    browser.jar.set("countersign-session", cookieNamed(browser, "transaction"));
    expect(refused(await browser.who()).status).toBe(303);
  });
});

describe("a cookie", () => {
  const startedAt = async (base: string) => {
    const answer = await browserAt(signIn()).page("/sign-in/start", { base });
    return answer.headers.getSetCookie();
  };
  test("is bound to the host and to https", async () => {
    expect(await startedAt("https://review.acme.example/desk")).toEqual([
      expect.stringMatching(
        /^__Host-countersign-transaction=[\w.-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
  });
  test("on plain loopback has no such prefix, which needs https", async () => {
    expect(await startedAt(BASE)).toEqual([expect.stringMatching(/^countersign-transaction=[^;]+;(?!.*Secure)/)]);
  });
});

describe("who is not signed in", () => {
  test.each([
    ["GET", "/v1/requests", {}, 401],
    ["POST", "/v1/requests/r1/reviews", {}, 401],
    ["GET", "/requests/r1", {}, 303],
    ["HEAD", "/requests/r1", {}, 303],
    ["POST", "/requests/r1/decide", {}, 401],
    ["POST", "/requests/r1/decide", { accept: "text/html" }, 401],
    ["GET", "/v1x", {}, 303],
  ])("%s %s %o gets %i and no cookie", async (method, path, headers, status) => {
    const browser = browserAt(signIn());
    const answer = refused(await browser.who(path, { method, headers }));
    expect([answer.status, browser.jar.size]).toEqual([status, 0]);
    if (status === 401 && !("accept" in headers)) {
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="countersign"');
    }
  });
});

describe("a real provider's access token (RFC 9068)", () => {
  const sent = (token: string) =>
    browserAt(signIn({ audience: AUDIENCE })).who("/v1/requests", { headers: { authorization: `Bearer ${token}` } });
  test("of a person is that person, at L1", async () => {
    expect(await identified(await sent(await provider.personToken()))).toMatchObject({
      issuer: provider.issuer,
      subject: "ana",
      proof: "L1",
      evidence: { client: CLIENT },
    });
  });
  test("of a machine is refused", async () => {
    expect(refused(await sent(await provider.machineToken())).status).toBe(403);
  });
});

describe("where a sign-in leads on to", () => {
  const place = { base: BASE, url: `${BASE}/sign-in`, origin: "config" } as const;
  const root = { base: "https://review.example", url: "https://review.example/sign-in", origin: "config" } as const;
  test.each([
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/desk",
    "/\t/evil.example",
    "/desk/../evil",
    "/desk/%2e%2e/evil",
    "/desk/..//evil.example",
    "/deskx",
    "javascript:alert(1)",
    "desk/requests",
    "",
    `/desk/${"a".repeat(1001)}`,
  ])("is never %j", (next) => {
    expect(safeNext(next, place)).toBe("/desk");
  });
  test.each(["/.//evil.example", "/a/..//evil.example", "/%2e//evil.example", "//evil.example"])(
    "is never %j, with the handler at the root",
    (next) => {
      expect(safeNext(next, root)).toBe("/");
    },
  );
  test("is a path of ours, whatever was asked for", () => {
    const hostile = fc
      .array(fc.constantFrom("/", "\\", ".", "%2e", "desk", "evil.example", ":", "@", "?", "#", "\t", "http:", " "))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string(), fc.webUrl()), (next) => {
        for (const at of [place, root]) {
          const url = new URL(safeNext(next, at), at.base);
          expect(url.href.startsWith(`${at.base}/`) || url.href === at.base || url.href.startsWith(`${at.base}?`)).toBe(
            true,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("an address of the desk that is not safe", () => {
  test.each([
    ["known by the Host header alone", { base: "https://review.acme.example", origin: "host" as const }],
    ["plain http in a network", { base: "http://review.acme.example", origin: "config" as const }],
  ])("%s gets no sign-in", async (_what, asked) => {
    const browser = browserAt(signIn());
    for (const path of ["/sign-in", "/sign-in/start", "/sign-in/callback?code=c&state=s"])
      expect((await browser.page(path, asked)).status).toBe(500);
    expect(refused(await browser.stepUp(undefined, asked)).status).toBe(500);
    expect(browser.jar.size).toBe(0);
  });
  test("is not loopback", async () => {
    expect((await browserAt(signIn()).page("/sign-in/start", { origin: "host" })).status).toBe(302);
  });
});

describe("a provider that cannot be reached", () => {
  test("is asked again at the next sign-in", async () => {
    const down = await startProvider({ redirects: [] });
    const desk = signIn({ issuer: down.issuer });
    await down[Symbol.asyncDispose]();
    const answer = await browserAt(desk).page("/sign-in/start");
    expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining("could not be asked")]);
    const { fetch } = globalThis;
    vi.stubGlobal("fetch", (url: string, init: RequestInit) => fetch(url.replace(down.issuer, provider.issuer), init));
    try {
      // Another issuer answers there now: that is told, too, and is no time-out.
      expect(await (await browserAt(desk).page("/sign-in/start")).text()).toContain(
        "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
      );
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe("options", () => {
  const good = { issuer: "https://idp.example", clientId: "c", clientSecret: "s", cookieKey: COOKIE_KEY };
  test.each([
    [{ cookieKey: "short" }, "cookieKey"],
    [{ issuer: "http://idp.example" }, "issuer"],
    [{ issuer: "idp.example" }, "issuer"],
    [{ issuer: "https://idp.example?x=1" }, "issuer"],
    [{ clientSecret: "" }, "clientSecret"],
    [{ acr: [] }, "acr"],
    [{ acr: ["two words"] }, "acr"],
    [{ scopes: ['"'] }, "scopes"],
    [{ audience: "c" }, "audience"],
    [{ groups: "" }, "groups"],
  ])("%o are refused at once", (change, where) => {
    expect(() => oidcSignIn({ ...good, ...change })).toThrow(`oidcSignIn.${where}`);
  });
  test("that fit are taken, http on loopback too", () => {
    expect(() => oidcSignIn({ ...good, issuer: "http://localhost:8080/realms/acme" })).not.toThrow();
  });
});

test("cookies are kept as a browser keeps them", () => {
  const jar = new Map([["gone", "x"]]);
  keep(
    new Response(null, {
      headers: [
        ["set-cookie", "a=1; Path=/"],
        ["set-cookie", "gone=; Max-Age=0"],
      ],
    }),
    jar,
  );
  expect([...jar]).toEqual([["a", "1"]]);
});

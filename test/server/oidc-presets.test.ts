import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../src/canonical.js";
import { oidcDirectory } from "../../src/directories/oidc.js";
import { entraSignIn, oktaSignIn } from "../../src/server/oidc.js";
import type { SignIn } from "../../src/server/sign-in.js";
import { type Claims, type Mint, metadataOf, mintOf } from "./issuer.js";
import { type Browser, browserAt, COOKIE_KEY, DIGEST, identified, locationOf, refused } from "./oidc-desk.js";

const TENANT = "11111111-aaaa-4aaa-8aaa-000000000001";
const OTHER = "99999999-aaaa-4aaa-8aaa-000000000009";
const APP = "22222222-bbbb-4bbb-8bbb-000000000002";
const ANA = "aaaaaaaa-0000-4000-8000-00000000000a";
const ENTRA = `https://login.microsoftonline.com/${TENANT}/v2.0`;
const OKTA = "https://acme.okta.com";
const CUSTOM = `${OKTA}/oauth2/default`;
const USER = "00u1ana2ana3ana4ana5";

const mints = new Map<string, Mint>();
let idToken = "";
const server = setupServer();
beforeAll(async () => {
  for (const [issuer, client] of [
    [ENTRA, APP],
    [OKTA, "okta-client"],
    [CUSTOM, "okta-client"],
  ] as const) {
    const mint = await mintOf(issuer, client);
    mints.set(issuer, mint);
    server.use(
      http.get(`${issuer}/.well-known/openid-configuration`, () => HttpResponse.json(metadataOf(issuer))),
      http.get(`${issuer}/keys`, () => HttpResponse.json(mint.jwks)),
      http.post(`${issuer}/token`, () =>
        HttpResponse.json({ access_token: "a", token_type: "Bearer", id_token: idToken }),
      ),
    );
  }
  server.listen({ onUnhandledRequest: "error" });
});
afterAll(() => {
  server.close();
});

const mint = (issuer: string) => mints.get(issuer) as Mint;
const secrets = { clientSecret: "s", cookieKey: COOKIE_KEY };
const entra = (change: Partial<Parameters<typeof entraSignIn>[0]> = {}) =>
  entraSignIn({ tenant: TENANT, clientId: APP, ...secrets, ...change });
const okta = (change: Partial<Parameters<typeof oktaSignIn>[0]> = {}) =>
  oktaSignIn({ domain: "acme.okta.com", clientId: "okta-client", ...secrets, ...change });

/** Comes back from the provider with an ID token of these claims. */
async function comesBack(browser: Browser, there: string, issuer: string, claims: Claims): Promise<Response> {
  const asked = new URL(there).searchParams;
  idToken = await mint(issuer).token({ nonce: asked.get("nonce"), ...claims });
  return browser.page(`/sign-in/callback?code=c&state=${asked.get("state")}`);
}
async function signedIn(desk: SignIn, issuer: string, claims: Claims): Promise<Browser & { landed: Response }> {
  const browser = browserAt(desk);
  const there = locationOf(await browser.page("/sign-in/start"));
  return { ...browser, landed: await comesBack(browser, there, issuer, claims) };
}
const byToken = async (desk: SignIn, issuer: string, claims: Claims) => {
  const authorization = `Bearer ${await mint(issuer).token(claims, { typ: "JWT" })}`;
  return browserAt(desk).who("/v1/requests", { headers: { authorization } });
};

describe("Entra", () => {
  const claims = {
    tid: TENANT,
    oid: ANA,
    sub: "pairwise",
    email: "ceo@acme.example",
    preferred_username: "ceo@acme.example",
  };
  test("names a person by the tenant's issuer and the object id, as the directory does", async () => {
    const { issuer, subject } = await identified(await (await signedIn(entra(), ENTRA, claims)).who());
    expect({ issuer, subject }).toEqual({ issuer: ENTRA, subject: ANA });
  });
  test.each([
    ["of another tenant", { tid: OTHER }],
    ["of no tenant", { tid: undefined }],
    ["without an object id", { oid: undefined }],
    ["whose object id is none", { oid: "ceo@acme.example" }],
  ])("an account %s does not get in", async (_what, change) => {
    const browser = await signedIn(entra(), ENTRA, { ...claims, ...change });
    expect([browser.landed.status, refused(await browser.who()).status]).toEqual([403, 303]);
  });
  test.each([
    [
      "a list of names elsewhere",
      { _claim_names: { groups: "src1" }, _claim_sources: { src1: { endpoint: "https://graph" } } },
    ],
    ["hasgroups", { hasgroups: true }],
    ["no groups claim at all", {}],
  ])("groups left out (%s) are unknown to the directory, never none", async (_what, overage) => {
    const directory = oidcDirectory({ issuer: ENTRA, groups: "groups", expire: "1h" });
    await signedIn(entra({ groups: "groups", seen: directory.seen }), ENTRA, { ...claims, ...overage });
    expect(await directory.people({ issuer: ENTRA, subject: ANA })).toMatchObject([{ groups: "unknown" }]);
    expect(await directory.members({ group: "finance" })).toBe("unknown");
  });
  test("asks for an authentication context in the claims parameter, and takes it from acrs alone", async () => {
    const desk = entra({ acr: ["c1", "c2"] });
    const auth_time = Math.floor(Date.now() / 1000);
    const proving = async (answered: Claims) => {
      const browser = await signedIn(desk, ENTRA, claims);
      const there = locationOf(await browser.stepUp());
      const back = await comesBack(browser, there, ENTRA, { ...claims, auth_time, ...answered });
      return { there: new URL(there).searchParams, status: back.status, by: await browser.stepUp() };
    };
    const { there, by } = await proving({ acrs: ["c1"] });
    expect(JSON.parse(String(there.get("claims")))).toEqual({ id_token: { acrs: { essential: true, value: "c1" } } });
    expect([there.get("acr_values"), there.get("nonce")]).toEqual([null, DIGEST]);
    expect(await identified(by)).toMatchObject({ proof: "L2", evidence: { acr: "c1", nonce: DIGEST } });
    for (const answered of [
      {},
      { acr: "c1" },
      { acrs: ["c9"] },
      { acrs: [] },
      { acrs: ["c1"], oid: APP },
      { acrs: "c1", auth_time: undefined },
    ])
      expect((await proving(answered)).status).not.toBe(303);
  });
  const access = { ...claims, scp: "review", azp: "cli" };
  test("an access token of a person is that person", async () => {
    const by = await identified(await byToken(entra({ audience: APP }), ENTRA, access));
    expect([by.issuer, by.subject, by.proof]).toEqual([ENTRA, ANA, "L1"]);
  });
  test.each([
    ["an application, as it says itself", { idtyp: "app" }, 403],
    ["an application, with roles and no scope", { scp: undefined, roles: ["review"] }, 401],
    ["another tenant's person", { tid: OTHER }, 401],
  ])("an access token of %s is refused", async (_what, change, status) => {
    expect(refused(await byToken(entra({ audience: APP }), ENTRA, { ...access, ...change })).status).toBe(status);
  });
  test("an ID token is no access token, though it has the same audience", async () => {
    const answer = await byToken(entra({ audience: APP }), ENTRA, { ...claims, nonce: "n" });
    expect(refused(answer).status).toBe(401);
  });
  test.each([
    ["tenant", { tenant: "common" }],
    ["tenant", { tenant: "acme.onmicrosoft.com" }],
    ["clientId", { clientId: "desk" }],
  ])("%s must be a GUID: %o", (where, change) => {
    expect(() => entra(change)).toThrow(`entraSignIn.${where}`);
  });
});

describe("Okta", () => {
  test.each([
    ["organisation's own server", OKTA, {}],
    ["custom server", CUSTOM, { server: "default" }],
  ])(
    "the %s names a person by the organisation and the user id, as the directory does",
    async (_what, issuer, change) => {
      const seen: Json[] = [];
      const desk = okta({ ...change, groups: "groups", seen: async (_by, claims) => void seen.push(claims) });
      const browser = await signedIn(desk, issuer, { sub: USER, groups: ["finance"] });
      const by = await identified(await browser.who());
      expect([by.issuer, by.subject]).toEqual([OKTA, USER]);
      expect(seen).toMatchObject([{ iss: OKTA, sub: USER, groups: ["finance"] }]);
    },
  );
  test("is asked for groups by their scope where they are wanted", async () => {
    const scope = async (desk: SignIn) =>
      new URL(locationOf(await browserAt(desk).page("/sign-in/start"))).searchParams.get("scope");
    expect(await scope(okta())).toBe("openid profile");
    expect(await scope(okta({ groups: "groups" }))).toBe("openid profile groups");
  });
  test("asks for an assurance by acr_values", async () => {
    const browser = await signedIn(okta({ acr: ["urn:okta:loa:2fa:any"] }), OKTA, { sub: USER });
    expect(new URL(locationOf(await browser.stepUp())).searchParams.get("acr_values")).toBe("urn:okta:loa:2fa:any");
  });
  const api = { server: "default", audience: "api://default" };
  const access = { aud: "api://default", sub: "ana@acme.example", uid: USER, cid: "cli", scp: ["review"] };
  test("an access token's person is its user id, not its login", async () => {
    const by = await identified(await byToken(okta(api), CUSTOM, access));
    expect([by.issuer, by.subject]).toEqual([OKTA, USER]);
  });
  test("an access token without a user is a machine's", async () => {
    expect(refused(await byToken(okta(api), CUSTOM, { ...access, uid: undefined, sub: "cli" })).status).toBe(403);
  });
  test.each([
    "https://acme.okta.com",
    "ACME.okta.com",
    "acme.okta.com/x",
    "acme",
    "acme.okta.com:444@evil.example",
    "",
  ])("its domain is a host: not %j", (domain) => {
    expect(() => okta({ domain })).toThrow("oktaSignIn.domain");
  });
  test("its server is an id", () => {
    expect(() => okta({ server: "../x" })).toThrow("oktaSignIn.server");
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { oidcSignIn } from "../../src/server/oidc.js";
import { CLIENT, type Claims, type Issuer, type Minting, startIssuer } from "./issuer.js";
import { browserAt, COOKIE_KEY, identified, locationOf, refused } from "./oidc-desk.js";

const AUDIENCE = "urn:desk";
let idp: Issuer;
beforeAll(async () => {
  idp = await startIssuer();
});
afterAll(() => idp[Symbol.asyncDispose]());
beforeEach(() => {
  idp.keys = "there";
});

const signIn = (change: { audience?: string; issuer?: string } = { audience: AUDIENCE }) =>
  oidcSignIn({ issuer: idp.issuer, clientId: CLIENT, clientSecret: "s", cookieKey: COOKIE_KEY, ...change });
const now = () => Math.floor(Date.now() / 1000);

describe("an ID token", () => {
  async function comesBack(change: Claims, how: Minting = {}) {
    const browser = browserAt(signIn());
    const asked = new URL(locationOf(await browser.page("/sign-in/start"))).searchParams;
    idp.idToken = await idp.mint({ nonce: String(asked.get("nonce")), ...change }, how);
    const answer = await browser.page(`/sign-in/callback?code=c&state=${asked.get("state")}`);
    return { status: answer.status, who: await browser.who() };
  }
  test("as it must be signs in", async () => {
    const { status, who } = await comesBack({});
    expect([status, (await identified(who)).subject]).toEqual([303, "ana"]);
  });
  test.each<[string, Claims, Minting?]>([
    ["without a signature (alg none)", {}, { by: "nobody" }],
    ["signed with the public key as a secret (HS256)", {}, { by: "its public key as a secret" }],
    ["signed by a foreign key", {}, { by: "a foreign key" }],
    ["of another issuer", { iss: "https://evil.example" }],
    ["for another client", { aud: "other" }],
    ["for several clients without naming ours", { aud: [CLIENT, "other"], azp: "other" }],
    ["with another nonce", { nonce: "other" }],
    ["without a nonce", { nonce: undefined }],
    ["that has expired", { exp: now() - 3600 }],
    ["that never expires", { exp: undefined }],
    ["of nobody", { sub: undefined }],
    ["of somebody with an endless name", { sub: "a".repeat(256) }],
  ])("%s is refused", async (_what, change, how) => {
    const { status, who } = await comesBack(change, how);
    expect([400, 403, 502]).toContain(status);
    expect(refused(who).status).toBe(303);
  });
});

describe("an access token", () => {
  const access = { aud: AUDIENCE, scope: "review", client_id: "cli" };
  const sent = async (change: Claims = {}, how: Minting = { typ: "at+jwt" }, desk = signIn()) => {
    const authorization = `Bearer ${await idp.mint({ ...access, ...change }, how)}`;
    return browserAt(desk).who("/v1/requests", { headers: { authorization } });
  };
  test.each([["at+jwt"], ["application/at+jwt"], ["JWT"], [undefined]])(
    "of a person, of type %s, is that person",
    async (typ) => {
      expect(await identified(await sent({}, typ === undefined ? {} : { typ }))).toMatchObject({
        issuer: idp.issuer,
        subject: "ana",
        proof: "L1",
        evidence: { client: "cli", access_token_sha256: expect.stringMatching(/^[\w-]{43}$/) },
      });
    },
  );
  test.each<[string, Claims, Minting?]>([
    ["without a signature (alg none)", {}, { by: "nobody" }],
    ["signed with the public key as a secret (HS256)", {}, { by: "its public key as a secret" }],
    ["signed by a foreign key", {}, { by: "a foreign key" }],
    ["of another issuer", { iss: "https://evil.example" }],
    ["for another API", { aud: "urn:other" }],
    ["that has expired", { exp: now() - 60 }],
    ["that never expires", { exp: undefined }],
    ["not valid yet", { nbf: now() + 600 }],
    ["of nobody", { sub: undefined }],
    ["that is bound to a key", { cnf: { jkt: "x" } }],
    ["that is an ID token", { nonce: "n" }, { typ: "JWT" }],
    ["without a scope or a type", { scope: undefined }, { typ: "JWT" }],
    ["of the type of a logout", {}, { typ: "logout+jwt" }],
  ])("%s gets 401", async (_what, change, how) => {
    const answer = refused(await sent(change, { typ: "at+jwt", ...how }));
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer realm="countersign", error="invalid_token"/);
  });
  test.each<[string, Claims]>([
    ["the client itself (RFC 9068)", { sub: "cli" }],
    ["the client of Auth0", { sub: "cli@clients", client_id: undefined, azp: "cli" }],
    ["a grant to a client", { gty: "client-credentials" }],
    ["a service account of Keycloak", { preferred_username: "service-account-cli" }],
    ["the desk's own client", { sub: CLIENT }],
    ["somebody who acts for a person (RFC 8693)", { act: { sub: "agent" } }],
  ])("of a machine gets 403: %s", async (_what, change) => {
    const answer = refused(await sent(change));
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("a person must decide")]);
    expect(answer.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
  });
  test("is taken only where an audience is configured", async () => {
    expect(refused(await sent({}, { typ: "at+jwt" }, signIn({}))).status).toBe(401);
  });
  test("says nothing of itself in a refusal", async () => {
    const answer = refused(await sent({ sub: "secretname", exp: 1 }));
    expect(await answer.text()).not.toMatch(/secretname|eyJ/);
  });
  test.each(["Bearer", "Bearer ", "Bearer x", `Bearer ${"a".repeat(20_000)}`, "bearer a.b.c"])(
    "that is none (%.20s) gets 401",
    async (authorization) => {
      expect(refused(await browserAt(signIn()).who("/v1", { headers: { authorization } })).status).toBe(401);
    },
  );
  test("waits while the keys cannot be had", async () => {
    idp.keys = "gone";
    const desk = signIn();
    expect(refused(await sent({}, { typ: "at+jwt" }, desk)).status).toBe(503);
    idp.keys = "there";
    await identified(await sent({}, { typ: "at+jwt" }, desk));
  });
  test("cannot prove a decision", async () => {
    const authorization = `Bearer ${await idp.mint(access, { typ: "at+jwt" })}`;
    const answer = refused(await browserAt(signIn()).stepUp(undefined, { headers: { authorization } }));
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("decide there")]);
  });
});

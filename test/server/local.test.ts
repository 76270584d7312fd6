import { describe, expect, test } from "vitest";
import { localSignIn } from "../../src/server/local.js";
import { browserAt, identified, locationOf, refused } from "./oidc-desk.js";

const ANA = { issuer: "local", subject: "ana" };
async function signedIn(desk = localSignIn({ as: ANA })) {
  const browser = browserAt(desk);
  return { ...browser, desk, landed: await browser.page(desk.url) };
}

describe("the address that is printed", () => {
  test("signs in the one person, at L1", async () => {
    const { who } = await signedIn();
    expect(await identified(await who())).toMatchObject({ ...ANA, proof: "L1", evidence: { sign_in: "local" } });
  });
  test("holds a secret of 128 bits, another one each time", () => {
    const [one, two] = [localSignIn({ as: ANA }).url, localSignIn({ as: ANA }).url];
    expect(one).toMatch(/^\/sign-in\?secret=[\w-]{22}$/);
    expect(one).not.toBe(two);
  });
  test("leads on to a page without the secret, by a cookie that no script reads", async () => {
    const { landed } = await signedIn();
    expect([landed.status, locationOf(landed)]).toEqual([303, "/desk"]);
    expect(landed.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^countersign-local=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/),
    ]);
  });
  test.each(["", "?secret=", "?secret=wrong", "?secret=0000000000000000000000"])(
    "with %j lets nobody in",
    async (query) => {
      const browser = browserAt(localSignIn({ as: ANA }));
      expect([(await browser.page(`/sign-in${query}`)).status, browser.jar.size]).toEqual([403, 0]);
    },
  );
  test("opened by HEAD signs nobody in", async () => {
    const desk = localSignIn({ as: ANA });
    const browser = browserAt(desk);
    expect([(await browser.page(desk.url, { method: "HEAD" })).status, browser.jar.size]).toEqual([405, 0]);
  });
  test("is not that of another process", async () => {
    const { jar } = await signedIn();
    expect(refused(await browserAt(localSignIn({ as: ANA }), jar).who()).status).toBe(303);
  });
});

describe("another host name than loopback", () => {
  test.each([
    ["in the address", { base: "http://evil.example" }],
    ["in the address, though it looks like loopback", { base: "http://127.0.0.1.evil.example" }],
    ["in the Host header alone, as after DNS rebinding", { headers: { host: "evil.example" } }],
    ["of this machine in its network", { base: "http://192.168.1.4:4000" }],
  ])("%s is refused, also with the cookie and the secret", async (_what, asked) => {
    const { who, page, desk, jar } = await signedIn();
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const hostile = { ...asked, headers: { ...("headers" in asked ? asked.headers : {}), cookie } };
    expect(refused(await who("/", hostile)).status).toBe(403);
    expect((await page(desk.url, hostile)).status).toBe(403);
  });
  test.each(["http://localhost:4000/desk", "http://127.0.0.1:4000", "http://[::1]:4000", "http://0a1b.localhost:4000"])(
    "is not %s",
    async (base) => {
      const desk = localSignIn({ as: ANA });
      const browser = browserAt(desk);
      expect((await browser.page(desk.url, { base })).status).toBe(303);
      await identified(await browser.who("/", { base }));
    },
  );
});

test("the name for the console is of this machine, and another one each time", () => {
  const [one, two] = [localSignIn({ as: ANA }).host, localSignIn({ as: ANA }).host];
  expect(one).toMatch(/^[0-9a-f]{32}\.localhost$/);
  expect(one).not.toBe(two);
});

test("a session of one port is none at another, though browsers send its cookie there", async () => {
  const { who } = await signedIn();
  expect(refused(await who("/", { base: "http://127.0.0.1:4001/desk" })).status).toBe(303);
  await identified(await who());
});

describe("who is not signed in", () => {
  test.each([
    ["GET", "/requests/r1", 303],
    ["POST", "/requests/r1/decide", 401],
    ["GET", "/v1/requests", 401],
  ])("%s %s gets %i", async (method, path, status) => {
    expect(refused(await browserAt(localSignIn({ as: ANA })).who(path, { method })).status).toBe(status);
  });
});

test("a sign-out ends the session, also for who kept its cookie", async () => {
  const { page, who, jar, desk } = await signedIn();
  const kept = browserAt(desk, new Map(jar));
  expect((await page("/sign-in/out")).status).toBe(405);
  await identified(await who());
  expect((await page("/sign-in/out", { method: "POST" })).status).toBe(200);
  expect(refused(await who()).status).toBe(303);
  expect(refused(await kept.who()).status).toBe(303);
});

test("a person without issuer or subject is refused at once", () => {
  expect(() => localSignIn({ as: { issuer: "", subject: "ana" } })).toThrow("localSignIn.as");
});

import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launch } from "./chromium.js";
import { DECISION, passkeySite } from "./passkey-site.js";

type Site = Awaited<ReturnType<typeof passkeySite>>;
let browser: Browser;
let site: Site;
let context: BrowserContext;
let page: Page;
let devtools: CDPSession;
let device: string;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  site = await passkeySite();
  context = await browser.newContext();
  page = await context.newPage();
  devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
  } as const;
  const made = { ...options, isUserVerified: true, automaticPresenceSimulation: true };
  device = (await devtools.send("WebAuthn.addVirtualAuthenticator", { options: made })).authenticatorId;
});
afterEach(async () => {
  await context?.close();
  await site?.close();
});

async function add() {
  await page.goto(`${site.base}/sign-in/passkeys`);
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "Create the passkey" }).click();
  await page.getByText("Never used.").waitFor();
}

test("a person adds a passkey after signing in again, and signs a decision with it", async () => {
  await add();
  await page.goto(`${site.base}/requests/r1`);
  await page.getByRole("button", { name: "Use passkey" }).click();
  await page.getByRole("heading", { name: "Approved" }).waitFor();
  const [by] = site.decided;
  expect(by).toMatchObject({ subject: "ana", proof: "L3", evidence: { rp_id: "localhost", added_by: "L2" } });
  const signed = JSON.parse(Buffer.from(by?.evidence["client_data"] ?? "", "base64").toString());
  expect(signed).toMatchObject({ type: "webauthn.get", challenge: DECISION, origin: new URL(site.base).origin });
  await page.goto(`${site.base}/sign-in/passkeys`);
  await page.getByText("Last used").waitFor();
});

test("a person whom the device does not recognise decides nothing, and is told", async () => {
  await add();
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId: device, isUserVerified: false });
  await page.goto(`${site.base}/requests/r1`);
  await page.getByRole("button", { name: "Use passkey" }).click();
  await page.getByRole("alert").getByText("Nothing was recorded.").waitFor();
  expect(site.decided).toEqual([]);
});

test("a device that has a passkey of this desk already makes no second one, and the page says so", async () => {
  await add();
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "Create the passkey" }).click();
  await page.getByRole("alert").getByText("Nothing was kept.").waitFor();
  await page.getByRole("link", { name: "Back to your passkeys" }).click();
  expect(await page.getByRole("button", { name: /^Remove the passkey/ }).count()).toBe(1);
});

test("a person removes a passkey on the page", async () => {
  await add();
  await page.getByRole("button", { name: /^Remove the passkey/ }).click();
  await page.getByText("You have none here.").waitFor();
});

test("without scripts the page says that a passkey needs them, and keeps nothing", async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const still = await plain.newPage();
  await still.goto(`${site.base}/sign-in/passkeys`);
  await still.getByRole("link", { name: "Add a passkey" }).click();
  await still.locator("noscript p").waitFor();
  await still.getByRole("button", { name: "Create the passkey" }).click();
  await still.getByText("Nothing was kept.").waitFor();
  await plain.close();
});

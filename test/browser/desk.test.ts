import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launch } from "./chromium.js";
import { deskSite, finance, type Site, signedIn } from "./desk-site.js";

let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await site?.close();
});

const stateOf = async (id: string) => (await site.cs.desk.message(id))?.state;
const approve = async (page: Page, typed = "1840") => {
  await page.getByLabel("To approve, type").fill(typed);
  await page
    .getByRole("button", { name: /^Approve/ })
    .last()
    .click();
};
/** A request of chi's that waits, and ana at its page. */
async function atRequest(rules?: Parameters<typeof deskSite>[0], options?: Parameters<typeof signedIn>[4]) {
  site = await deskSite(rules);
  const done = site.ask();
  const id = await site.waiting();
  const { page, context } = await signedIn(browser, site, "ana", `/requests/${id}`, options);
  return { done, id, page, context };
}

/** The provider tells seconds: who signs in again within one has signed in no later. */
const aSecondLater = (person: string) => {
  site.provider.login = { person, amr: ["pwd", "mfa"], ts: Math.floor(Date.now() / 1000) + 1 };
};

test("a link leads through the sign-in to its request, and says nothing of it before", async () => {
  site = await deskSite();
  void site.ask();
  const id = await site.waiting();
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${site.url}/requests/${id}`);
  const before = await page.content();
  for (const secret of ["Refund", "1840", "o-4471", "chi"]) expect(before).not.toContain(secret);
  const signed = await signedIn(browser, site, "ana", `/requests/${id}`);
  await signed.page.getByRole("heading", { name: "Refund 1840.00 EUR for order o-4471" }).waitFor();
});

test("a person approves by typing the value, and the call runs", async () => {
  const { done, page } = await atRequest();
  await approve(page);
  await page
    .getByText(/Approved by ana/)
    .first()
    .waitFor();
  expect(await done).toMatchObject({ ok: true, value: "refunded 1840" });
});

test("Enter in the typed field approves as the button does, and never denies", async () => {
  const { done, page, id } = await atRequest();
  await page.getByLabel("To approve, type").press("Enter");
  expect(await stateOf(id)).toBe("pending");
  await page.getByLabel("To approve, type").fill("1,840");
  await page.getByLabel("To approve, type").press("Enter");
  await page
    .getByText(/Approved by ana/)
    .first()
    .waitFor();
  expect(await done).toMatchObject({ ok: true });
});

test("one press denies, without JavaScript", async () => {
  const { done, page } = await atRequest(undefined, { javaScriptEnabled: false });
  await page.getByRole("button", { name: "Deny" }).first().click();
  await page.getByText("Denied by ana").first().waitFor();
  expect(await done).toMatchObject({ ok: false, error: { code: "denied" } });
  expect(site.ran).toEqual([]);
});

test("one press denies from the dock of a phone", async () => {
  const { done, page } = await atRequest(undefined, { viewport: { width: 390, height: 844 } });
  await page.getByRole("form", { name: "Quick decision" }).getByRole("button", { name: "Deny" }).click();
  await page.getByText("Denied by ana").first().waitFor();
  expect(await done).toMatchObject({ ok: false });
});

test("a modification is refused at its field, then shown as a difference, then sent", async () => {
  const { page, id } = await atRequest([finance({ modify: "author" })]);
  await page.getByRole("link", { name: "Modify instead" }).click();
  await page.getByLabel("amount").fill("-5");
  await page.getByRole("button", { name: "Check the difference" }).click();
  const field = page.getByLabel("amount");
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  expect(await stateOf(id)).toBe("pending");
  await field.fill("900");
  await page.getByRole("button", { name: "Check the difference" }).click();
  expect(await page.locator("del").first().textContent()).toContain("1840");
  expect(await page.locator("ins").first().textContent()).toContain("900");
  await page.getByRole("button", { name: "Send revision 2" }).click();
  await page.getByText("revision 2").first().waitFor();
  expect((await site.cs.desk.message(id))?.revision).toBe(2);
  expect(await page.getByRole("button", { name: /^Approve/ }).count()).toBe(0); // who wrote it does not approve it
});

test("of two reviewers at once one decides, and the other is told", async () => {
  const { done, id, page: ana } = await atRequest();
  const { page: bo } = await signedIn(browser, site, "bo", `/requests/${id}`);
  await ana.getByLabel("To approve, type").fill("1840");
  await Promise.all([
    ana
      .getByRole("button", { name: /^Approve/ })
      .last()
      .click(),
    bo.getByRole("button", { name: "Deny" }).first().click(),
  ]);
  const outcome = await done;
  const texts = await Promise.all([ana, bo].map((page) => page.locator("main").textContent()));
  if (outcome.ok) expect(texts[1]).toMatch(/too late|Approved by/);
  else expect(texts.join()).toContain("Denied by bo");
  expect(site.ran.length).toBe(outcome.ok ? 1 : 0);
});

test("two must agree: one approval waits for the other", async () => {
  const { done, id, page: ana } = await atRequest([finance({ approve: 2 })]);
  await approve(ana);
  await ana.getByText("Your answer is recorded.").waitFor();
  expect(await stateOf(id)).toBe("pending");
  const { page: bo } = await signedIn(browser, site, "bo", `/requests/${id}`);
  await bo.getByText("1 of 2 agreed").first().waitFor();
  await approve(bo);
  expect(await done).toMatchObject({ ok: true });
});

test("a rule that asks for a sign-in for the decision gets one over its digest", async () => {
  const { done, page } = await atRequest([finance({ proof: "L2" })]);
  aSecondLater("ana");
  await approve(page);
  await page.getByRole("link", { name: /Sign in/ }).click();
  await page
    .getByRole("button", { name: /^Approve|^Confirm|^Send/ })
    .first()
    .click();
  await page
    .getByText(/Approved by ana/)
    .first()
    .waitFor();
  expect(await done).toMatchObject({ ok: true });
  const recorded = site.log.events.find(({ type }) => type.includes("review.recorded"));
  expect(recorded?.line).toContain('"proof":"L2"');
});

test("a rule that asks for a passkey gets one, of a person who added it before", async () => {
  const { done, page, context, id } = await atRequest([finance({ proof: "L3" })]);
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  aSecondLater("ana");
  await page.goto(`${site.url}/sign-in/passkeys`);
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "Create the passkey" }).click();
  await page.getByText("Never used.").waitFor();
  await page.goto(`${site.url}/requests/${id}`);
  await approve(page);
  await page.getByRole("button", { name: "Use passkey" }).click();
  await page
    .getByText(/Approved by ana/)
    .first()
    .waitFor();
  expect(await done).toMatchObject({ ok: true });
  const recorded = site.log.events.find(({ type }) => type.includes("review.recorded"));
  expect(recorded?.line).toContain('"proof":"L3"');
});

test("a request that expires while its page is open is not decided, and the page says so", async () => {
  const { done, page } = await atRequest();
  await site.clock.advance("30m");
  await approve(page);
  await page
    .getByText(/Expired at/)
    .first()
    .waitFor();
  expect(await done).toMatchObject({ ok: false, error: { code: "expired" } });
});

test("a page that is open is told when the request changes", async () => {
  const { page, id } = await atRequest([finance({ approve: 2 })]);
  const { page: bo } = await signedIn(browser, site, "bo", `/requests/${id}`);
  await bo.getByRole("button", { name: "Deny" }).first().click();
  await page.locator("[data-changed]").getByRole("link").waitFor();
});

test("the inbox of who waits fills by itself", async () => {
  site = await deskSite();
  const { page } = await signedIn(browser, site, "ana");
  await page.getByText("Nothing waits for you").waitFor();
  void site.ask();
  await site.waiting();
  await page.getByRole("link", { name: /Refund 1840/ }).waitFor();
});

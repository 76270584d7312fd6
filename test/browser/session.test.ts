import type { Browser, Locator, Page } from "playwright-core";
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

/** Two must agree, unless said: one answer leaves the request open for another. */
async function atRequest(options: Parameters<typeof signedIn>[4] = {}, require: object = { approve: 2 }) {
  site = await deskSite([finance(require)]);
  void site.ask();
  const id = await site.waiting();
  return { id, ...(await signedIn(browser, site, "ana", `/requests/${id}`, options)) };
}
const reviews = () => site.log.events.filter(({ type }) => type.includes("review.recorded")).length;
const approveIn = async (page: Page) => {
  await page.getByLabel("To approve, type").fill("1840");
  return page.getByRole("button", { name: /^Approve/ }).last();
};
async function middleOf(button: Locator): Promise<readonly [x: number, y: number]> {
  const { x = 0, y = 0, width = 0, height = 0 } = (await button.boundingBox()) ?? {};
  return [x + width / 2, y + height / 2];
}
const signOut = async (page: Page) => {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
};

test("after a sign-out every page asks for a sign-in, in every tab", async () => {
  const { context, page, id } = await atRequest();
  const other = await context.newPage();
  await other.goto(site.url);
  await signOut(other);
  for (const path of ["/", `/requests/${id}`, `/requests/${id}/modify`, `/requests/${id}/log`, "/sign-in/passkeys"]) {
    await page.goto(site.url + path);
    expect(new URL(page.url()).pathname, path).toBe("/sign-in");
  }
  const back = await page.goBack();
  expect(await back?.text()).not.toContain("1840");
});

test("an answer from a page that was open at the sign-out is not recorded, and says so", async () => {
  const { context, page } = await atRequest();
  const other = await context.newPage();
  await other.goto(site.url);
  await signOut(other);
  await (await approveIn(page)).click();
  await page.getByText("You are not signed in, or no longer. Nothing was recorded.").waitFor();
  expect([reviews(), site.posts.at(-1)]).toEqual([0, 401]);
});

test("cookies copied before the sign-out open nothing after it", async () => {
  const { context, page, id } = await atRequest();
  const copied = await context.cookies(site.url);
  const thief = await browser.newContext();
  await thief.addCookies(copied);
  const tab = await thief.newPage();
  await tab.goto(`${site.url}/requests/${id}`);
  expect(await tab.title()).toContain("Refund"); // until then they are a session: who has them is ana
  await signOut(page);
  await tab.goto(`${site.url}/requests/${id}`);
  const api = await thief.request.get(`${site.url}/v1/requests/${id}`);
  expect([new URL(tab.url()).pathname, api.status()]).toEqual(["/sign-in", 401]);
});

test("no script of a page can read a cookie of the desk", async () => {
  const { context, page } = await atRequest();
  const names = (await context.cookies(site.url)).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["countersign-session", "cs_form"]));
  expect(await page.evaluate(() => document.cookie)).toBe("");
});

test("reloading and going back after a decision sends nothing again", async () => {
  const { page } = await atRequest();
  await (await approveIn(page)).click();
  await page.getByText("Your answer is recorded.").waitFor();
  await page.reload();
  await page.goBack();
  await page.getByRole("heading", { name: /^Refund/ }).waitFor();
  await page.goForward();
  await page.reload();
  expect([site.posts, reviews()]).toEqual([[303], 1]);
});

test("a second click while Approve is on its way sends nothing more", async () => {
  const { page } = await atRequest();
  let sent = 0;
  let arrive = () => {};
  const arriving = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route("**/decide", async (route) => {
    sent++;
    await arriving;
    await route.continue();
  });
  const [x, y] = await middleOf(await approveIn(page));
  await page.mouse.click(x, y);
  await expect.poll(() => sent).toBe(1);
  await page.mouse.click(x, y);
  arrive();
  await page.getByText("Your answer is recorded.").waitFor();
  expect([sent, site.posts, reviews()]).toEqual([1, [303], 1]);
});

test("the same answer from two tabs is recorded once, without JavaScript", async () => {
  const { context, page } = await atRequest({ javaScriptEnabled: false });
  const other = await context.newPage();
  await other.goto(page.url());
  await (await approveIn(page)).click();
  await page.getByText("Your answer is recorded.").waitFor();
  await (await approveIn(other)).click();
  await other.getByText("You have already said so.").waitFor();
  expect(reviews()).toBe(1);
});

test.each([
  ["an approval that waits for others", { approve: 2 }],
  ["an approval that ends it", {}],
  ["an approval that asks for a proof", { proof: "L2" }],
])("after %s no button stands where Approve stood: the second of two clicks answers nothing", async (_, require) => {
  const { page } = await atRequest({}, require);
  const [x, y] = await middleOf(await approveIn(page));
  await page.mouse.click(x, y);
  await page.waitForURL(/said=|step-up/);
  const under = await page.evaluate(
    ([x, y]) => document.elementFromPoint(x, y)?.closest("button")?.textContent ?? "nothing",
    [x, y] as const,
  );
  expect(under).toBe("nothing");
});

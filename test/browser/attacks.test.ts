import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asking, attackerSite, type Known, PAGES } from "./attacker.js";
import { launch } from "./chromium.js";
import { deskSite, type Site, signedIn } from "./desk-site.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** What its page knows of a request, and how it would be approved. */
async function knownFrom(page: Page, desk: string, requestId: string): Promise<Known> {
  const hidden = await page.$$eval("#decide input[type=hidden]", (all) =>
    all.map((one) => [one.getAttribute("name"), one.getAttribute("value")]),
  );
  return { desk, requestId, fields: { ...Object.fromEntries(hidden), decision: "approve", typed: "1840" } };
}

/** A desk with one request that waits, and ana, who is signed in and visits a page of an attacker's. */
async function victimOf(host: "localhost" | "127.0.0.1") {
  const [site, attacker] = await Promise.all([deskSite(), attackerSite(host)]);
  void site.ask();
  const id = await site.waiting();
  const { context, page } = await signedIn(browser, site, "ana", `/requests/${id}`);
  const known = await knownFrom(page, site.url, id);
  return {
    site,
    attacker,
    id,
    context,
    known,
    /** What the attacker has achieved: nothing. */
    untouched: async () => [(await site.cs.desk.message(id))?.state, reviewsIn(site), site.ran],
    async visits(html: string): Promise<Page> {
      attacker.pages.set("/", html);
      const tab = await context.newPage();
      await tab.goto(attacker.origin);
      return tab;
    },
    async close() {
      await context.close();
      await Promise.all([site.close(), attacker.close()]);
    },
  };
}
type Victim = Awaited<ReturnType<typeof victimOf>>;

const reviewsIn = ({ log }: Site): number => log.events.filter(({ type }) => type.includes("review.recorded")).length;
const NOTHING = ["pending", 0, []];

describe.each([
  ["another site", "127.0.0.1"],
  ["another port of the same host", "localhost"],
] as const)("a page of %s", (_, host) => {
  let victim: Victim;
  beforeAll(async () => {
    victim = await victimOf(host);
  });
  afterAll(() => victim?.close());

  test.each(Object.entries(PAGES))("decides nothing with %s that has everything right", async (_, html) => {
    const { posts } = victim.site;
    const before = posts.length;
    await victim.visits(html(victim.known));
    await expect.poll(() => posts.slice(before)).toEqual([403]);
    expect(await victim.untouched()).toEqual(NOTHING);
  });

  test("is not allowed to send JSON", async () => {
    const tab = await victim.visits(asking(victim.known));
    await expect.poll(() => tab.title()).toBe("refused");
    expect(await victim.untouched()).toEqual(NOTHING);
  });

  test("shows nothing of the console in a frame", async () => {
    const paths = ["/", `/requests/${victim.id}`, `/requests/${victim.id}/log`, "/sign-in"];
    const tab = await victim.visits(paths.map((path) => `<iframe src="${victim.site.url}${path}"></iframe>`).join(""));
    const frames = () => tab.frames().filter((one) => one !== tab.mainFrame());
    const refused = paths.map(() => "chrome-error://chromewebdata/");
    await expect.poll(() => frames().map((one) => one.url())).toEqual(refused);
  });

  test("has no hold on a window of the console that it opened", async () => {
    const tab = await victim.visits("");
    const popup = tab.waitForEvent("popup");
    const handle = await tab.evaluateHandle((url) => open(url), `${victim.site.url}/requests/${victim.id}`);
    const opened = await popup;
    await opened.getByRole("heading", { name: /^Refund/ }).waitFor();
    const held = await handle.evaluate((desk) => desk?.closed === false);
    expect([held, await opened.evaluate(() => opener)]).toEqual([false, null]);
  });
});

test("without the token of its own request, person and browser a form of the desk's own origin decides nothing", async () => {
  const victim = await victimOf("localhost");
  void victim.site.ask({ order: "o-4472" });
  const other = await victim.site.waiting(2);
  const tab = await victim.context.newPage();
  await tab.goto(`${victim.site.url}/requests/${other}`);
  const { fields } = await knownFrom(tab, victim.site.url, other);
  const bo = await signedIn(browser, victim.site, "bo", `/requests/${victim.id}`);
  const bos = await knownFrom(bo.page, victim.site.url, victim.id);
  const { token = "", ...none } = victim.known.fields;
  const tried = [none, ...[fields["token"], bos.fields["token"], `${token}x`].map((token) => ({ ...none, token }))];
  const answers = await tab.evaluate(
    async ([path, bodies]) => {
      const sent = bodies.map((one) => fetch(path, { method: "POST", body: new URLSearchParams(one as never) }));
      return (await Promise.all(sent)).map(({ status }) => status);
    },
    [`/requests/${victim.id}/decide`, tried] as const,
  );
  const after = await victim.untouched();
  await Promise.all([bo.context.close(), victim.close()]);
  expect([answers, after]).toEqual([[403, 403, 403, 403], NOTHING]);
});

test("the sign-in leads nowhere but into the desk, whatever `next` says", async () => {
  const [site, attacker] = await Promise.all([deskSite(), attackerSite("127.0.0.1")]);
  const { host } = new URL(attacker.origin);
  const nexts = [
    attacker.origin,
    `//${host}`,
    `/\\${host}`,
    `/\t/${host}`,
    `/.//${host}`,
    `/requests/../..//${host}`,
    `@${host}/`,
    "javascript:alert(1)",
    `${site.url}@${host}/`,
  ];
  const { context, page } = await signedIn(browser, site, "ana");
  const reached: string[] = [];
  for (const next of nexts) {
    await page.goto(`${site.url}/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByRole("link", { name: /Sign in/ }).click();
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    reached.push(new URL(page.url()).origin);
  }
  await closed(context, site, attacker);
  expect([reached, attacker.visited]).toEqual([nexts.map(() => site.url), []]);
});

const closed = (context: BrowserContext, ...sites: readonly { close(): Promise<void> }[]): Promise<unknown> =>
  Promise.all([context.close(), ...sites.map((one) => one.close())]);

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { action } from "../../src/index.js";
import { ask } from "../../src/policy.js";
import { launch } from "./chromium.js";
import { deskSite, OKTA, type Site, signedIn } from "./desk-site.js";

const MARKUP = `"'></textarea></title></script><script id=pwned>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)><iframe srcdoc="<script>parent.alert(4)</script>"></iframe><base href=//evil.test><a href="javascript:alert(5)">refund</a>`;
const HIDDEN = "Goodwill.\u200b Order total \u202e0481\u2066 \u{e0041}";
/** What a page must not hold as it is: it would move or hide what stands around it. */
const STEERS = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u{e0000}-\u{e007f}]/u;

const change = action("record.change", {
  input: z.object({ target: z.string(), link: z.string(), note: z.string(), body: z.string(), more: z.json() }),
  effect: "write",
  critical: ["target"],
  describe: ({ note }) => `Change ${MARKUP} ${note}`,
});
const call = {
  target: MARKUP,
  link: "javascript:alert(document.domain)",
  note: HIDDEN,
  body: "<b>60 KB</b> ".repeat(4_800),
  more: { [MARKUP]: MARKUP, [HIDDEN]: "x", "__proto__ ": 1, "a.b": ["<!--", "]]>", "{{7*7}}"] },
};

let browser: Browser;
let site: Site;
let context: BrowserContext;
let page: Page;
let id: string;
const alarms: string[] = [];
beforeAll(async () => {
  browser = await launch();
  const rule = ask("changes", {
    on: change,
    require: { approvers: { group: "finance" }, within: "30m", modify: "author" },
  });
  site = await deskSite([rule], { names: { ana: `ana ${MARKUP}`, bo: `bo ${MARKUP} ${HIDDEN}` } });
  const change_ = site.cs.guard(() => "changed", change);
  const user = { issuer: OKTA, subject: "chi", name: `chi ${MARKUP} ${HIDDEN}` };
  const facts = { agentSays: `${MARKUP}\n${HIDDEN}` };
  const attempt = () =>
    change_.attempt(call, {
      context: { user, session: MARKUP.slice(0, 120), model: MARKUP, datasets: [MARKUP], facts },
    });
  const first = attempt();
  const decided = await site.waiting();
  const { revision = 0, digest = "" } = (await site.cs.desk.message(decided)) ?? {};
  const by = site.identity("bo");
  await site.cs.desk.review(decided, { decision: "deny", reason: `${MARKUP} ${HIDDEN}`, revision, digest, by });
  await first;
  void attempt();
  id = await site.waiting();
  ({ context, page } = await signedIn(browser, site, "ana"));
  await context.exposeFunction("alarm", (text: string) => void alarms.push(text));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      (globalThis as unknown as { alarm(text: string): void }).alarm(`${violatedDirective} ${blockedURI}`),
    );
  });
  page.on("dialog", (dialog) => {
    alarms.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (said) => said.type() === "error" && alarms.push(said.text()));
  page.on("pageerror", (error) => alarms.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(() => void alarms.splice(0));

/** What stands in the page and is none of the console's own. */
const foreign = (): Promise<string[]> =>
  page.$$eval(
    "#pwned, img, iframe, object, embed, base, body script, [onerror], [onload], a[href^='javascript' i], a[href*='evil']",
    (all) => all.map((one) => one.outerHTML.slice(0, 80)),
  );

async function expectHarmless(): Promise<void> {
  const [html, values] = await Promise.all([
    page.evaluate(() => document.documentElement.outerHTML),
    page.$$eval("input, textarea", (all) => all.map((one) => (one as HTMLInputElement).value)),
  ]);
  expect(await foreign()).toEqual([]);
  expect(html).toContain("&lt;script id=pwned&gt;");
  expect([html, ...values].filter((text) => STEERS.test(text)).map((text) => text.match(STEERS)?.index)).toEqual([]);
  expect(alarms).toEqual([]);
}

const PAGES = {
  inbox: () => "/",
  "inbox, filtered": () => `/?text=${encodeURIComponent('"><script id=pwned>alert(1)</script>')}&queue=open`,
  decided: () => "/?queue=decided",
  request: () => `/requests/${id}`,
  modify: () => `/requests/${id}/modify`,
  log: () => `/requests/${id}/log`,
};

test.each(Object.entries(PAGES))("markup, links and hidden characters are only text: %s", async (_, path) => {
  await page.goto(site.url + path());
  await expectHarmless();
});

test("so they are on the page of a request that was denied, with its reason", async () => {
  await page.goto(`${site.url}/?queue=decided`);
  await page.locator(".row-t").first().click();
  await page.waitForURL("**/requests/*");
  await page
    .getByText(/Denied by/)
    .first()
    .waitFor();
  await expectHarmless();
});

test("so they are in the difference that a modification makes", async () => {
  await page.goto(`${site.url}/requests/${id}/modify`);
  await page.getByLabel("link").fill(`${MARKUP} and more`);
  await page.getByLabel(/^reason/i).fill(MARKUP);
  await page.getByRole("button", { name: "Check the difference" }).click();
  await page.getByRole("button", { name: "Send revision 2" }).waitFor();
  await expectHarmless();
});

test("every hidden character stands as a chip with its code, and all 60 KB are there", async () => {
  await page.goto(`${site.url}/requests/${id}`);
  const row = page.getByRole("row", { name: /^note/ });
  const chips = await row.locator(".cp").allTextContents();
  expect(chips.map((text) => text.match(/U\+[0-9A-F]+/)?.[0])).toEqual(["U+200B", "U+202E", "U+2066", "U+E0041"]);
  const body = page.getByRole("row", { name: /^body/ });
  await body.locator("summary").click();
  expect(await body.locator(".fold-all").textContent()).toContain(call.body.trim());
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

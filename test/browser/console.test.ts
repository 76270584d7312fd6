import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { requestPage } from "../../src/server/console/request-page.js";
import { FRAME, message, request } from "../server/console/samples.js";
import { PAGES } from "../server/console/states.js";
import { launch } from "./chromium.js";
import { consoleSite } from "./console-site.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const SMALL = { width: 320, height: 640 };

let browser: Browser;
let site: Awaited<ReturnType<typeof consoleSite>>;
let context: BrowserContext;
beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), consoleSite()]);
  context = await browser.newContext({ viewport: DESK, reducedMotion: "reduce" });
  await context.addInitScript(() => {
    const found: string[] = [];
    Object.assign(globalThis, { refused: found });
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      found.push(`${violatedDirective} ${blockedURI}`),
    );
  });
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});
beforeEach(() => void site.posts.splice(0));

async function opened(name: string, view = DESK): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize(view);
  await page.goto(site.address(name), { waitUntil: "load" });
  return page;
}

/** What axe finds, as `rule: where`. */
const violations = (page: Page): Promise<string[]> =>
  page.evaluate(async (values) => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const found = await axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"], preload: false });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  }, TAGS);

const tooWide = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const refused = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { refused: string[] }).refused);

/** Every page in both; the other two ways round for one of each kind. */
const SEEN = [
  ["light", DESK],
  ["dark", PHONE],
] as const;
const CROSSED = [
  ["dark", DESK],
  ["light", PHONE],
] as const;
const KINDS = ["inbox", "request, type", "request, stale", "modify", "step-up, passkey", "log, wrong"];

describe("accessible by axe, 320 px wide without scrolling, and nothing refused by the policy of the page", () => {
  let tab: Page;
  beforeAll(async () => {
    tab = await context.newPage();
    await tab.addInitScript(AXE);
  });
  afterAll(async () => tab?.close());

  async function found(name: string, ways: readonly (readonly ["light" | "dark", typeof DESK])[]): Promise<string[]> {
    await tab.goto(site.address(name), { waitUntil: "load" });
    const all: string[] = [];
    for (const [colorScheme, size] of ways) {
      await tab.emulateMedia({ colorScheme });
      await tab.setViewportSize(size);
      all.push(...(await violations(tab)).map((one) => `${colorScheme} ${size.width}: ${one}`));
    }
    await tab.setViewportSize(SMALL);
    const wide = await tooWide(tab);
    return [...all, ...(wide > 0 ? [`${wide} px too wide`] : []), ...(await refused(tab))];
  }

  test.each(Object.keys(PAGES))("%s", async (name) => {
    expect(await found(name, SEEN)).toEqual([]);
  });
  test.each(KINDS)("%s, the other way round", async (name) => {
    expect(await found(name, CROSSED)).toEqual([]);
  });
});

const inView = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate((what) => {
    const box = document.querySelector(what)?.getBoundingClientRect();
    return box !== undefined && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
  }, selector);

test("who, what, where, why, who else, until when and both answers are seen at once at 1280 by 800", async () => {
  const page = await opened("request, type");
  const parts = [
    ".chain",
    "h1",
    ".facts",
    ".lead-why",
    ".args",
    ".print",
    ".clock",
    ".stage",
    "#typed",
    ".decide .pair",
  ];
  const seen = await Promise.all(parts.map(async (one) => [one, await inView(page, one)]));
  await page.close();
  expect(seen.filter(([, visible]) => !visible)).toEqual([]);
});

async function tabbed(page: Page, most: number): Promise<string[]> {
  const names: string[] = [];
  for (let at = 0; at < most; at++) {
    await page.keyboard.press("Tab");
    names.push(
      await page.evaluate(() => {
        const at = document.activeElement;
        return at?.id || at?.textContent?.trim() || "";
      }),
    );
  }
  return names;
}

test("the keyboard reaches the act, the reason, Deny, Approve and Modify in this order, and no hidden button", async () => {
  const page = await opened("request, type");
  const names = await tabbed(page, 22);
  await page.close();
  const acts = ["typed", "reason", "Deny", "Approve…", "Modify instead"];
  expect(names[0]).toBe("Skip to content");
  expect(names.filter((one) => acts.includes(one))).toEqual(acts);
  expect(names).not.toContain("Approve");
});

test("Enter in the typed field approves with what was typed, and never denies", async () => {
  const page = await opened("request, type");
  await page.fill("#typed", "1840");
  await page.press("#typed", "Enter");
  await page.waitForURL("**/decide");
  await page.close();
  expect(site.posts.map(({ fields }) => [fields["decision"], fields["typed"]])).toEqual([["approve", "1840"]]);
});

test("Enter on a tick sends nothing", async () => {
  const page = await opened("request, tick");
  await page.check("[name=meant]");
  await page.press("[name=meant]", "Enter");
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  const at = page.url();
  await page.close();
  expect([site.posts, at]).toEqual([[], site.address("request, tick")]);
});

test("Deny is one press of an untouched form, from the rail and from the dock", async () => {
  const rail = await opened("request, type");
  await rail.click(".decide .btn-deny");
  await rail.waitForURL("**/decide");
  await rail.close();
  const dock = await opened("request, type", PHONE);
  await dock.click(".dock .btn-deny");
  await dock.waitForURL("**/decide");
  await dock.close();
  const one = { token: FRAME.token, revision: "1", digest: message().digest, decision: "deny" };
  expect(site.posts.map(({ fields }) => fields)).toEqual([{ ...one, typed: "", reason: "" }, one]);
});

test("without JavaScript approving is a bare post of what was typed", async () => {
  const bare = await browser.newContext({ javaScriptEnabled: false, viewport: DESK });
  const page = await bare.newPage();
  await page.goto(site.address("request, type"));
  await page.fill("#typed", "1,840");
  await page.fill("#reason", "Checked.");
  await page.click(".decide .btn-solid");
  await page.waitForURL("**/decide");
  await bare.close();
  expect(site.posts.map(({ fields }) => fields)).toEqual([
    {
      token: FRAME.token,
      revision: "1",
      digest: message().digest,
      decision: "approve",
      typed: "1,840",
      reason: "Checked.",
    },
  ]);
});

test("without JavaScript the passkey page says that it needs it, and Deny stays", async () => {
  const bare = await browser.newContext({ javaScriptEnabled: false, viewport: DESK });
  const page = await bare.newPage();
  await page.goto(site.address("step-up, passkey"));
  const said = await page.textContent("main");
  await page.click("text=Deny instead");
  await page.waitForURL("**/decide");
  await bare.close();
  expect(said).toContain("A passkey needs JavaScript");
  expect(site.posts.map(({ fields }) => fields["decision"])).toEqual(["deny"]);
});

test("a device that does not confirm is said in the page, and nothing is sent", async () => {
  const page = await opened("step-up, passkey");
  await page.evaluate(() => {
    navigator.credentials.get = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await page.click("text=Use passkey");
  await page.waitForSelector("[data-problem]:not(:empty)");
  const said = await page.textContent("[data-problem]");
  await page.close();
  expect(said).toBe("Your device did not confirm. Nothing was recorded; the request still waits until 14:33 UTC.");
  expect(site.posts).toEqual([]);
});

test("a field of the modify form brings back exactly what stood in it", async () => {
  const page = await opened("modify");
  await page.click("text=Check the difference");
  await page.waitForURL("**/modify");
  await page.close();
  const [{ fields } = { fields: {} }] = site.posts;
  expect(fields).toMatchObject({
    step: "check",
    reason: "Charged twice.",
    "arg:amount": "920,00",
    "arg:note": '"Goodwill.\\u200b"',
    "arg:body": "\r\none\r\ntwo",
  });
  expect(Object.keys(fields)).not.toContain("arg:customerToken");
});

test("a request that changed says so and moves nothing; the link shows it as it is", async () => {
  const page = await opened("request, type");
  await expect.poll(site.followers).toBe(1);
  const before = await page.textContent("h1");
  site.pages.set("request, type", () =>
    requestPage(FRAME, request({ message: message({ revision: 2, digest: "AAAA" }, { title: "Refund 1 EUR" }) })),
  );
  site.changed();
  await page.waitForSelector("[data-changed]:not([hidden])");
  const after = await page.textContent("h1");
  const spoken = await page.textContent("[data-say]");
  await page.click("text=Show it as it is now");
  await expect.poll(() => page.textContent("h1")).toBe("Refund 1 EUR");
  await page.close();
  site.pages.set("request, type", PAGES["request, type"] as () => string);
  expect([before, spoken]).toEqual([after, "This request has changed since you opened it."]);
});

test("the inbox takes the fresh list and keeps the focus on the same request", async () => {
  await expect.poll(site.followers).toBe(0);
  const page = await opened("inbox");
  await expect.poll(site.followers).toBe(1);
  await page.focus('a[href$="/requests/b"]');
  const fresh = (PAGES["inbox"] as () => string)().replace("Drop dataset orders_2023", "Drop dataset orders_2024");
  site.pages.set("inbox", () => fresh);
  site.changed();
  await page.waitForSelector("text=Drop dataset orders_2024");
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("href"));
  await page.close();
  site.pages.set("inbox", PAGES["inbox"] as () => string);
  expect(focused).toBe("/countersign/requests/b");
});

test("5 minutes and 1 minute before the deadline are said once each", async () => {
  const page = await context.newPage();
  await page.clock.install({ time: FRAME.now });
  await page.goto(site.address("request, type"));
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const place = document.querySelector("[data-say]") as Element;
    new MutationObserver(() => said.push(place.textContent ?? "")).observe(place, { childList: true });
  });
  for (const seconds of [60, 361, 30, 211, 20]) await page.clock.runFor(seconds * 1000);
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  const clock = await page.textContent(".clock [data-left]");
  await page.close();
  expect([said, clock]).toEqual([["5 minutes left to decide.", "1 minute left to decide."], "0m 38s"]);
});

test("a form that is sent again while its answer is awaited goes once", async () => {
  const page = await opened("request, press");
  const stopped = await page.evaluate(() => {
    const all: boolean[] = [];
    addEventListener("submit", (event) => {
      all.push(event.defaultPrevented);
      event.preventDefault();
    });
    const button = document.querySelector<HTMLButtonElement>(".decide .btn-solid");
    button?.click();
    button?.click();
    return all;
  });
  await page.close();
  expect(stopped).toEqual([false, true]);
});

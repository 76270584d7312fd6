import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch } from "./chromium.js";
import { type Site, signedIn } from "./desk-site.js";
import { pictureSite } from "./pictures-site.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const PICTURES = fileURLToPath(new URL("../../docs/img/", import.meta.url));

let browser: Browser;
let site: Site;
let context: BrowserContext;
let page: Page;
let request: string;
beforeAll(async () => {
  const [launched, made] = await Promise.all([launch(), pictureSite()]);
  browser = launched;
  site = made.site;
  request = `/requests/${made.refundId}`;
  ({ context, page } = await signedIn(browser, site, "ana", "/", { reducedMotion: "reduce" }));
  await context.addInitScript(AXE);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function opened(path: string, size: typeof DESK, colorScheme: "light" | "dark"): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  await page.goto(site.url + path);
}

const WAYS = [
  ["light", "light", DESK],
  ["dark", "dark", DESK],
  ["phone", "light", PHONE],
] as const;
const SHOWN = { inbox: () => "/", request: () => request };

/** Writes `docs/img/NAME.png` where PICTURES=write asks for it. */
async function pictured(name: string): Promise<void> {
  if (process.env["PICTURES"] !== "write") return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}.png`, animations: "disabled", caret: "hide" });
}

describe.each(Object.entries(SHOWN))("%s", (name, path) => {
  test.each(WAYS)("is as wide as the window and no wider, and has its picture: %s", async (way, scheme, size) => {
    await opened(path(), size, scheme);
    await pictured(`${name}-${way}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
});

/** Those that are not wholly inside the window. */
const outside = (selectors: readonly string[]): Promise<string[]> =>
  page.evaluate(
    (all) =>
      all.filter((selector) => {
        const boxes = [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect());
        const inside = ({ top, bottom, left, right, height }: DOMRect) =>
          height > 0 && top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
        return boxes.length === 0 || !boxes.every(inside);
      }),
    selectors,
  );

test("at 1280 by 800 a decision needs no scrolling: title, box, critical arguments, time, people, act and both answers are in the window", async () => {
  await opened(request, DESK, "light");
  const parts = ["h1", ".seal-top", ".facts", "tr.crit", ".clock", ".stage", "#typed"];
  expect(await outside([...parts, ".pair .btn-deny", ".pair .btn-solid"])).toEqual([]);
});

test("what hides in the note of the refund is seen, and the comparison says what is different", async () => {
  await opened(request, DESK, "light");
  const main = await page.locator("main").textContent();
  for (const text of ["U+200B", "U+202E", "amount is 3.0 times the median", "payee is new", "1 of 2 agreed"])
    expect(main).toContain(text);
});

test("at 390 wide the way to decide is at the thumb", async () => {
  await opened(request, PHONE, "light");
  expect(await outside([".dock .btn-deny", ".dock .btn-solid", "h1"])).toEqual([]);
});

/** How each page of the console is reached by clicks. */
const REACHED: Readonly<Record<string, () => Promise<void>>> = {
  inbox: () => opened("/", DESK, "light"),
  decided: () => opened("/?queue=decided", DESK, "light"),
  request: () => opened(request, DESK, "light"),
  modify: () => opened(`${request}/modify`, DESK, "light"),
  async confirm() {
    await opened(`${request}/modify`, DESK, "light");
    await page.getByLabel("amount").fill("900");
    await page.getByRole("button", { name: "Check the difference" }).click();
    await page.getByRole("button", { name: "Send revision 2" }).waitFor();
  },
  async "step-up"() {
    await opened(request, DESK, "light");
    await page.getByLabel("To approve, type").fill("1840");
    await page.getByLabel("To approve, type").press("Enter");
    await page.waitForURL("**/step-up");
  },
  log: () => opened(`${request}/log`, DESK, "light"),
  "passkeys page": () => opened("/sign-in/passkeys", DESK, "light"),
  "sign-in": () => opened("/sign-in", DESK, "light"),
};

/** What axe finds in both colour schemes, as `scheme: rule: where`. */
async function violations(): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const all = await page.evaluate(async (values) => {
      const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
      const { violations } = await axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
    }, TAGS);
    found.push(...all.map((one) => `${colorScheme}: ${one}`));
  }
  return found;
}

test.each(Object.entries(REACHED))("axe finds nothing wrong on the live page, light or dark: %s", async (_, reach) => {
  await reach();
  expect(await violations()).toEqual([]);
});

import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { launch } from "../../browser/chromium.js";
import { hostConfig } from "./host-config.js";
import { type Executed, executed, paint, settled } from "./page.js";

const { resolve } = createRequire(import.meta.url);
const RENDERER = resolve("adaptivecards/dist/adaptivecards.min.js");
const MARKDOWN = resolve("markdown-it/dist/markdown-it.min.js");
const STYLE = resolve("adaptivecards/dist/adaptivecards.css");

// The style sheet draws this arrow with a font that is not here.
const ARROW = '.ac-pushButton.expandable::after { content: " \\25be" !important; font-family: inherit !important }';

/** Milliseconds that a button or an input is waited for. */
const PATIENCE = 10_000;

/** A card as a person sees it, in the renderer that its vendor ships. */
export interface Rendered {
  readonly text: string;
  /** Every `a[href]`: its address as written, and its text. */
  readonly links: readonly { readonly href: string; readonly text: string }[];
  readonly images: readonly string[];
  readonly html: string;
  /** What the renderer found wrong with the card. */
  readonly errors: readonly string[];
  /** Addresses that the card made the browser ask for; each was refused. */
  readonly asked: readonly string[];
}

export interface Show {
  /** Titles of `Action.ShowCard` to press first. */
  readonly open?: readonly string[];
  readonly theme?: "light" | "dark";
}

export interface Renderer {
  render(card: unknown, show?: Show): Promise<Rendered>;
  /** What the host is handed: nothing where the renderer refused the inputs. Types into inputs by their ids, then presses the last button of this title. */
  press(
    card: unknown,
    title: string,
    typed?: Readonly<Record<string, string>>,
    show?: Show,
  ): Promise<Executed | undefined>;
  /** A PNG of the card alone. */
  picture(card: unknown, show?: Show): Promise<Buffer>;
  close(): Promise<void>;
}

async function page(browser: Browser, asked: string[]): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 640, height: 480 },
    deviceScaleFactor: 2,
    locale: "en-GB",
    timezoneId: "UTC",
  });
  await context.route("**/*", (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  const opened = await context.newPage();
  opened.setDefaultTimeout(PATIENCE);
  opened.on("dialog", (dialog) => {
    asked.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  await opened.setContent("<!doctype html><html lang=en><title>Card</title><main id=card></main></html>");
  await opened.addStyleTag({ path: STYLE });
  await opened.addStyleTag({ content: ARROW });
  await opened.addScriptTag({ path: MARKDOWN });
  await opened.addScriptTag({ path: RENDERER });
  return opened;
}

/** The one page, which draws a card at a time: to load the renderer takes a hundred times as long as to draw. */
function stage(opened: Page, asked: string[]) {
  let last: Promise<unknown> = Promise.resolve();
  const draw = async ({ open = [], theme = "light" }: Show, card: unknown) => {
    asked.length = 0;
    const errors = await opened.evaluate(paint, { card, config: hostConfig(theme) });
    for (const title of open) await button(opened, title).click();
    await opened.evaluate(settled);
    return errors;
  };
  return <T>(card: unknown, show: Show, use: (errors: readonly string[]) => Promise<T>): Promise<T> => {
    const next = last.then(() => draw(show, card)).then(use);
    last = next.catch(() => {});
    return next;
  };
}

const button = (opened: Page, title: string) => opened.getByRole("button", { name: title, exact: true }).last();

async function seen(opened: Page): Promise<Pick<Rendered, "text" | "html" | "links" | "images">> {
  const card = opened.locator("#card");
  const found = await card.evaluate((element) => ({
    html: element.innerHTML,
    links: [...element.querySelectorAll("a[href]")].map((link) => ({
      href: link.getAttribute("href") ?? "",
      text: link.textContent ?? "",
    })),
    images: [...element.querySelectorAll("img")].map((image) => image.getAttribute("src") ?? ""),
  }));
  // biome-ignore lint/performance/useDomNodeTextContent: what a person sees is asked for, not what is hidden.
  return { ...found, text: await card.innerText() };
}

async function typing(opened: Page, typed: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, value] of Object.entries(typed)) {
    const input = opened.locator(`[id="${id}"]`).locator("input, textarea, select").locator("visible=true").last();
    const kind = await input.evaluate((element) => (element as HTMLInputElement).type);
    if (kind === "checkbox") await input.setChecked(value === "true");
    else if (kind.startsWith("select")) await input.selectOption(value);
    else await input.fill(value);
  }
}

/** A renderer in a Chromium of its own. */
export async function cardRenderer(): Promise<Renderer> {
  const browser = await launch();
  const asked: string[] = [];
  const opened = await page(browser, asked);
  const shown = stage(opened, asked);
  return {
    render: (card, show = {}) =>
      shown(card, show, async (errors) => ({ ...(await seen(opened)), errors, asked: [...asked] })),
    press: (card, title, typed = {}, show = {}) =>
      shown(card, show, async () => {
        await typing(opened, typed);
        await button(opened, title).click();
        return opened.evaluate(executed);
      }),
    picture: (card, show = {}) => shown(card, show, () => opened.locator("#card").screenshot()),
    close: () => browser.close(),
  };
}

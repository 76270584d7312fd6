import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/** Not the package's own list: that one turns off web security and site isolation, and closes with its first context. */
const ARGS = ["--no-sandbox", "--headless=shell", "--hide-scrollbars", "--font-render-hinting=none"];

/** A real Chromium, without a window, as strict as a person's. Who launches it closes it. */
export const launch = async (): Promise<Browser> =>
  playwright.launch({ executablePath: await chromium.executablePath(), args: ARGS });

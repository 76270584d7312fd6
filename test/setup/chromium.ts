import chromium from "@sparticuz/chromium";

/** Unpacks the browser once, before files that need it run side by side: whoever comes second would start half of it. */
export default async function setup(): Promise<void> {
  await chromium.executablePath();
}

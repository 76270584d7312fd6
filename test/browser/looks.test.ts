import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "../../src/server/api/operations.js";
import { launch } from "./chromium.js";
import { deskSite, finance, type Site, signedIn } from "./desk-site.js";

const PREVIEWS = [
  "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
  "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 Microsoft Preview",
  "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
  "Twitterbot/1.0",
];
const ABOUT = ["", "/modify", "/step-up", "/step-up/start", "/log", "/decide", "/cancel", "/reconcile", "/redeliver"];
const SIGN_IN = ["", "/start", "/callback", "/out", "/passkeys", "/passkeys/add", "/passkeys/remove"];

let browser: Browser;
let site: Site;
let context: BrowserContext;
let id: string;
beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), deskSite([finance({ proof: "L2" })])]);
  void site.ask();
  id = await site.waiting();
  const ana = await signedIn(browser, site, "ana", `/requests/${id}`);
  context = ana.context;
  await ana.page.getByLabel("To approve, type").fill("1840");
  await ana.page.getByLabel("To approve, type").press("Enter");
  await ana.page.waitForURL("**/step-up"); // this browser keeps a decision that waits for its proof
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Every address, with what a form would send in it. */
function addresses(fields: string): string[] {
  const api = operations.map(({ path }) => path.replace("{id}", id));
  const about = ABOUT.map((one) => `/requests/${id}${one}`);
  const others = ["/", "/?queue=open", "/?queue=decided", "/events", "/keys", "/assets/console.js", "/in/web"];
  const all = [
    ...others,
    ...about,
    ...SIGN_IN.map((one) => `/sign-in${one}`),
    ...api,
    "/v1/openapi.json",
    "/v1/events",
  ];
  return [...all, ...all.map((path) => `${path}${path.includes("?") ? "&" : "?"}${fields}`)];
}

/** How the desk answers a look, and with what; a stream only how. */
async function looked(method: string, path: string, headers: Record<string, string>): Promise<string> {
  const ended = new AbortController();
  const { signal } = ended;
  const answer = await fetch(site.url + path, { method, headers, redirect: "manual", signal });
  const streams = answer.headers.get("content-type")?.startsWith("text/event-stream");
  const text = streams ? "" : await answer.text();
  ended.abort();
  return `${answer.headers.get("location") ?? ""} ${text}`;
}

async function lookedAt(paths: readonly string[], headers: Record<string, string>): Promise<string[]> {
  const seen: string[] = [];
  for (const path of paths)
    seen.push(...(await Promise.all(["GET", "HEAD"].map((method) => looked(method, path, headers)))));
  return seen;
}

const stored = async () => [(await site.store.get(id)).row, site.log.events.length, site.ran];

test("a thousand looks at every address, by ana's browser and by previews of links, change nothing and tell previews nothing", async () => {
  const before = await stored();
  const { revision = 0, digest = "" } = (await site.cs.desk.message(id)) ?? {};
  const cookie = (await context.cookies(site.url)).map(({ name, value }) => `${name}=${value}`).join("; ");
  const form = { decision: "approve", typed: "1840", reason: "x", outcome: "failed", step: "send", digest };
  const paths = addresses(String(new URLSearchParams({ ...form, revision: String(revision) })));
  const accept = "text/html";
  const own: string[] = [];
  for (let time = 0; time < 5; time++) own.push(...(await lookedAt(paths, { cookie, accept })));
  const others = (await Promise.all(PREVIEWS.map((agent) => lookedAt(paths, { "user-agent": agent, accept })))).flat();
  expect(own.length + others.length).toBeGreaterThan(1_000);
  expect(own.filter((text) => text.includes("Refund 1840.00 EUR")).length).toBeGreaterThan(10);
  const told = others.filter((text) => /Refund|1840\.00|o-4471|support-triage|finance/.test(text));
  expect(told).toEqual([]);
  expect(await stored()).toEqual(before);
}, 60_000);

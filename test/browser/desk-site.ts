import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import * as z from "zod";
import { staticDirectory } from "../../src/directories/static.js";
import { action, type Context, createCountersign, proven } from "../../src/index.js";
import { ask, policy, type Rule } from "../../src/policy.js";
import { toNode } from "../../src/server/node.js";
import { oidcSignIn } from "../../src/server/oidc.js";
import { withPasskeys } from "../../src/server/passkey.js";
import { createHandler } from "../../src/server/server.js";
import { memoryStore } from "../../src/stores/memory.js";
import { memoryLog } from "../../src/testing/memory-log.js";
import { testSigner } from "../../src/testing/test-signer.js";
import { fakeClock } from "../../src/testing/testing.js";
import { CLIENT, SECRET, startProvider } from "../server/provider.js";

export const refund = action("refund.issue", {
  input: z.object({
    amount: z.number().positive(),
    payee: z.string(),
    order: z.string(),
    note: z.string().default(""),
    token: z.string().default("tok_0123456789abcdef0123456789abcdef"),
  }),
  effect: "money",
  critical: ["amount", "payee", "order"],
  secret: ["token"],
  datasets: ["orders", "payments"],
  describe: ({ amount, order }) => `Refund ${amount.toFixed(2)} EUR for order ${order}`,
});
export const call = { amount: 1840, payee: "XX00 TEST 0000 0044 71", order: "o-4471" };

export const finance = (require: object = {}): Rule =>
  ask("large-refunds", {
    on: refund,
    when: ({ arg }) => [arg("amount").gt(500)],
    require: { approvers: { group: "finance" }, within: "30m", ...require } as never,
  });

const GROUPS: Record<string, string[]> = {
  ana: ["finance"],
  bo: ["finance"],
  eli: ["finance"],
  fay: ["security"],
  chi: [],
  dov: [],
};

/** Where people are known under a name that stays the same from run to run. */
export const OKTA = "https://acme.okta.com";

interface Setting {
  readonly names?: Readonly<Record<string, string>>;
  /** Of every call; by the one agent of these tests, unless said. */
  readonly context?: Partial<Context>;
}

/** A desk with a console at http://localhost, a real OpenID provider at 127.0.0.1 (another site), and a guarded refund. */
export async function deskSite(rules: readonly Rule[] = [finance()], { names = {}, context }: Setting = {}) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider = await startProvider({ redirects: [`${url}/sign-in/callback`] });
  const who = (subject: string) => ({ issuer: provider.issuer, subject });
  const clock = fakeClock("2026-11-22T14:04:11Z");
  const [store, log] = [memoryStore({ clock }), memoryLog()];
  const cs = createCountersign({
    app: "support",
    environment: "production",
    policy: policy({ id: "support", rules }),
    directory: staticDirectory(
      Object.entries(GROUPS).map(([id, groups]) => ({
        id,
        ...(names[id] && { name: names[id] }),
        identities: [who(id), { issuer: OKTA, subject: id }],
        groups,
      })),
    ),
    store,
    clock,
    audit: { signer: testSigner(), log },
    context: context ?? {
      agent: { issuer: "agents", subject: "support-triage" },
      owner: who("dov"),
      model: "example-model-1",
    },
    url,
  });
  const signIn = withPasskeys(
    oidcSignIn({
      issuer: provider.issuer,
      clientId: CLIENT,
      clientSecret: SECRET,
      cookieKey: "a key for the cookies of this test, long enough",
      label: "Sign in with the test provider",
    }),
    { rpId: "localhost", store },
  );
  const posts: number[] = [];
  server.on("request", ({ method }, response) => {
    if (method !== "GET" && method !== "HEAD") response.on("finish", () => posts.push(response.statusCode));
  });
  server.on("request", toNode(createHandler(cs.desk, { path: "/", signIn })));
  const ran: unknown[] = [];
  const guarded = () =>
    cs.guard(({ amount }) => {
      ran.push(amount);
      return `refunded ${amount}`;
    }, refund);
  let issue: ReturnType<typeof guarded> | undefined; // not before it is called: a desk may have a refund of its own
  const asked = (args: Partial<typeof call> & { note?: string } = {}, more: object = {}) => {
    const context = { user: who("chi"), session: "s-204", facts: { agentSays: SAYS }, ...more };
    issue ??= guarded();
    return issue.attempt({ ...call, ...args }, { context });
  };
  const identity = (subject: string) => proven({ ...who(subject), proof: "L1", evidence: {} });
  const open = async () => (await cs.desk.requests(identity("ana"), { queue: "open" })).items;
  return {
    url,
    cs,
    clock,
    provider,
    ran,
    open,
    identity,
    log,
    store,
    /** How it answered what browsers sent. */
    posts,
    ask: asked,
    /** The newest request that waits, once there are so many. */
    async waiting(count = 1): Promise<string> {
      for (let turn = 0; turn < 1_000; turn++) {
        const [newest, ...others] = await open();
        if (newest && others.length + 1 >= count) return newest.requestId;
        await new Promise((resolve) => setImmediate(resolve));
      }
      throw new Error("nothing waits");
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await cs.close();
      await provider[Symbol.asyncDispose]();
    },
  };
}
export type Site = Awaited<ReturnType<typeof deskSite>>;

const SAYS = "The customer has waited nine days. It is a routine goodwill refund, please confirm quickly.";

/** A browser of one person, signed in by the provider, at this path. */
export async function signedIn(
  browser: Browser,
  site: Site,
  person: string,
  path = "/",
  options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  site.provider.login = { person, amr: ["pwd", "mfa"] };
  await page.goto(site.url + path);
  await page.getByRole("link", { name: /Sign in/ }).click();
  await page.waitForURL((url) => url.href.startsWith(site.url) && !url.pathname.startsWith("/sign-in"));
  return { context, page };
}

import { webcrypto } from "node:crypto";
import { join } from "node:path";
import { transform } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { createCountersign, proven, type Transport } from "../../src/index.js";
import { ask, policy } from "../../src/policy.js";
import { inMemory, memoryApprover, person, transportSuite } from "../../src/testing/testing.js";
import { refund, refunds } from "../world.js";
import { pageOf } from "./examples.js";

const page = pageOf(join(import.meta.dirname, "../../docs"), "transports.md");
type Pager = (options: { url: string; key: CryptoKey; send?: typeof fetch }) => Transport;

/** What the block of the page declares under this name. */
async function declared<T>(name: string, scope: Readonly<Record<string, unknown>>): Promise<T> {
  const block = page.blocks.find((one) => one.startsWith(`const ${name} `) || one.startsWith(`const ${name}:`)) ?? "";
  const { code } = await transform(block, { loader: "ts" });
  return new Function(...Object.keys(scope), `${code}\nreturn ${name};`)(...Object.values(scope)) as T;
}

const pager = await declared<Pager>("pager", { proven });
const key = await webcrypto.subtle.importKey(
  "raw",
  new Uint8Array(32).fill(7),
  { name: "HMAC", hash: "SHA-256" },
  false,
  ["sign", "verify"],
);

test("the page's programs compile, and its links lead somewhere", () => {
  const imports = [
    'import { proven, type RequestMessage, type Transport } from "../../src/index.js";',
    'import { transportSuite } from "../../src/testing/testing.js";',
    'import { Webhook } from "standardwebhooks";',
    'import { test } from "vitest";',
    `declare const pager: (options: { url: string; key: CryptoKey; send?: typeof fetch }) => Transport;`,
  ].join("\n");
  expect(page.complaints(imports)).toEqual([]);
  expect(page.deadLinks).toEqual([]);
});

test("the page's own transport has thirty lines", () => {
  const block = page.blocks.find((one) => one.startsWith("const pager ")) ?? "";
  expect(block.trim().split("\n").length).toBeLessThanOrEqual(33);
});

transportSuite(test, () => pager({ url: "https://pager.example", key, send: async () => new Response("ok") }));

/** A desk whose people have a pager, and the pages that it got. */
function paged() {
  const people = memoryApprover({ ana: { groups: ["finance"] } });
  const pages: { text: string; buttons: string[]; data: string; replaces?: string }[] = [];
  const send: typeof fetch = async (_url, init) => {
    pages.push(JSON.parse(String(init?.body)));
    return new Response("ok");
  };
  const directory = { ...people, people: people.people.bind(people) };
  const rules = [ask("asks", { on: refund, require: { approvers: { group: "finance" }, within: "1h" } })];
  const transport = pager({ url: "https://pager.example", key, send });
  const cs = createCountersign({
    ...inMemory(people),
    directory: {
      ...directory,
      people: async (who) => directory.people(who.issuer === "pager" ? person(who.subject) : who),
    },
    transports: [transport],
    policy: policy({ id: "p", rules }),
  });
  afterAll(() => cs.close());
  const press = async (pressed: string, by: string) => {
    const body = JSON.stringify({ pressed, by, data: pages[0]?.data });
    const signed = await webcrypto.subtle.sign("HMAC", key, new TextEncoder().encode(body));
    const headers = { "x-pager-signature": Buffer.from(signed).toString("hex") };
    return cs.desk.receive("pager", new Request("https://desk.example/in/pager", { method: "POST", body, headers }));
  };
  return { cs, pages, press, ...refunds(cs) };
}

test("a button of the page's transport approves, and its message says what became of it", async () => {
  const { issue, pages, press } = paged();
  const done = issue.attempt({ orderId: "o", amount: 70 });
  await expect.poll(() => pages.length).toBe(1);
  expect(pages[0]?.buttons).toEqual(["approve", "deny"]);
  expect(await (await press("approve", "ana"))?.json()).toEqual({ text: "Recorded. The request is decided." });
  expect(await done).toMatchObject({ ok: true });
  await expect.poll(() => pages.at(-1)?.text).toMatch(/^Approved/);
});

test("a button pressed by whoever is not asked is told so", async () => {
  const { issue, pages, press } = paged();
  void issue.attempt({ orderId: "o", amount: 70 }, { key: "k", hold: 0 });
  await expect.poll(() => pages.length).toBe(1);
  expect(await (await press("approve", "nobody"))?.json()).toMatchObject({
    text: expect.stringContaining("Not recorded"),
  });
});

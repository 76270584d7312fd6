import fc from "fast-check";
import { expect, test } from "vitest";
import type { Edited } from "../../../src/action/edit.js";
import { argumentName } from "../../../src/action/edit.js";
import { grouped } from "../../../src/server/console/inbox-groups.js";
import { inboxPage } from "../../../src/server/console/inbox-page.js";
import { messagePage } from "../../../src/server/console/message-page.js";

import { modifyPage } from "../../../src/server/console/modify-page.js";
import { signInPage } from "../../../src/server/console/sign-in-page.js";
import { stepUpPage } from "../../../src/server/console/step-up-page.js";
import { stylesheet } from "../../../src/server/console/styles/stylesheet.js";
import { timeLeft } from "../../../src/server/console/time.js";
import { FRAME, message, minutes, NOW, partOf, shown, textOf } from "./samples.js";
import { CHALLENGE, EDITED, MODIFY, PAGES, REVISED, STEP_UP } from "./states.js";

const all = Object.entries(PAGES).map(([name, page]) => [name, page()] as const);

test.each(all)("%s: one h1, one main, a title, no inline style or script", (_, html) => {
  expect(html.match(/<h1[\s>]/g)).toHaveLength(1);
  expect(html.match(/<main[\s>]/g)).toHaveLength(1);
  expect(html).toMatch(/<title>.+ · countersign<\/title>/);
  expect(html).not.toMatch(/\sstyle=|<style|<script>|\son[a-z]+=/);
});

test.each(all)("%s: every id is there once, and every label, error and link of the page finds its own", (_, html) => {
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  const named = [...html.matchAll(/ (?:for|form|aria-labelledby|aria-describedby)="([^"]*)"| href="#([^"]*)"/g)];
  const wanted = named.flatMap(([, names, link]) => (link ?? names ?? "").split(" "));
  expect(ids).toEqual([...new Set(ids)]);
  expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
});

test.each(all)("%s: every class it uses is in the style sheet", (_, html) => {
  const plain = new Set([
    "edit",
    "facts-col",
    "row-b",
    "people-n",
    "env",
    "effect-low",
    "due-later",
    "p-later",
    "btn",
    "title-id",
    "tag-plain",
    "ava-plain",
    "stamp-plain",
  ]);
  const classes = [...html.matchAll(/ class="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(" "));
  expect(
    [...new Set(classes)].filter((one) => one !== "" && !plain.has(one) && !stylesheet.includes(`.${one}`)),
  ).toEqual([]);
});

test("no style sheet loads anything", () => {
  expect(stylesheet).not.toMatch(/url\(|@import|http/);
});

test("the sign-in page says nothing of a request and starts by a link", () => {
  const html = signInPage({
    base: "/countersign",
    label: "Sign in with Okta",
    href: "/countersign/sign-in/start?next=%2Fa",
  });
  expect(textOf(html)).toBe(
    "countersign Sign in to review Your company account decides who you are and what you may approve. Sign in with Okta " +
      "A link to a request only finds it. It shows nothing and decides nothing until you sign in.",
  );
  expect(html).toContain('href="/countersign/sign-in/start?next=%2Fa"');
  expect(html).not.toContain("<form");
});

test("a message page gives its status and a way on; nobody signed in, nothing to sign out of", () => {
  const { who, ...nobody } = FRAME;
  const html = messagePage(nobody, { status: 404, title: "Not found", text: "There is no such request." });
  expect(textOf(html)).toContain("Not found There is no such request. Go to the inbox HTTP 404");
  expect(html).not.toContain("sign-in/out");
  expect(messagePage(FRAME, { status: 404, title: "a", text: "b" })).toContain('action="/countersign/sign-in/out"');
});

test.each([
  [0, "time is up"],
  [-5, "time is up"],
  [Number.NaN, "time is up"],
  [59_999, "0m 59s"],
  [740_000, "12m 20s"],
  [3_600_000, "1h 00m"],
  [86_400_000 + 3_600_000, "1d 01h"],
])("%s ms left is %s", (ms, says) => {
  expect(timeLeft(ms)).toBe(says);
});

test("what waits is grouped by deadline, soonest first; what is over stays as it comes", () => {
  const items = [3000, 90, 14, 3].map((at) => message({ requestId: `r${at}`, expiresAt: minutes(at) }));
  const names = (queue: "mine" | "decided") =>
    grouped(items, queue, NOW).map(({ title, items }) => [title, items.map(({ requestId }) => requestId)]);
  expect(names("mine")).toEqual([
    ["Due within 15 minutes", ["r3", "r14"]],
    ["Later today", ["r90"]],
    ["Later", ["r3000"]],
  ]);
  expect(names("decided")).toEqual([["Decided", ["r3000", "r90", "r14", "r3"]]]);
});

test("no row of the inbox can decide: it is one link", () => {
  const html = inboxPage(FRAME, { queue: "mine", items: [message()], filter: { text: "", effect: "" } });
  const row = partOf(html, '<li class="row">', "row-due");
  expect(row.match(/<a /g)).toHaveLength(1);
  expect(row).not.toMatch(/<(?:button|form|input)/);
  expect(textOf(row)).toContain(
    "refund.issue · support-triage for chi · session s-204 Misleading characters in note Asks for a passkey 1 of 3 agreed",
  );
});

test("the filter keeps the queue, the text and the effect", () => {
  const html = inboxPage(FRAME, { queue: "open", items: [], filter: { text: 'a"b', effect: "money" } });
  expect(html).toContain('name="queue" value="open"');
  expect(html).toContain('value="a&quot;b"');
  expect(html).toContain('<option value="money" selected>');
  expect(textOf(html)).toContain("Nothing matches the filter");
});

test("modifying: errors above with links to their fields, and at the fields", () => {
  const html = modifyPage(FRAME, { ...MODIFY, errors: ["It would be denied."] });
  expect(html).toContain('<a href="#f-0">amount</a>');
  expect(html).toMatch(/id="f-0" name="arg:amount"[^>]*aria-invalid="true" aria-describedby="f-0-e"/);
  expect(textOf(html)).toContain(
    "1 field needs a change It would be denied. amount : “920,00” is no number: write 920. Nothing was sent.",
  );
});

test("a locked argument has no field", () => {
  const html = modifyPage(FRAME, MODIFY);
  expect(html).not.toContain("arg:customerToken");
  expect(textOf(html)).toContain("customerToken Secret. Used by the call, shown to nobody. Kept as it is.");
});

test("two paths never share the name of a field, and no character of one hides", () => {
  const path = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a\u202e", "a\\u202e", 'a"', 'a\\"'));
  fc.assert(
    fc.property(path, path, (a, b) => {
      fc.pre(a !== b);
      expect(argumentName(a)).not.toBe(argumentName(b));
      expect(argumentName(a)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
});

test("the confirmation carries what was edited, and offers to send, to edit and to deny", () => {
  const html = PAGES["confirm"]?.() ?? "";
  const form = partOf(html, '<form method="post" action="/countersign/requests/7Q2M-K4TD/modify"', "</form>");
  const open = EDITED.filter(({ as }: Edited) => as !== "locked");
  expect([...form.matchAll(/name="(arg:[^"]*)"/g)].map(([, name]) => name)).toEqual(
    open.map(({ path }) => `arg:${path}`),
  );
  expect(
    [...form.matchAll(/<button[^>]* name="(\w+)" value="(\w+)"/g)].map(([, name, value]) => `${name}=${value}`),
  ).toEqual(["decision=deny", "step=send", "step=edit"]);
  expect(form).toContain('formaction="/countersign/requests/7Q2M-K4TD/decide"');
  expect(textOf(html)).toContain(`Send revision ${REVISED.revision}`);
});

test.each([
  ["a passkey", { challenge: CHALLENGE }, "Use passkey"],
  ["a sign-in", { proof: "L2", start: "/x" } as const, "Sign in again"],
  ["a sign-in that is made", { proof: "L2" } as const, "Deny instead Approve"],
  ["no passkey that is known", {}, "No passkey of yours is known here"],
])("the step-up by %s restates the call, and Deny stays", (_, change, says) => {
  const html = stepUpPage(FRAME, { ...STEP_UP, ...change });
  expect(textOf(html)).toContain(
    "You approve Refund 1,840.00 EUR for order o-4471 amount 1840 payee XX00 TEST 0000 0044 71",
  );
  expect(textOf(html)).toContain(says);
  expect(html).toContain('value="deny" formaction="/countersign/requests/7Q2M-K4TD/decide"');
});

test("the challenge is JSON in an attribute", () => {
  const html = stepUpPage(FRAME, { ...STEP_UP, challenge: CHALLENGE });
  const text = /data-challenge="([^"]*)"/.exec(html)?.[1]?.replaceAll("&quot;", '"');
  expect(JSON.parse(text ?? "")).toEqual(CHALLENGE);
});

test.each([
  ["log", "Verified"],
  ["log, wrong", "Not verified"],
  ["log, empty", "Nothing to check here"],
])("%s: %s", (name, says) => {
  const stamp = textOf(partOf(PAGES[name]?.() ?? "", '<section class="stamp', "</section>"));
  expect(stamp.startsWith(`${says} `) || stamp.includes(` ${says} `)).toBe(true);
});

test("a page of one person's request never holds another token", () => {
  const html = modifyPage({ ...FRAME, token: "other" }, { ...MODIFY, shown: shown() });
  expect(html.match(/name="token" value="([^"]*)"/g)?.every((one) => one.includes("other"))).toBe(true);
});

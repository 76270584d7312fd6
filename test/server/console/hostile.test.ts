import fc from "fast-check";
import { expect, test } from "vitest";
import type { Edited } from "../../../src/action/edit.js";
import { checkWords } from "../../../src/action/words.js";
import { confirmPage } from "../../../src/server/console/confirm-page.js";
import { inboxPage } from "../../../src/server/console/inbox-page.js";
import { logPage } from "../../../src/server/console/log-page.js";
import { messagePage } from "../../../src/server/console/message-page.js";
import type { Frame } from "../../../src/server/console/model.js";
import { modifyPage } from "../../../src/server/console/modify-page.js";
import { requestPage } from "../../../src/server/console/request-page.js";
import { signInPage } from "../../../src/server/console/sign-in-page.js";
import { stepUpPage } from "../../../src/server/console/step-up-page.js";
import { hostileMessage } from "../../../src/testing/sample-message.js";
import { AGREEMENT, event, FINANCE, FRAME, message, minutes, request, shown, YOU } from "./samples.js";

/** Every page with this text in every slot that somebody else may fill. */
function pagesWith(text: string): Record<string, string> {
  const id = text.replace(/\p{Cs}/gu, "");
  const frame: Frame = { ...FRAME, who: text };
  const field = { path: text, text, critical: true, before: text, note: text };
  const json = { path: `${text}.json`, text: JSON.stringify(text), critical: false, before: JSON.stringify([text]) };
  const view = {
    title: text,
    datasets: [text],
    environment: text,
    fields: [field, json],
    actors: (["agent", "user", "owner", "delegator", "author"] as const).map((role) => ({ role, name: text })),
    model: text,
    because: [text, text],
    stillNeeded: [text],
    agentSays: text,
  };
  const asked = message({ requestId: id, action: text, session: text, why: text, revision: 2 }, view);
  const seen = shown({
    message: asked,
    you: { ...YOU, id: text, name: text },
    agreement: [
      { ...FINANCE, who: text, people: [{ id: text, name: text, said: "deny", at: minutes(0) }] },
      ...AGREEMENT,
    ],
    history: [
      event("review.recorded", { person: text, decision: "deny", reason: text }),
      event("approval.delivered", { transport: text }),
      event("call.denied", { reason: text }),
      event("other.thing", { reason: text }),
    ],
    deliveries: [{ id: text, at: "accepted", transport: text, failed: text }],
  });
  const earlier = {
    count: 1,
    differences: [{ kind: "differs", says: text, detail: text } as const],
    items: [{ requestId: id, openedAt: minutes(-9), title: text, state: "denied", by: [text], reason: text } as const],
  };
  const over = { ...seen, message: { ...asked, state: "denied" } as const };
  const notice = { kind: "danger", title: text, text } as const;
  const given = { reason: text, errors: { typed: text, reason: text, meant: text } };
  const fields = (["text", "json", "locked"] as const).map(
    (as): Edited => ({ path: text, was: "", text, as, critical: true, why: text, error: text }),
  );
  const modify = { shown: seen, fields, reason: text, errors: [text] };
  const words = checkWords(asked.digest);
  const logged = { id: text, type: text, time: text, says: text, line: text, signature: "wrong" } as const;
  return {
    inbox: inboxPage(frame, {
      queue: "open",
      items: [asked],
      filter: { text, effect: "" },
      next: `/x?${encodeURIComponent(id)}`,
    }),
    request: requestPage(frame, {
      shown: seen,
      earlier,
      act: { kind: "tick", path: text, text },
      words,
      notice,
      given,
    }),
    typed: requestPage(frame, request({ message: asked }, { act: { kind: "type", path: text }, given })),
    withheld: requestPage(frame, request({ message: asked }, { act: { kind: "withheld", why: text }, given })),
    remember: requestPage(
      frame,
      request({ message: { ...asked, remember: { scope: { critical: "equal" }, for: "1h", uses: 2 } } }),
    ),
    own: requestPage(frame, request({ message: asked, you: { ...YOU, may: "own" } }, { given })),
    over: requestPage(frame, { shown: over, earlier, act: { kind: "press" }, words }),
    modify: modifyPage(frame, modify),
    confirm: confirmPage(frame, { ...modify, draft: asked, words }),
    stepUp: stepUpPage(frame, {
      shown: seen,
      decision: "modify",
      proof: "L3",
      words,
      challenge: { challenge: text },
      notice,
    }),
    log: logPage(frame, { shown: seen, events: [logged], checks: [{ holds: "no", says: text }] }),
    message: messagePage(frame, { status: 403, title: text, text }),
    signIn: signInPage({ base: "/x", label: text, href: "/x", why: text }),
  };
}

/** A tag as this console writes it: its names are ours, and a value closes only where we close it. */
const TAG = /^<(?:!doctype html|\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*\/?)>$/i;
const RAW = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const NAMES =
  /^(?:!doctype|html|head|meta|title|link|script|body|a|header|nav|div|span|svg|path|rect|circle|main|form|input|button|section|h[123]|p|dl|dt|dd|ol|ul|li|strong|code|table|caption|thead|tbody|tr|th|td|del|ins|details|summary|i|label|textarea|fieldset|legend|aside|progress|figure|figcaption|blockquote|time|select|option|noscript|small|br|pre)$/;

/** What in a page is not our markup, or could be read otherwise than it looks. */
function faults(page: string): string[] {
  const tags = page.match(/<[^>]*>?/g) ?? [];
  const strange = tags.filter(
    (tag) => !TAG.test(tag) || !NAMES.test(tag.match(/[a-z!][a-z0-9]*/i)?.[0].toLowerCase() ?? ""),
  );
  const active = tags.filter(
    (tag) =>
      /\s(?:on[a-z]+|style|srcdoc)=/i.test(tag.replace(/="[^"]*"/g, "=")) ||
      /(?:href|src|action)="\s*(?:javascript|data):/i.test(tag),
  );
  const scripts = tags.filter((tag) => /^<script/i.test(tag)).length;
  const raw = RAW.exec(page);
  return [
    ...strange,
    ...active,
    ...(scripts === 1 ? [] : [`${scripts} scripts`]),
    ...(raw ? [`raw ${raw[0].codePointAt(0)?.toString(16)} at ${raw.index}`] : []),
  ];
}

const HOSTILE = hostileMessage("h", 100).view.title;
const TEXTS = [
  HOSTILE,
  `"><script>alert(1)</script><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  "</textarea></title></script><style>*{display:none}</style>",
  "javascript:alert(1)",
  "&#60;script&#62; &lt; &amp;lt;",
  "`code` $" + "{1+1} {{x}}",
  "\u202e\u2066\u200b\ufeff\u00ad\u115f\u{e0041}\ud800",
  "a".repeat(2000),
];

test.each(TEXTS)("in every slot of every page %j stays text", (text) => {
  const found = Object.entries(pagesWith(text)).flatMap(([name, page]) => faults(page).map((one) => `${name}: ${one}`));
  expect(found).toEqual([]);
});

test("whatever text stands in a slot, no page gets a tag, a handler or a raw hidden character of it", () => {
  const piece = fc.oneof(
    fc.constantFrom(..."<>\"'&`/= \n\r\t\u0000\u202e\u200b\u2028", "script", "onload=", "<!--", "]]>", "{{", "\\u202e"),
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  const text = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, (one) => {
      expect(Object.values(pagesWith(one)).flatMap(faults)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("the hostile message of the adapters' suites is shown with every hidden character by its code point", () => {
  const hostile = hostileMessage("h", 1000);
  const page = requestPage(FRAME, request({ message: { ...hostile, expiresAt: minutes(5), openedAt: minutes(-5) } }));
  expect(faults(page)).toEqual([]);
  expect(page).toContain("[right-to-left override: </span>U+202E");
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
});

test("a megabyte of hidden characters makes no page of more than 20 MB, and takes no longer than it should", () => {
  const fields = [{ path: "note", text: JSON.stringify("\u200b".repeat(1 << 20)), critical: false }];
  const page = requestPage(FRAME, request({ message: message({}, { fields, title: "x\u202e".repeat(1 << 16) }) }));
  expect(page.length).toBeLessThan(20 << 20);
  expect(RAW.test(page)).toBe(false);
});

import type { Edited } from "../../../src/action/edit.js";
import { checkWords } from "../../../src/action/words.js";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import type { State } from "../../../src/approval/state.js";
import { confirmPage } from "../../../src/server/console/confirm-page.js";
import { inboxPage } from "../../../src/server/console/inbox-page.js";
import { logPage } from "../../../src/server/console/log-page.js";
import { messagePage } from "../../../src/server/console/message-page.js";
import type { LogPage, ModifyPage, RequestPage, StepUpPage } from "../../../src/server/console/model.js";
import { modifyPage } from "../../../src/server/console/modify-page.js";
import { requestPage } from "../../../src/server/console/request-page.js";
import { signInPage } from "../../../src/server/console/sign-in-page.js";
import { stepUpPage } from "../../../src/server/console/step-up-page.js";
import { hostileMessage } from "../../../src/testing/sample-message.js";
import {
  AGREEMENT,
  event,
  FINANCE,
  FRAME,
  HISTORY,
  message,
  minutes,
  NONE,
  request,
  SECURITY,
  shown,
  YOU,
} from "./samples.js";

const page = (one: RequestPage): string => requestPage(FRAME, one);
const by = [{ id: "p-bo", kind: "human", active: true, identities: [], groups: "unknown", roles: "unknown" } as const];

/** A revision that changes, adds and removes an argument. */
export const REVISED: RequestMessage = message(
  { revision: 2, agreed: 0 },
  {
    title: "Refund 920.00 EUR for order o-4471",
    fields: [
      { path: "amount", text: "920", critical: true, before: "1840" },
      { path: "payee", text: '"XX00 TEST 0000 0044 71"', critical: true },
      { path: "note", text: '"Charged twice."', critical: false, before: '"Goodwill.\\u200b Order total \\u202e0481"' },
      { path: "ticket", text: '"8812"', critical: false, before: "" },
      { path: "hurry", text: "(removed)", critical: false, before: "true" },
    ],
  },
);

const easy = (effect: "write" | "share"): Partial<RequestPage["shown"]> => ({
  message: message({ needed: 1, agreed: 0, proof: "L1" }, { effect }),
  you: { id: "p-ana", name: "ana", may: "decide", said: "nothing", open: "now" },
});

const ended = (state: State, said: "deny" | "approve" = "approve"): string =>
  page(
    request({
      message: message({ state, kind: "resolution", modifiable: false, by: said === "deny" ? [] : by }),
      agreement: AGREEMENT.map((one, at) =>
        at > 0 ? one : { ...one, people: [{ id: "p-ana", name: "ana", said, proof: "L1", at: minutes(-2) }] },
      ),
      history: [...HISTORY, event("call.denied", { reason: "The order was never paid." })],
    }),
  );

export const EDITED: readonly Edited[] = [
  {
    path: "amount",
    was: "1840",
    text: "920,00",
    as: "json",
    critical: true,
    error: "“920,00” is no number: write 920.",
  },
  { path: "payee", was: "XX00 TEST 0000 0044 71", text: "XX00 TEST 0000 0044 71", as: "text", critical: true },
  {
    path: "note",
    was: '"Goodwill.\\u200b"',
    text: '"Goodwill.\\u200b"',
    as: "json",
    critical: false,
    why: "It holds characters that do not show.",
  },
  { path: "body", was: "one\ntwo", text: "\none\ntwo", as: "text", critical: false },
  { path: "customerToken", was: "(secret)", text: "(secret)", as: "locked", critical: false, why: "Kept as it is." },
];
export const MODIFY: ModifyPage = { shown: shown(), fields: EDITED, reason: "Charged twice.", errors: [] };
export const STEP_UP: StepUpPage = {
  shown: shown(),
  decision: "approve",
  proof: "L3",
  words: checkWords(message().digest),
};
export const CHALLENGE = { challenge: "AAEC", rpId: "localhost", userVerification: "required", allowCredentials: [] };

const LOG: LogPage = {
  shown: shown({ message: message({ state: "succeeded" }) }),
  events: [
    {
      id: "w-1",
      type: "approval.requested",
      time: minutes(-17).toISOString(),
      says: "People were asked",
      line: '{"a":1}',
      signature: "signed",
    },
    {
      id: "w-2",
      type: "approval.delivered",
      time: minutes(-17).toISOString(),
      says: "Sent by slack",
      line: '{"a":2}',
      signature: "chained",
    },
  ],
  checks: [
    { holds: "yes", says: "Every signature is valid: 1 of 1." },
    { holds: "yes", says: "No event is missing between the first and the last." },
  ],
};
const BAD_LOG: LogPage = {
  ...LOG,
  events: LOG.events.map((one) => ({ ...one, signature: "wrong" as const })),
  checks: [
    { holds: "no", says: "The signature of w-1 is wrong." },
    { holds: "unknown", says: "No checkpoint is here yet." },
  ],
};

const waiting: readonly RequestMessage[] = [
  message(
    { requestId: "a", expiresAt: minutes(3.9), needed: 2, agreed: 0, action: "dataset.drop" },
    { title: "Drop dataset orders_2023", effect: "destroy", fields: [] },
  ),
  message(),
  REVISED,
  message(
    { requestId: "b", expiresAt: minutes(90), needed: 1, agreed: 0, proof: "L1" },
    { title: "Share q3-forecast.xlsx with partner.example", effect: "share", fields: [] },
  ),
  message(
    { requestId: "c", expiresAt: minutes(3000), needed: 12, agreed: 5, proof: "L2" },
    { title: "Close 14 tickets", effect: "write", fields: [], complete: false },
  ),
  message(
    { requestId: "d", expiresAt: minutes(4000), proof: "L1" },
    { title: `Transfer 12,500.00 EUR to Nordw\u0456nd Test Supplies ${"lang".repeat(40)}`, fields: [] },
  ),
];
const filter = { text: "", effect: "" } as const;

/** Every page in every state, by the name of its state. */
export const PAGES: Readonly<Record<string, () => string>> = {
  inbox: () => inboxPage(FRAME, { queue: "mine", items: waiting, filter, next: "/countersign/?queue=mine&cursor=x" }),
  "inbox, decided": () =>
    inboxPage(FRAME, {
      queue: "decided",
      items: (["succeeded", "denied", "unknown"] as const).map((state) => message({ state, requestId: state })),
      filter,
    }),
  "inbox, empty": () => inboxPage(FRAME, { queue: "mine", items: [], filter }),
  "inbox, nothing matches": () =>
    inboxPage(FRAME, { queue: "open", items: [], filter: { text: "x", effect: "money" } }),
  "request, type": () => page(request()),
  "request, tick": () =>
    page(
      request(easy("share"), {
        earlier: NONE,
        act: { kind: "tick", path: "to", text: "I mean partner.example, outside the company" },
      }),
    ),
  "request, press": () => page(request(easy("write"), { act: { kind: "press" } })),
  "request, word": () => page(request({}, { act: { kind: "word" } })),
  "request, withheld": () =>
    page(
      request(
        {},
        {
          act: {
            kind: "withheld",
            why: "`payee` holds a character that looks like another. It cannot be approved as it is: deny or modify.",
          },
        },
      ),
    ),
  "request, cut": () =>
    page(
      request(
        { message: message({}, { complete: false }) },
        { act: { kind: "withheld", why: "Not everything is shown." } },
      ),
    ),
  "request, remember and a reason": () =>
    page(
      request({
        message: message({ reason: "required", remember: { scope: { critical: "equal" }, for: "1h", uses: 5 } }),
      }),
    ),
  "request, own call": () =>
    page(request({ you: { id: "p-chi", name: "chi", may: "own", said: "nothing", open: "now" } })),
  "request, later stage": () => page(request({ you: { ...YOU, open: "later" } })),
  "request, answered": () => page(request({ you: { ...YOU, said: "approve" } })),
  "request, revised": () => page(request({ message: REVISED })),
  "request, stale": () =>
    page(
      request(
        { message: REVISED },
        {
          notice: {
            kind: "warn",
            title: "Your answer was not recorded: the call changed while you read.",
            text: "You answered revision 1.",
          },
        },
      ),
    ),
  "request, mismatch": () =>
    page(
      request(
        {},
        {
          given: {
            reason: "Looks right",
            errors: { typed: "That is not what `amount` says. Nothing was recorded. Look at the box again, or deny." },
          },
        },
      ),
    ),
  "request, directory unknown": () =>
    page(
      request({
        agreement: [
          { ...FINANCE, people: "unknown" },
          { ...SECURITY, people: [] },
        ],
      }),
    ),
  "request, no arguments": () => page(request({ message: message({}, { fields: [] }), deliveries: [], history: [] })),
  "request, hostile": () => {
    const hostile = hostileMessage("h", 4000);
    return page(
      request(
        { message: { ...hostile, openedAt: minutes(-5), expiresAt: minutes(5) } },
        { act: { kind: "withheld", why: "cut" } },
      ),
    );
  },
  approved: () => ended("approved"),
  executing: () => ended("executing"),
  succeeded: () => ended("succeeded"),
  failed: () => ended("failed"),
  unknown: () => ended("unknown"),
  denied: () => ended("denied", "deny"),
  expired: () => ended("expired"),
  cancelled: () => ended("cancelled"),
  modify: () => modifyPage(FRAME, MODIFY),
  confirm: () => confirmPage(FRAME, { ...MODIFY, draft: REVISED, words: checkWords(REVISED.digest) }),
  "step-up, passkey": () => stepUpPage(FRAME, { ...STEP_UP, challenge: CHALLENGE }),
  "step-up, sign-in": () => stepUpPage(FRAME, { ...STEP_UP, proof: "L2", start: "/countersign/sign-in/start" }),
  "step-up, done": () => stepUpPage(FRAME, { ...STEP_UP, proof: "L2" }),
  "step-up, no passkey": () =>
    stepUpPage(FRAME, {
      ...STEP_UP,
      notice: { kind: "danger", title: "Your device did not confirm.", text: "Nothing was recorded." },
    }),
  log: () => logPage(FRAME, LOG),
  "log, wrong": () => logPage(FRAME, BAD_LOG),
  "log, empty": () => logPage(FRAME, { ...LOG, events: [], checks: [] }),
  message: () =>
    messagePage(FRAME, { status: 404, title: "Not found", text: "There is no such request, or you may not see it." }),
  "sign-in": () =>
    signInPage({
      base: FRAME.base,
      label: "Continue with Okta",
      href: "/countersign/sign-in/start",
      why: "Your session is over: sign in again.",
    }),
};

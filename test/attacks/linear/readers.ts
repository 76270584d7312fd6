import { actOf, typedFor, undone } from "../../../src/action/act.js";
import { definitionOf } from "../../../src/action/action.js";
import { callOf } from "../../../src/action/capture.js";
import { argumentName, argumentsIn, fieldsOf, filled } from "../../../src/action/edit.js";
import { freeze } from "../../../src/action/freeze.js";
import { code, deceives, hiddenIn, oddIn, visible } from "../../../src/action/hidden.js";
import { isUnit, withoutNeeded } from "../../../src/action/honest.js";
import { at, keysOf, leaves, overlap, pathOf, put } from "../../../src/action/paths.js";
import { placesOf } from "../../../src/action/places.js";
import { deceivesIn, hidesIn, looksLikeAnother, parsed, readable, textsIn } from "../../../src/action/value.js";
import { type Field, shown, type View, viewOf } from "../../../src/action/view.js";
import { checkWords } from "../../../src/action/words.js";
import { parseArguments } from "../../../src/agents/openai/arguments.js";
import { answerOf, continuedName } from "../../../src/agents/waiting.js";
import { withoutSlashes } from "../../../src/approval/message.js";
import type { RequestMessage } from "../../../src/approval/request-message.js";
import { parseCheckpoint } from "../../../src/audit/checkpoint.js";
import { originOfSource, readLine, traceOf } from "../../../src/audit/event.js";
import { splitNotes } from "../../../src/audit/notes.js";
import { isCanonical } from "../../../src/audit/uncovered.js";
import { canonical, fromBase64url, type Json, sha256, toBase64url, utf8 } from "../../../src/canonical.js";
import { objectIn, parseJson } from "../../../src/json.js";
import { prefixMatcher, suffixMatcher } from "../../../src/policy/affix.js";
import { cidrMatcher } from "../../../src/policy/cidr.js";
import { among, equalsMatcher, same } from "../../../src/policy/compare.js";
import { areLinksGrounded, isGrounded } from "../../../src/policy/ground.js";
import { holdsBankAccount } from "../../../src/policy/guardrail/bank-account.js";
import { domainsIn } from "../../../src/policy/guardrail/bare-domain.js";
import { holdsCard } from "../../../src/policy/guardrail/card.js";
import { inspectorOf } from "../../../src/policy/guardrail/inspect.js";
import { holdsIpAddress } from "../../../src/policy/guardrail/ip-address.js";
import { linkStarts } from "../../../src/policy/guardrail/link-start.js";
import { linksIn } from "../../../src/policy/guardrail/links.js";
import { holdsMailAddress } from "../../../src/policy/guardrail/mail-address.js";
import { personalIn } from "../../../src/policy/guardrail/personal.js";
import { holdsPhone } from "../../../src/policy/guardrail/phone.js";
import { placeOf } from "../../../src/policy/guardrail/place.js";
import { namedSecret, secretPairIn } from "../../../src/policy/guardrail/secret-pair.js";
import { secretIn } from "../../../src/policy/guardrail/secrets.js";
import { statementsOf } from "../../../src/policy/guardrail/sql-text.js";
import { tokens } from "../../../src/policy/guardrail/sql-tokens.js";
import { patternFinder } from "../../../src/policy/guardrail/tokens.js";
import { visible as seenIn } from "../../../src/policy/guardrail/visible.js";
import { wordFinder } from "../../../src/policy/guardrail/words.js";
import { hostMatcher, hostOf } from "../../../src/policy/host.js";
import { isIban } from "../../../src/policy/iban.js";
import { addressOf, rangeOf } from "../../../src/policy/ip.js";
import { mailMatcher } from "../../../src/policy/mail.js";
import { masked } from "../../../src/policy/masked.js";
import { PATTERN_NAMES, patternMatcher } from "../../../src/policy/pattern.js";
import { phrase } from "../../../src/policy/phrase.js";
import { isPlain } from "../../../src/policy/plain.js";
import { shown as shownShort } from "../../../src/policy/shown.js";
import { underMatcher } from "../../../src/policy/under.js";
import { checkedBody } from "../../../src/server/api/asked.js";
import { operations } from "../../../src/server/api/operations.js";
import { asset } from "../../../src/server/assets.js";
import { marked } from "../../../src/server/console/chips.js";
import { exact, html } from "../../../src/server/console/html.js";
import { avatar } from "../../../src/server/console/layout.js";
import { said as saidOnPage } from "../../../src/server/console/said.js";
import { sentence } from "../../../src/server/console/sentence.js";
import { shortValue, valueHtml } from "../../../src/server/console/value.js";
import { tokenOf } from "../../../src/server/oidc/bearer.js";
import { isAdding } from "../../../src/server/passkey/adding.js";
import { assertionOf, attestationOf } from "../../../src/server/passkey/given.js";
import { mountOf } from "../../../src/server/place.js";
import { cookieOf } from "../../../src/server/sign-in/cookie.js";
import { safeNext } from "../../../src/server/sign-in/next.js";
import { isLoopback } from "../../../src/server/sign-in/where.js";
import { carriedInText } from "../../../src/transports/chat/carried.js";
import { labelOf, rowsOf, warningsOf } from "../../../src/transports/chat/rows.js";
import { said, startOf } from "../../../src/transports/chat/start.js";
import { fitting } from "../../../src/transports/http/fit.js";
import { saidOf } from "../../../src/transports/http/said.js";
import { cardOf, noteOf } from "../../../src/transports/slack/card.js";
import { modifyModal, sayingModal } from "../../../src/transports/slack/modal.js";
import { payloadOf } from "../../../src/transports/slack/payload.js";
import { cut, inert, lengthOf } from "../../../src/transports/slack/text.js";
import { openUrl } from "../../../src/transports/teams/actions.js";
import { calm } from "../../../src/transports/teams/calm.js";
import { botCard, webhookCard } from "../../../src/transports/teams/card.js";
import { clipped, fits, runs } from "../../../src/transports/teams/element.js";
import { card } from "../../../src/transports/terminal/card.js";
import { argumentsOf, changes, objectOf, overlaid } from "../../../src/transports/terminal/draft.js";
import { plainly } from "../../../src/transports/terminal/sheet.js";
import { cells, codes, columns, filled as filledUp, prose } from "../../../src/transports/terminal/text.js";
import { mayBePublic } from "../../../src/wire/address.js";
import { bytesOf } from "../../../src/wire/ip.js";
import { isPublic } from "../../../src/wire/public-address.js";
import { call } from "../../policy/parts.js";
import { refund as sample } from "../../transports/refund-message.js";
import { anything } from "../../world.js";

type Reader = (text: string) => unknown;

const about = { action: "any", callId: "c" };
const gathered = (facts = {}, request = "") => ({ context: { facts, request }, actors: "{}" });
/** The card of a call whose argument, and whose name of one, is a text; the revision before it had it elsewhere. */
const views = (text: string): View => {
  const args = { text, list: [text, { [text]: text }] };
  const capture = callOf(definitionOf(anything), args, canonical(args), gathered({ agentSays: text }), about);
  const said = { environment: text, because: [text], stillNeeded: [text], authors: [text] };
  const before = viewOf(capture, said).fields.map((field, at) => ({ ...field, path: `${at}` }));
  return viewOf(capture, { ...said, before });
};
const field = (text: string): Field => ({ path: text, text: shown(text), critical: true, before: '"was"' });
const message = (text: string): RequestMessage => ({
  ...sample,
  action: text,
  why: text,
  view: {
    ...sample.view,
    title: text,
    fields: [field(text), { ...field(text), path: "other" }],
    datasets: [text],
    actors: [{ role: "agent", name: text }],
    agentSays: text,
  },
});
const of = (text: string, more = {}) => call({ x: text }, more);
const place = {
  base: "https://desk.example/countersign",
  url: "https://desk.example/countersign",
  origin: "config",
} as const;
const header = (name: string, value: string) => new Request(place.url, { headers: { [name]: value } });
const sheet = { width: 80, now: 0, paint: plainly, detail: "whole" } as const;
const checks = (check: Parameters<typeof inspectorOf>[0]): Reader => {
  const inspect = inspectorOf(check);
  return (text) => inspect({ text, [text]: [text] });
};
const body = Object.values(operations).find((one) => "body" in one && one.body !== undefined) as Parameters<
  typeof checkedBody
>[0];

/** By where they are: everything exported that reads a text of a model, a person or the network. */
export const READERS: Readonly<Record<string, Reader>> = {
  "action/act.ts#actOf": (text) => actOf({ view: { ...sample.view, effect: "message", fields: [field(text)] } }),
  "action/act.ts#typedFor": (text) => typedFor(field(text)),
  "action/act.ts#undone": (text) =>
    undone(
      { kind: "type", path: text },
      { view: { ...sample.view, fields: [field(text)] }, digest: "" },
      { get: () => text },
    ),
  "action/edit.ts#argumentName": argumentName,
  "action/edit.ts#fieldsOf": (text) => fieldsOf({ ...sample.view, fields: [field(text)] }),
  "action/edit.ts#filled": (text) => filled(fieldsOf({ ...sample.view, fields: [field(text)] }), { get: () => text }),
  "action/edit.ts#argumentsIn": (text) =>
    argumentsIn([
      { path: text, was: "", text, as: "json", critical: true },
      { path: text, was: "", text, as: "text", critical: true },
    ]),
  "action/freeze.ts#freeze": (text) => freeze({ text, [text]: text }),
  "action/hidden.ts#code": code,
  "action/hidden.ts#visible": visible,
  "action/hidden.ts#hiddenIn": hiddenIn,
  "action/hidden.ts#deceives": deceives,
  "action/honest.ts#withoutNeeded": withoutNeeded,
  "action/honest.ts#isUnit": isUnit,
  "action/hidden.ts#oddIn": oddIn,
  "json.ts#parseJson": (text) => parseJson(text, "x"),
  "action/paths.ts#keysOf": keysOf,
  "action/paths.ts#pathOf": pathOf,
  "action/paths.ts#overlap": (text) => overlap(text, `${text}.x`),
  "action/paths.ts#at": (text) => at({}, text),
  "action/paths.ts#put": (text) => put({}, text, 1),
  "action/paths.ts#leaves": (text) => leaves({ [text]: { [text]: text } }),
  "action/places.ts#placesOf": (text) => placesOf(text.slice(0, text.length / 2), text),
  "action/value.ts#parsed": parsed,
  "action/value.ts#readable": (text) => [readable({ text }), readable({ text: shown(text) })],
  "action/value.ts#hidesIn": (text) => hidesIn({ text: shown(text) }),
  "action/value.ts#deceivesIn": (text) => deceivesIn({ text: shown(text) }),
  "action/value.ts#looksLikeAnother": (text) => looksLikeAnother({ text: shown(text) }),
  "action/value.ts#textsIn": (text) => textsIn([text, parsed(text) ?? null]),
  "action/view.ts#shown": shown,
  "action/view.ts#viewOf": views,
  "action/words.ts#checkWords": checkWords,
  "agents/openai/arguments.ts#parseArguments": parseArguments,
  "agents/waiting.ts#answerOf": (text) => answerOf({ ok: true, value: text } as Parameters<typeof answerOf>[0], text),
  "agents/waiting.ts#continuedName": (text) =>
    continuedName({ name: "b", args: { text } }, [[{ name: "a", args: { text }, answer: `${text})` }], []]),
  "approval/message.ts#withoutSlashes": withoutSlashes,
  "audit/event.ts#traceOf": traceOf,
  "audit/uncovered.ts#isCanonical": (text) => isCanonical(JSON.stringify({ text })),
  "audit/checkpoint.ts#parseCheckpoint": (text) => [
    parseCheckpoint(text),
    parseCheckpoint(`a\n1\n${text}\n\n\u2014 a ${text}\n`),
  ],
  "audit/event.ts#originOfSource": originOfSource,
  "audit/event.ts#readLine": readLine,
  "audit/notes.ts#splitNotes": splitNotes,
  "canonical.ts#utf8": utf8,
  "canonical.ts#sha256": sha256,
  "canonical.ts#canonical": (text) => canonical({ [text]: text }),
  "canonical.ts#toBase64url": (text) => toBase64url(utf8(text)),
  "canonical.ts#fromBase64url": fromBase64url,
  "policy/affix.ts#prefixMatcher": prefixMatcher(" a"),
  "policy/affix.ts#suffixMatcher": suffixMatcher("a "),
  "policy/cidr.ts#cidrMatcher": cidrMatcher(["10.0.0.0/8"]),
  "policy/compare.ts#equalsMatcher": equalsMatcher("a"),
  "policy/compare.ts#same": (text) => same(text, `${text} `),
  "policy/compare.ts#among": (text) => among(text, [text, "a"]),
  "policy/ground.ts#isGrounded": (text) =>
    isGrounded(text.slice(0, 1_900), of("", { context: { request: `${text}a` } })),
  "policy/ground.ts#areLinksGrounded": (text) => areLinksGrounded(of(text, { context: { request: text } })),
  "policy/guardrail/bank-account.ts#holdsBankAccount": holdsBankAccount,
  "policy/guardrail/bare-domain.ts#domainsIn": (text) => [...domainsIn(text)],
  "policy/guardrail/card.ts#holdsCard": holdsCard,
  "policy/guardrail/inspect.ts#inspectorOf secrets": checks("secrets"),
  "policy/guardrail/inspect.ts#inspectorOf personal": checks("personal"),
  "policy/guardrail/inspect.ts#inspectorOf hosts": checks({ hosts: ["*.example.com"] }),
  "policy/guardrail/ip-address.ts#holdsIpAddress": holdsIpAddress,
  "policy/guardrail/link-start.ts#linkStarts": linkStarts,
  "policy/guardrail/links.ts#linksIn": linksIn,
  "policy/guardrail/mail-address.ts#holdsMailAddress": holdsMailAddress,
  "policy/guardrail/personal.ts#personalIn": personalIn,
  "policy/guardrail/phone.ts#holdsPhone": holdsPhone,
  "policy/guardrail/place.ts#placeOf": (text) => placeOf([text]),
  "policy/guardrail/secret-pair.ts#secretPairIn": secretPairIn,
  "policy/guardrail/secret-pair.ts#namedSecret": (text) => namedSecret(text, text),
  "policy/guardrail/secrets.ts#secretIn": (text) => secretIn(text, text),
  "policy/guardrail/sql-text.ts#statementsOf": statementsOf,
  "policy/guardrail/sql-tokens.ts#tokens": tokens,
  "policy/guardrail/tokens.ts#patternFinder": patternFinder(PATTERN_NAMES),
  "policy/guardrail/visible.ts#visible": seenIn,
  "policy/guardrail/words.ts#wordFinder": wordFinder(["confidential", "a a", "漢", "1"]),
  "policy/host.ts#hostOf": hostOf,
  "policy/host.ts#hostMatcher": hostMatcher(["*.example.com"]),
  "policy/iban.ts#isIban": isIban,
  "policy/ip.ts#addressOf": addressOf,
  "policy/ip.ts#rangeOf": rangeOf,
  "policy/mail.ts#mailMatcher": mailMatcher(["*.example.com"]),
  "policy/masked.ts#masked": (text) => masked({ x: text, y: text }, { x: "last4", y: "hash" }, new Uint8Array(32)),
  "policy/pattern.ts#patternMatcher": (text) => PATTERN_NAMES.map((name) => patternMatcher(name)(text)),
  "policy/phrase.ts#phrase": (text) => phrase({ path: "args.x", op: "eq", value: "a" }, of(text), undefined, "r"),
  "policy/plain.ts#isPlain": isPlain,
  "policy/shown.ts#shown": (text) => [shownShort(text), shownShort([text])],
  "policy/under.ts#underMatcher": underMatcher("/a"),
  "server/api/asked.ts#checkedBody": (text) => checkedBody(body, `application/json;${text}`, text),
  "server/assets.ts#asset": asset,
  "server/console/chips.ts#marked": (text) => [
    marked(text),
    marked(shown(text), "json"),
    marked(JSON.stringify(text), "json"),
  ],
  "server/console/html.ts#exact": exact,
  "server/console/html.ts#html": (text) => html`${text}${[text]}`,
  "server/console/layout.ts#avatar": (text) => avatar(text, "plain"),
  "server/console/said.ts#said": (text) => saidOnPage(message(text)),
  "server/console/sentence.ts#sentence": sentence,
  "server/console/value.ts#shortValue": (text) => [shortValue(text), shortValue(shown(text))],
  "server/console/value.ts#valueHtml": (text) => [valueHtml(text), valueHtml(shown(text))],
  "server/oidc/bearer.ts#tokenOf": (text) => tokenOf(header("authorization", `bearer ${text}`)),
  "server/passkey/adding.ts#isAdding": isAdding,
  "server/passkey/given.ts#assertionOf": assertionOf,
  "server/passkey/given.ts#attestationOf": attestationOf,
  "server/place.ts#mountOf": (text) => mountOf("/:a", text),
  "server/sign-in/cookie.ts#cookieOf": (text) => cookieOf(header("cookie", text), "a", place),
  "server/sign-in/next.ts#safeNext": (text) => safeNext(`/${text}`, place),
  "server/sign-in/where.ts#isLoopback": isLoopback,
  "transports/chat/carried.ts#carriedInText": carriedInText,
  "transports/chat/rows.ts#labelOf": labelOf,
  "transports/chat/rows.ts#rowsOf": (text) => rowsOf(message(text)),
  "transports/chat/rows.ts#warningsOf": (text) => warningsOf(message(text)),
  "transports/chat/start.ts#said": said,
  "transports/chat/start.ts#startOf": startOf,
  "transports/http/fit.ts#fitting": (text) => fitting(message(text)),
  "transports/http/said.ts#saidOf": saidOf,
  "transports/slack/card.ts#cardOf": (text) => cardOf(message(text), "app"),
  "transports/slack/card.ts#noteOf": (text) => noteOf(text),
  "transports/slack/modal.ts#modifyModal": (text) => modifyModal(message(text), { channel: "", ts: "" }),
  "transports/slack/modal.ts#sayingModal": (text) => sayingModal(text, text),
  "transports/slack/payload.ts#payloadOf": (text) =>
    payloadOf({
      type: "view_submission",
      user: { id: "U1" },
      view: { state: { values: { [text]: { v: { type: "plain_text_input", value: text } } } } },
    }),
  "transports/slack/text.ts#cut": (text) => [cut(text, 3_000), cut(text, text.length - 1)],
  "transports/slack/text.ts#inert": inert,
  "transports/slack/text.ts#lengthOf": lengthOf,
  "transports/teams/actions.ts#openUrl": (text) => openUrl("open", `https://${text}`),
  "transports/teams/calm.ts#calm": calm,
  "transports/teams/card.ts#botCard": (text) => botCard(message(text)),
  "transports/teams/card.ts#webhookCard": (text) => webhookCard(message(text)),
  "transports/teams/element.ts#clipped": (text) => clipped(text, 900),
  "transports/teams/element.ts#fits": (text) => fits(text, text.length),
  "transports/teams/element.ts#runs": (text) => runs(text),
  "transports/terminal/card.ts#card": (text) => card(message(text), sheet),
  "transports/terminal/draft.ts#argumentsOf": (text) => argumentsOf(message(text).view),
  "transports/terminal/draft.ts#changes": (text) => changes(message(text).view, { [text]: text }),
  "transports/terminal/draft.ts#objectOf": objectOf,
  "transports/terminal/draft.ts#overlaid": (text) => overlaid({}, { [text]: text, x: parsed(text) as Json }),
  "transports/terminal/text.ts#cells": (text) => [...cells(text, 60)],
  "transports/terminal/text.ts#codes": codes,
  "transports/terminal/text.ts#columns": columns,
  "transports/terminal/text.ts#filled": (text) => filledUp(text, 60),
  "transports/terminal/text.ts#prose": (text) => [...prose(visible(text), 60)],
  "wire/address.ts#mayBePublic": (text) => mayBePublic(text),
  "json.ts#objectIn": objectIn,
  "wire/ip.ts#bytesOf": bytesOf,
  "wire/public-address.ts#isPublic": isPublic,
};

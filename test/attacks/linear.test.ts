import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import { definitionOf } from "../../src/action/action.js";
import { callOf } from "../../src/action/capture.js";
import { argumentsIn, fieldsOf, withIssues } from "../../src/action/edit.js";
import { freeze } from "../../src/action/freeze.js";
import { type Field, viewOf } from "../../src/action/view.js";
import { isGrounded } from "../../src/policy/ground.js";
import { inspectorOf } from "../../src/policy/guardrail/inspect.js";
import { hostOf } from "../../src/policy/host.js";
import { addressOf } from "../../src/policy/ip.js";
import { patternMatcher } from "../../src/policy/pattern.js";
import { assertionOf } from "../../src/server/passkey/given.js";
import { safeNext } from "../../src/server/sign-in/next.js";
import { carriedInText } from "../../src/transports/chat/carried.js";
import { argumentsOf, overlaid } from "../../src/transports/terminal/draft.js";
import { call } from "../policy/parts.js";
import { anything } from "../world.js";
import { HOSTILE } from "./linear/hostile.js";
import { READERS } from "./linear/readers.js";
import { isLinear } from "./linear/time.js";

test.each(Object.entries(READERS))("%s takes linear time for every text", { timeout: 180_000 }, (_, read) => {
  const slow = Object.entries(HOSTILE).filter(([, make]) => !isLinear(read, make));
  expect(slow.map(([kind]) => kind)).toEqual([]);
});

test("there are at least forty kinds of hostile text, each of any length", () => {
  expect(Object.keys(HOSTILE).length).toBeGreaterThan(40);
  for (const make of Object.values(HOSTILE)) expect(Math.abs(make(1_000).length - 1_000)).toBeLessThan(2);
});

test("what takes quadratic time is found", { timeout: 180_000 }, () => {
  const quadratic = (text: string) => /\/+$/.test(`${text}x`);
  expect(isLinear(quadratic, HOSTILE["slashes"] as (length: number) => string)).toBe(false);
  expect(isLinear(quadratic, HOSTILE["letters"] as (length: number) => string)).toBe(true);
});

const counted = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `argument${at}`);
const args = (count: number) => Object.fromEntries(counted(count).map((name) => [name, name]));
const callOfMany = (count: number) =>
  callOf(definitionOf(anything), args(count), "", { context: {}, actors: "{}" }, { action: "any", callId: "c" });
const viewOfMany = (count: number, before: readonly Field[] = []) =>
  viewOf(callOfMany(count), { environment: null, because: [], stillNeeded: [], before });
const before = (count: number): Field[] =>
  counted(count).map((name) => ({ path: `${name}x`, text: "1", critical: false }));
const issues = (count: number) => counted(count).map((path) => ({ path, message: "not valid" }));
const fields = (count: number) => fieldsOf(viewOfMany(count));

/** What is done with many arguments: with so many, and twice as many. */
const MANY: Readonly<Record<string, (count: number) => unknown>> = {
  "a view beside the one before it": (count) => viewOfMany(count, before(count)),
  "arguments that are filled in": (count) => argumentsIn(fields(count)),
  "arguments that are not JSON": (count) =>
    argumentsIn(fields(count).map((field) => ({ ...field, as: "json", text: "x" }))),
  "issues at their fields": (count) => withIssues(fields(count), issues(count)),
  "the arguments of a view": (count) => argumentsOf(viewOfMany(count)),
  "arguments laid over others": (count) =>
    overlaid(args(count), Object.fromEntries(counted(count).map((name) => [`${name}.x`, 1]))),
};

test.each(Object.entries(MANY))("%s take linear time", { timeout: 60_000 }, (_, work) => {
  expect(
    isLinear(
      ({ length }) => work(length / 8),
      (length) => " ".repeat(length),
    ),
  ).toBe(true);
});

test("of many issues the first fifty are told, and how many more there are", () => {
  const { fields: told, errors } = withIssues(fields(60), issues(60));
  expect(told.filter(({ error }) => error !== undefined)).toHaveLength(50);
  expect(errors).toEqual(["There are 10 more that are not shown."]);
});

/** Rooms whose texts are of somebody who could as well do anything else. */
const TRUSTED: readonly (readonly [room: RegExp, why: string])[] = [
  [/^(?:cli|testing)\//, "of who runs it, or of a test"],
  [/^policy\/analysis\//, "of who writes the policy"],
  [
    /^(?:countersign|judges|directories|local|stores|sinks)[/.]/,
    "of the configuration, or what these wrote themselves",
  ],
  [/^audit\/verify/, "of a log, line by line: the tests of verify measure those"],
  [/^server\/pages\//, "ids of requests; what a form holds is read by the readers of arguments"],
];
/** Functions that take a text first, and why they are not measured. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "written in code or configuration": [
    "audit/resume.ts#changed",
    "execution/told.ts#toldToModel",
    ..."action/action.ts#action agents/options.ts#checkOptions audit/checkpoint.ts#checkpointBody".split(" "),
    ..."audit/checkpoint.ts#keyHash audit/dsse.ts#pae audit/unavailable.ts#unavailable canonical.ts#builtin".split(" "),
    ..."errors.ts#misuse server/api/openapi.ts#openapi server/oidc/generic.ts#genericProfile".split(" "),
    ..."server/oidc/generic.ts#checkIssuer server/oidc/options.ts#checkOptions server/oidc/sign-in.ts#signInWith".split(
      " ",
    ),
    ..."server/passkey/domain.ts#covers server/sign-in/answers.ts#methodNotAllowed".split(" "),
    ..."transports/slack/link.ts#linked transports/slack/receive.ts#receiver transports/slack/signature.ts#isFromSlack".split(
      " ",
    ),
    ..."transports/teams/actions.ts#showCard transports/teams/cloud.ts#withoutSlash transports/terminal/editor.ts#edited".split(
      " ",
    ),
    ..."wire/endpoint.ts#endpointOf wire/exchange.ts#exchange wire/failed.ts#wireError wire/pinned-fetch.ts#pinnedFetch".split(
      " ",
    ),
  ],
  "written in a policy": [
    ..."affix.ts#isAffix builders.ts#allow builders.ts#deny builders.ts#ask builders.ts#mask builders.ts#guardrail".split(
      " ",
    ),
    ..."cidr.ts#isRange host.ts#isHostName layers.ts#whyWidening layers.ts#includes mail.ts#isMailDomain".split(" "),
    ..."match.ts#isPattern match.ts#matchesName past.ts#talliesOf path.ts#reader path.ts#at path.ts#argumentOf".split(
      " ",
    ),
    ..."path.ts#pathIssue time-window.ts#clockTime under.ts#isPrefix".split(" "),
  ].map((name) => `policy/${name}`),
  "an id, a digest or one character": [
    ..."approval/request.ts#requestIdOf approval/request.ts#callIdOf execution/grant.ts#grantIdOf".split(" "),
    ..."approval/joining.ts#waitingWith approval/place.ts#taintPlace approval/place.ts#isTally".split(" "),
    "approval/continued.ts#runKeyOf",
    "approval/same.ts#closeChanged",
    "approval/continued.ts#heard",
    "approval/asking.ts#away",
    "approval/asking.ts#gone",
    "approval/asking.ts#busy",
    "approval/asking.ts#unknownKey",
    ..."approval/tags.ts#ownTag approval/tags.ts#actionTag canonical.ts#fromHex execution/journal.ts#outcomeFields".split(
      " ",
    ),
    ..."policy/plain.ts#isHidden server/console/layout.ts#tokenField server/console/words.ts#checkWordsHtml".split(" "),
    ..."server/console/words.ts#hexOf server/console/layout.ts#crumb server/sign-in/cookie.ts#cookie".split(" "),
  ],
  "measured with the reader that is made of it": [
    ..."approval/tags.ts#isOwnTag action/paths.ts#isInside action/value.ts#isOpen action/value.ts#isSecret action/value.ts#isRemoved".split(
      " ",
    ),
    ..."audit/tree.ts#leafHash audit/tree.ts#hashed canonical.ts#fromBase64 server/console/changed.ts#diffRow".split(
      " ",
    ),
    ..."server/console/compared.ts#compared server/console/document.ts#htmlDocument server/console/fields.ts#fieldError".split(
      " ",
    ),
    ..."server/passkey/why.ts#isFramed server/passkey/why.ts#whyNot transports/slack/blocks.ts#plain".split(" "),
    ..."transports/slack/blocks.ts#header transports/slack/blocks.ts#section transports/slack/blocks.ts#lines".split(
      " ",
    ),
    ..."transports/slack/blocks.ts#button transports/teams/answered.ts#tells transports/teams/body.ts#small".split(" "),
    ..."transports/terminal/sheet.ts#indented transports/terminal/text.ts#clip json.ts#jsonIn".split(" "),
    ..."audit/event.ts#tenantIn policy/host.ts#hostNamed policy/path.ts#absence policy/plain.ts#folded".split(" "),
    ..."policy/plain.ts#loose policy/plain.ts#alikeTo policy/guardrail/sql-class.ts#isActing".split(" "),
    "policy/guardrail/sql-sources.ts#lower",
    ..."policy/guardrail/sql-functions.ts#toldName server/passkey/why.ts#isPlain wire/token.ts#isPlain".split(" "),
  ],
};

const isText = (type: string): boolean =>
  /^(?:string|Text|Field)(?: \| (?:null|undefined|Bytes|Uint8Array))*$/.test(type);

/** The functions that a file exports whose first parameter is a text, or a field of one. */
function readersIn(path: string): string[] {
  const ast = ts.createSourceFile(path, readFileSync(`src/${path}`, "utf8"), ts.ScriptTarget.ESNext, true);
  const named = ast.statements.flatMap((one): [string, ts.SignatureDeclaration][] => {
    if (!ts.canHaveModifiers(one) || !ts.getModifiers(one)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
      return [];
    if (ts.isFunctionDeclaration(one)) return one.name ? [[one.name.text, one]] : [];
    if (!ts.isVariableStatement(one)) return [];
    return one.declarationList.declarations.flatMap(({ name, initializer }): [string, ts.SignatureDeclaration][] =>
      initializer && ts.isArrowFunction(initializer) ? [[name.getText(), initializer]] : [],
    );
  });
  return named
    .filter(([, { parameters }]) => isText(parameters[0]?.type?.getText() ?? ""))
    .map(([name]) => `${path}#${name}`);
}

test("every function that reads a text is measured, or it is said why not", () => {
  const files = (readdirSync("src", { recursive: true }) as string[]).filter((path) => path.endsWith(".ts"));
  const there = files.flatMap(readersIn);
  const known = new Set([...Object.keys(READERS).map((name) => name.split(" ")[0]), ...Object.values(OTHERS).flat()]);
  const asked = there.filter((name) => !TRUSTED.some(([room]) => room.test(name)));
  expect(asked.length).toBeGreaterThan(150);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
  expect(
    Object.values(OTHERS)
      .flat()
      .filter((name) => !there.includes(name)),
  ).toEqual([]);
});

const nested = (name: string, members: number) => ({
  [name]: Object.fromEntries(Array.from({ length: members }, (_, at) => [`m${at}`, 1])),
});
const place = { base: "https://desk.example", url: "https://desk.example", origin: "config" } as const;

/** What refuses longer texts: the last that it reads, and the first that it does not. */
const CAPS: Readonly<Record<string, readonly [read: unknown, refused: () => unknown, says: unknown]>> = {
  "names of arguments, each counted for every member in it": [
    freeze(nested("x".repeat(500), 1_900)).value,
    () => freeze(nested("x".repeat(600), 1_900)),
    /paths longer than 1048576 characters together: use shorter names/,
  ],
  "hosts of addresses": [
    hostOf(`https://${"a.".repeat(200)}com:80/${"x".repeat(50_000)}`),
    () => hostOf("漢".repeat(513)),
    undefined,
  ],
  "texts of patterns": [
    patternMatcher("hex")("a".repeat(256)),
    () => patternMatcher("hex")("a".repeat(257)),
    undefined,
  ],
  "addresses of IP": [addressOf("1.2.3.4"), () => addressOf(`${"0:".repeat(30)}1`), undefined],
  "values that are looked for in a request": [
    isGrounded("a".repeat(2_000), call({}, { context: { request: "a".repeat(2_000) } })),
    () => isGrounded("a".repeat(2_001), call({}, { context: { request: "a".repeat(2_001) } })),
    undefined,
  ],
  "values times the request they are looked for in": [
    isGrounded(["a"], call({}, { context: { request: "a ".repeat(30_000) } })),
    () => isGrounded(Array(1_900).fill("a"), call({}, { context: { request: "a ".repeat(30_000) } })),
    undefined,
  ],
  "answers of a passkey": ["read", () => assertionOf(`{"a":"${"x".repeat(32_768)}"}`), undefined],
  "what a button carries": [
    "read",
    () => carriedInText(`{"r":"a","v":1,"d":"b","x":"${"x".repeat(3_000)}"}`),
    undefined,
  ],
  "where a sign-in leads": [safeNext("/x", place), () => safeNext(`/${"x".repeat(1_000)}`, place), "/"],
};

test.each(Object.entries(CAPS))("%s have a limit", (_, [read, refused, says]) => {
  expect(read).toBeTruthy();
  if (says instanceof RegExp) expect(refused).toThrow(says);
  else expect(refused()).toBe(says);
});

test("SQL has a limit", async () => {
  const inspect = inspectorOf({ sql: { statements: ["read"] } });
  expect(await inspect({ query: `SELECT ${"1 ".repeat(5_000)}` })).toMatch(/^SQL that is too long to read/);
});

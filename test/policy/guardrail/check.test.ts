import { expect, test } from "vitest";
import { type Check, checkIssue } from "../../../src/policy/guardrail/check.js";

const GOOD: readonly Check[] = [
  "secrets",
  "personal",
  { words: ["confidential", "project falcon", "秘密"] },
  { patterns: ["uuid", "iban"] },
  { rows: 0 },
  { bytes: 65_536 },
  { hosts: [] },
  { hosts: ["example.com", "*.example.org"] },
  { sql: { statements: ["read", "write", "ddl"] } },
  { sql: { tables: ["orders", "sales.orders", "order items"] } },
  { sql: { many: "deny", unbounded: "deny", at: "to.query" } },
  { fn: "isBusinessHours" },
];

test.each(GOOD)("%j is a check", (check) => expect(checkIssue(check)).toBeUndefined());

test.each<readonly [unknown, readonly string[], RegExp]>([
  [undefined, [], /^is no check: use secrets, personal,/],
  ["secret", [], /^is no check/],
  [["secrets"], [], /^is no check/],
  [{}, [], /^says nothing/],
  [{ rows: 1, bytes: 1 }, [], /one key: write several/],
  [{ regex: ".*" }, ["regex"], /^is no key here/],
  [{ constructor: 1 }, ["constructor"], /^is no key here/],
  [{ words: [] }, ["words"], /list, not empty/],
  [{ words: "x" }, ["words"], /list, not empty/],
  [{ words: ["a", 1] }, ["words"], /list, not empty/],
  [{ words: ["con\u200bfidential"] }, ["words"], /hidden characters/],
  [{ words: ["ｗｉｄｅ"] }, ["words"], /unusual forms/],
  [{ words: [" a"] }, ["words"], /list, not empty/],
  [{ words: [""] }, ["words"], /list, not empty/],
  [{ patterns: ["email"] }, ["patterns"], /names: uuid, hex/],
  [{ patterns: [] }, ["patterns"], /list, not empty/],
  [{ rows: -1 }, ["rows"], /whole number, 0 or more/],
  [{ rows: 1.5 }, ["rows"], /whole number/],
  [{ rows: "1" }, ["rows"], /whole number/],
  [{ bytes: Number.POSITIVE_INFINITY }, ["bytes"], /whole number/],
  [{ hosts: ["https://example.com"] }, ["hosts"], /list of host names/],
  [{ hosts: ["exa mple.com"] }, ["hosts"], /list of host names/],
  [{ hosts: "example.com" }, ["hosts"], /list of host names/],
  [{ fn: "" }, ["fn"], /name of a function/],
  [{ sql: [] }, ["sql"], /give an object/],
  [{ sql: {} }, ["sql"], /^says nothing/],
  [{ sql: { at: "query" } }, ["sql"], /^says nothing/],
  [{ sql: { statement: ["read"] } }, ["sql", "statement"], /^is no key here: use at, statements/],
  [{ sql: { statements: ["select"] } }, ["sql", "statements"], /of read, write, ddl/],
  [{ sql: { statements: [] } }, ["sql", "statements"], /list, not empty/],
  [{ sql: { tables: [] } }, ["sql", "tables"], /list, not empty/],
  [{ sql: { tables: ["a..b"] } }, ["sql", "tables"], /list, not empty/],
  [{ sql: { many: "deny", unbounded: true } }, ["sql", "unbounded"], /only "deny"/],
  [{ sql: { many: "allow" } }, ["sql", "many"], /only "deny"/],
  [{ sql: { many: "deny", at: "" } }, ["sql", "at"], /dotted path/],
])("%j is refused", (check, at, message) => {
  expect(checkIssue(check)).toEqual({ at, message: expect.stringMatching(message) });
});

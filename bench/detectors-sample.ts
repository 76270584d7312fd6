import type { Check } from "../src/policy/guardrail/check.js";
import type { Labelled } from "./labelled/labelled.js";
import { links } from "./labelled/links.js";
import { personal } from "./labelled/personal.js";
import { secrets } from "./labelled/secrets.js";
import { sql } from "./labelled/sql.js";
import { denied, words } from "./labelled/words.js";

/** A check and the texts that it is measured by. */
export interface Sample {
  readonly family: string;
  readonly check: Exclude<Check, { readonly fn: string }>;
  readonly texts: Labelled;
  /** The kind of bad text that a finding says a text is. */
  kind(finding: string): string;
}

/**
 * Texts written for this purpose, before the detectors were measured by them, with near misses and with some that are
 * known to be missed or taken for what they are not; the comments say which. No text is of a person or a system.
 */
export const SAMPLES: readonly Sample[] = [
  {
    family: "secrets",
    check: "secrets",
    texts: secrets,
    kind: (finding) => (/^a (?:password|credential)/.test(finding) ? "passwords and named keys" : "keys and tokens"),
  },
  { family: "personal", check: "personal", texts: personal, kind: (finding) => finding },
  { family: "hosts", check: { hosts: [] }, texts: links, kind: () => "a link" },
  { family: "sql", check: { sql: { statements: ["read"] } }, texts: sql, kind: () => "no read" },
  { family: "words", check: { words: denied }, texts: words, kind: () => "a word that is denied" },
];

import { canonical, type Json, utf8 } from "../../canonical.js";
import { hostMatcher } from "../host.js";
import type { Check } from "./check.js";
import { linksIn } from "./links.js";
import { personalIn } from "./personal.js";
import { tooManyRows } from "./rows.js";
import { secretIn } from "./secrets.js";
import { type Look, seek } from "./seek.js";
import { sqlInspector } from "./sql.js";
import { patternFinder } from "./tokens.js";
import { visible } from "./visible.js";
import { wordFinder } from "./words.js";

/** Why a value fails, in words without the value itself (`a card number in "note"`, `deletes without WHERE in "query"`); undefined: it passes. */
export type Inspector = (value: Json) => string | undefined | Promise<string | undefined>;

/** A check as a function. Only that of SQL answers later; it rejects with code `input` when its parser is not installed. */
export function inspectorOf(check: Exclude<Check, { readonly fn: string }>): Inspector {
  if (typeof check !== "string" && "sql" in check) return sqlInspector(check.sql);
  if (typeof check !== "string" && "rows" in check) return (value) => tooManyRows(value, check.rows);
  if (typeof check !== "string" && "bytes" in check) return (value) => tooManyBytes(value, check.bytes);
  const look = lookOf(check);
  return (value) => seek(value, look);
}

type OfText = Exclude<
  Check,
  { readonly fn: string } | { readonly sql: unknown } | { readonly rows: number } | { readonly bytes: number }
>;

function lookOf(check: OfText): Look {
  if (check === "secrets") return (text, { name }) => secretIn(visible(text), name);
  if (check === "personal") return (text) => personalIn(visible(text));
  if ("words" in check) {
    const has = wordFinder(check.words);
    return (text) => (has(text) ? "a word that is denied" : undefined);
  }
  if ("patterns" in check) {
    const pattern = patternFinder(check.patterns);
    return (text) => {
      const found = pattern(visible(text));
      return found && `a text of the pattern ${found}`;
    };
  }
  const at = hostMatcher(check.hosts);
  return (text) =>
    linksIn(text).every((link) => at(addressOf(link)) === true) ? undefined : "a link to a host that is not listed";
}

/** A link as the absolute address that programs make of it. */
function addressOf(link: string): string {
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(link)) return link;
  return link.startsWith("//") ? `https:${link}` : `https://${link}`;
}

const tooManyBytes = (value: Json, most: number): string | undefined =>
  utf8(canonical(value)).length > most ? `more than ${most} bytes` : undefined;

import { html as escaped } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { visible } from "../../action/hidden.js";

/** Markup of our own in which every value is escaped. */
export type Html = HtmlEscapedString;
/** What may stand in a template: a text is escaped, and no character of it hides. */
export type Part = Html | string | number | undefined | readonly Part[];

/** A template of markup. Nobody's text is markup here, whatever it holds. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  escaped(strings, ...parts.map(shown)) as Html;

function shown(part: Part): unknown {
  if (typeof part === "string") return visible(part);
  return Array.isArray(part) ? part.map(shown) : part;
}

// What a reference may stand for (HTML, "numeric character reference end state"): no control and no lone surrogate.
const CARRIED = /[\t\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A text as the value of a form's field, which comes back as it is, line breaks as browsers send them. Characters that
 * hide are written by number. What HTML cannot carry (NUL and other controls) stands by its code: such a text should
 * come as JSON.
 */
export function exact(text: string): Html {
  const lines = text.replace(/\r\n?/g, "\n");
  const parts: Html[] = [];
  let from = 0;
  for (const { 0: found, index } of lines.matchAll(CARRIED)) {
    parts.push(escaped`${carried(lines.slice(from, index))}&#${found.codePointAt(0)};` as Html);
    from = index + found.length;
  }
  return escaped`${parts}${carried(lines.slice(from))}` as Html;
}

const carried = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Cs}]/gu, visible);

import { visible } from "../../action/hidden.js";
import { foreignIn, hidesIn, isOpen, meantIn, readable } from "../../action/value.js";
import type { Field, View } from "../../action/view.js";
import { checkWords } from "../../action/words.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { fromBase64url, toHex } from "../../canonical.js";
import { edge, type Row, row, side, valueWidth } from "./box.js";
import { more, type Sheet } from "./sheet.js";
import { cells, codes, prose } from "./text.js";

const MOST = { lines: 4, fields: 24 } as const;
const ROLES: Record<View["actors"][number]["role"], string> = {
  agent: "agent",
  user: "asked by",
  owner: "agent's owner",
  delegator: "on behalf of",
  author: "changed by",
};

/** The box: everything that the message's digest binds, and nothing else. It begins with the action's own sentence. */
export function inside(message: RequestMessage, sheet: Sheet): string[] {
  const { view, digest } = message;
  const title = visible(view.title);
  const rule = edge(sheet, "├", "┤");
  return [
    edge(sheet, "┌", "┐", "─ WHAT WILL RUN "),
    ...[...sheet.lines(title, prose(title, sheet.width - 4), MOST.lines), ""].map((line) =>
      side(sheet, line, "strong"),
    ),
    ...[...about(message, sheet), rule, ...argumentsIn(view, sheet), rule, ...prints(digest, sheet)].flatMap((part) =>
      typeof part === "string" ? [part] : row(sheet, part),
    ),
    edge(sheet, "└", "┘"),
  ];
}

function said(sheet: Sheet, label: string, untrusted: string): Row {
  const text = visible(untrusted);
  return { label, lines: sheet.lines(text, prose(text, valueWidth(sheet)), MOST.lines) };
}

function about({ view, requestId, revision }: RequestMessage, sheet: Sheet): Row[] {
  const { actors, environment, datasets } = view;
  return [
    ...actors.map(({ role, name }) => said(sheet, ROLES[role], name)),
    ...(environment === undefined ? [] : [said(sheet, "environment", environment)]),
    ...(datasets.length === 0 ? [] : [said(sheet, "data", datasets.join(", "))]),
    said(sheet, "request", `${requestId}, revision ${revision}`),
  ];
}

function argumentsIn({ fields }: View, sheet: Sheet): Row[] {
  if (fields.length === 0) return [said(sheet, "", "(no arguments)")];
  const meant = new Set(meantIn({ fields }));
  const { kept, rest } = sheet.some(fields, MOST.fields);
  return [
    ...kept.map((field) => argument(field, sheet, meant.has(field) ? "meant" : "other")),
    ...(rest > 0 ? [said(sheet, "", more(rest, "arguments"))] : []),
  ];
}

function argument(field: Field, sheet: Sheet, meant: "meant" | "other"): Row {
  const text = readable(field);
  const room = valueWidth(sheet);
  return {
    label: visible(field.path),
    lines: sheet.lines(text, cells(text, room), MOST.lines),
    critical: field.critical,
    notes: [...notesOf(field, text, meant)].flatMap((note) => sheet.lines(note, prose(note, room), MOST.lines)),
  };
}

function* notesOf(field: Field, shown: string, meant: "meant" | "other"): Generator<string> {
  const { before, note, critical, text } = field;
  if (before !== undefined)
    yield before === "" ? "~ not there before this revision" : `~ was ${readable({ text: before })}`;
  if (!isOpen(field)) return;
  if (note) yield `! ${visible(note)}`;
  else if (hidesIn(field)) yield "! hidden characters, shown by their code";
  if (critical && !/^[\x20-\x7e]*$/.test(shown)) yield `! not plain ASCII: ${codes(text)}`;
  else if (meant === "meant") {
    const found = foreignIn(field);
    if (found) yield `! ${found}`;
  }
}

function prints(digest: string, sheet: Sheet): Row[] {
  const room = valueWidth(sheet);
  const hex = toHex(fromBase64url(digest));
  const words = { label: "check words", lines: [...prose(`${checkWords(digest)}  ${hex.slice(0, 8)}`, room)] };
  const whole = { label: "digest", lines: [...cells(hex, room), ...cells(digest, room)] };
  return sheet.detail === "whole" ? [words, whole] : [words];
}

import { foreignIn, hidesIn, isOpen, looksLikeAnother, meantIn, readable } from "../../action/value.js";
import { type Field, shown } from "../../action/view.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { said, startOf } from "./start.js";

/** One line of what will run. Its texts are inert: nothing in them hides, steers or breaks the line. */
export interface Row {
  readonly label: string;
  readonly text: string;
  readonly critical: boolean;
}

/** What will run, line by line: the action, the data it touches, every argument; what a revision changed, with what it was. */
export function rowsOf({ action, view }: RequestMessage): readonly Row[] {
  const { datasets, fields } = view;
  return [
    { label: "action", text: said(action), critical: false },
    ...(datasets.length > 0 ? [{ label: "data", text: said(datasets.join(", ")), critical: false }] : []),
    ...fields.flatMap(rowsOfField),
  ];
}

function rowsOfField({ path, text, critical, before }: Field): readonly Row[] {
  const row = { label: labelOf(path), text: readable({ text: startOf(text) }), critical };
  if (before === undefined) return [row];
  const was = before === "" ? "(not there before)" : readable({ text: startOf(before) });
  return [row, { label: "  was", text: was, critical: false }];
}

/** The name of an argument. One that could be read as a row of ours, as a mark, or as a name with its value stands in quotes. */
export const labelOf = (path: string): string => (isName(path) ? said(path) : shown(startOf(path)));

const isName = (path: string): boolean =>
  !["", "action", "data"].includes(path) && path === path.trim() && !/[ \u3000]{2}|^["*(]/.test(path);

/** What people must look at twice, each a sentence. */
export function warningsOf({ view }: RequestMessage): readonly string[] {
  const meant = new Set(meantIn(view));
  return view.fields.flatMap((field) => [...warnings(field), ...(meant.has(field) ? foreign(field) : [])]);
}

function foreign({ text, path }: Field): string[] {
  const found = foreignIn({ text: startOf(text), path: startOf(path) });
  return found === undefined ? [] : [`${said(path)} is ${found}.`];
}

function warnings({ text, path, note }: Field): string[] {
  const field = { text: startOf(text) };
  if (!isOpen(field)) return [];
  const name = said(path);
  const noted = note ?? (hidesIn(field) ? "hidden characters, shown by their code" : undefined);
  return [
    ...(noted ? [`${name}: ${said(noted)}.`] : []),
    ...(looksLikeAnother(field) ? [`${name} holds a character that looks like another.`] : []),
  ];
}

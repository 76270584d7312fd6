import type { Field, View } from "../../action/view.js";
import { checkWords } from "../../action/words.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { fromBase64url, toHex } from "../../canonical.js";
import { type Part, type Row, valueWidth } from "./box.js";
import type { Cutter, Detail } from "./cut.js";
import { cells, codes, inert, prose } from "./text.js";
import { hidesIn, isSecret, readable } from "./value.js";

interface Sheet {
  readonly width: number;
  readonly detail: Detail;
}

const MOST = { text: 4, value: 4, fields: 24 } as const;
const ROLES: Record<View["actors"][number]["role"], string> = {
  agent: "agent",
  user: "asked by",
  owner: "agent's owner",
  delegator: "on behalf of",
  author: "changed by",
};

/** The first lines of the box: what the call does, in the action's own sentence. */
export const title = ({ view }: RequestMessage, { width }: Sheet, cutting: Cutter): string[] => {
  const text = inert(view.title);
  return [...cutting.lines(text, prose(text, width - 4), MOST.text), ""];
};

/** Everything that the message's digest binds, and nothing else. */
export function parts(message: RequestMessage, sheet: Sheet, cutting: Cutter): Part[] {
  const { view, requestId, revision } = message;
  const said = (label: string, untrusted: string): Row => {
    const text = inert(untrusted);
    return { label, lines: cutting.lines(text, prose(text, valueWidth(sheet.width)), MOST.text) };
  };
  const { kept, rest } = cutting.some(view.fields, MOST.fields);
  const more = rest > 0 ? [said("", `… (${rest} more arguments, v to view)`)] : [];
  return [
    [
      ...view.actors.map(({ role, name }) => said(ROLES[role], name)),
      ...(view.environment === undefined ? [] : [said("environment", view.environment)]),
      ...(view.datasets.length === 0 ? [] : [said("data", view.datasets.join(", "))]),
      said("request", `${requestId}, revision ${revision}`),
    ],
    "rule",
    view.fields.length === 0
      ? [said("", "(no arguments)")]
      : [...kept.map((field) => argument(field, sheet, cutting)), ...more],
    "rule",
    prints(message.digest, sheet),
  ];
}

function argument(field: Field, { width }: Sheet, cutting: Cutter): Row {
  const text = readable(field);
  const room = valueWidth(width);
  return {
    label: inert(field.path),
    lines: cutting.lines(text, cells(text, room), MOST.value),
    ...(field.critical && { critical: true as const }),
    notes: notesOf(field, text).flatMap((note) => cutting.lines(note, prose(note, room), MOST.value)),
  };
}

function notesOf(field: Field, shown: string): string[] {
  const { before, note, critical, text } = field;
  const was =
    before === undefined
      ? []
      : [before === "" ? "~ not there before this revision" : `~ was ${readable({ text: before })}`];
  if (isSecret(field)) return was;
  return [
    ...was,
    ...(note ? [`! ${inert(note)}`] : hidesIn(field) ? ["! hidden characters, shown by their code"] : []),
    ...(critical && !/^[\x20-\x7e]*$/.test(shown) ? [`! not plain ASCII: ${codes(text)}`] : []),
  ];
}

function prints(digest: string, { width, detail }: Sheet): Row[] {
  const room = valueWidth(width);
  const hex = toHex(fromBase64url(digest));
  const words = { label: "check words", lines: [...prose(`${checkWords(digest)}  ${hex.slice(0, 8)}`, room)] };
  const whole = { label: "digest", lines: [...cells(hex, room), ...cells(digest, room)] };
  return detail === "whole" ? [words, whole] : [words];
}

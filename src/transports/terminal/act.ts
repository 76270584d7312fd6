import type { Effect } from "../../action/action.js";
import type { Field } from "../../action/view.js";
import { checkWords } from "../../action/words.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { inert } from "./text.js";
import { hidesIn, isOpen, looksLikeAnother, parsed, readable } from "./value.js";

/** What approving takes: it costs in proportion to the effect, and sends the eye to the value that matters. */
export type Act =
  | { readonly by: "press" }
  | { readonly by: "sentence"; readonly sentence: string }
  | { readonly by: "value"; readonly path: string; readonly value: string }
  | { readonly by: "word"; readonly word: string }
  | { readonly by: "nothing"; readonly why: string };

const COST: Record<Effect, "press" | "sentence" | "typing"> = {
  read: "press",
  write: "press",
  message: "sentence",
  share: "sentence",
  execute: "sentence",
  money: "typing",
  destroy: "typing",
  credential: "typing",
};
const LONGEST_TYPED = 24;
/** Lines that are commands; whatever else approves must not read like one. */
export const COMMAND = /^(?:[dmvq?]|d\s.*)$/i;

export function actOf({ view, digest }: RequestMessage): Act {
  if (!view.complete)
    return {
      by: "nothing",
      why: "Not everything is shown here, so it cannot be approved here: use the full review, or deny.",
    };
  const cost = COST[view.effect];
  if (cost === "press") return { by: "press" };
  const critical = view.fields.filter((field) => field.critical && isOpen(field));
  const wrong = critical.map(untypeable).find((why) => why !== undefined);
  if (wrong) return { by: "nothing", why: wrong };
  if (cost === "sentence") return { by: "sentence", sentence: meaning(critical[0], view.title) };
  return typed(critical[0]) ?? { by: "word", word: checkWords(digest).split(" ")[1] ?? "" };
}

function untypeable(field: Field): string | undefined {
  const what = hidesIn(field)
    ? "a hidden character"
    : looksLikeAnother(field)
      ? "a character that looks like another"
      : undefined;
  return what && `\`${inert(field.path)}\` holds ${what}. It cannot be approved as it is: deny or modify.`;
}

const LONGEST_SAID = 120;
function meaning(field: Field | undefined, title: string): string {
  const text = field ? `${inert(field.path)}: ${readable(field)}` : inert(title);
  return `I mean ${text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID)}…` : text}`;
}

/** The first critical value, where a person can type it from what they see. */
function typed(field: Field | undefined): Act | undefined {
  if (!field) return undefined;
  const value = parsed(field.text);
  const text = typeof value === "string" ? value : field.text;
  const easy =
    /^[\x20-\x7e]+$/.test(text) && text.length <= LONGEST_TYPED && normal(text) !== "" && !COMMAND.test(text.trim());
  return easy ? { by: "value", path: inert(field.path), value: text } : undefined;
}

const normal = (text: string): string => text.replaceAll(" ", "").replace(/(?<=\d),(?=\d{3}(?!\d))/g, "");

/** Whether a line is the act. */
export function approves(act: Act, line: string): boolean {
  if (act.by === "press") return line.trim() === "a";
  if (act.by === "sentence") return line.trim() === "yes";
  if (act.by === "value") return normal(line) === normal(act.value);
  return act.by === "word" && line.trim().toLowerCase() === act.word.toLowerCase();
}

/** How to approve, without the value that is to be typed. */
export function howTo(act: Act): string {
  if (act.by === "press") return "To approve, type a and press Enter.";
  if (act.by === "sentence") return `To approve, type yes and press Enter. It says: "${act.sentence}"`;
  if (act.by === "value") return `To approve, type the value of \`${act.path}\` from the box and press Enter.`;
  return act.by === "word" ? "To approve, type the 2nd check word from the box and press Enter." : act.why;
}

/** What to say to a line that was neither the act nor a command. */
export function mismatch(act: Act): string {
  if (act.by === "value")
    return `That is not what \`${act.path}\` says. Nothing was recorded. Look at the box again, or deny.`;
  if (act.by === "word") return "That is not the 2nd check word. Nothing was recorded. Look at the box again, or deny.";
  return `Nothing was recorded. ${howTo(act)}`;
}

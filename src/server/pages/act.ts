import type { Effect } from "../../action/action.js";
import type { Field } from "../../action/view.js";
import { checkWords } from "../../action/words.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { Act } from "../console/model.js";

const GRAVE: ReadonlySet<Effect> = new Set(["money", "destroy", "credential"]);
const LEAVING: ReadonlySet<Effect> = new Set(["message", "share", "execute"]);
/** A longer value is not typed: people would paste it unread. */
const LONGEST = 24;

/** What approving this takes: nothing for what can be undone, one sentence for what leaves, one value for what is grave. */
export function actOf({ view }: Pick<RequestMessage, "view">): Act {
  if (!view.complete)
    return { kind: "withheld", why: "Not everything fits on this page, so nobody can approve it here." };
  if (!GRAVE.has(view.effect) && !LEAVING.has(view.effect)) return { kind: "press" };
  const critical = view.fields.filter((field) => field.critical && isShown(field));
  const spoof = critical.find((field) => hides(readable(field)));
  if (spoof) return { kind: "withheld", why: withheld(spoof.path) };
  const [first] = critical;
  if (LEAVING.has(view.effect)) return tick(first);
  return first && isTypeable(readable(first)) ? { kind: "type", path: first.path } : { kind: "word" };
}

const withheld = (path: string): string =>
  `\`${path}\` holds a character that is hidden or looks like another. It cannot be approved as it is: deny or modify.`;

const isShown = ({ text }: Field): boolean => !text.startsWith("(");

function tick(field: Field | undefined): Act {
  if (!field) return { kind: "tick", path: "", text: "I have read all of what will run, and I mean it." };
  return { kind: "tick", path: field.path, text: `I mean ${cut(readable(field))}` };
}
const cut = (text: string): string => (text.length > 80 ? `${[...text].slice(0, 80).join("")}…` : text);

/** The value as a person reads it: a text without its quotes, anything else as JSON. */
export function readable({ text }: Field): string {
  const value: unknown = JSON.parse(text);
  return typeof value === "string" ? value : text;
}

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Default_Ignorable_Code_Point}/u;
/** Scripts whose letters pass for each other's. Two of them in one value are a disguise more often than a name. */
const ALIKE = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

const hides = (value: string): boolean => HIDDEN.test(value) || ALIKE.filter((script) => script.test(value)).length > 1;

/** What any keyboard writes: letters with no marks, digits, signs. */
const isTypeable = (value: string): boolean =>
  value.length > 0 && value.length <= LONGEST && /^[\x20-\x7e]+$/.test(value);

/** What is wrong with what was given as the act, by the name of its field; undefined where it was done. */
export function undone(act: Act, message: RequestMessage, given: URLSearchParams): Record<string, string> | undefined {
  if (act.kind === "press") return undefined;
  if (act.kind === "withheld") return { act: act.why };
  if (act.kind === "tick")
    return given.get("meant") === "yes" ? undefined : { meant: "Tick this to approve. Nothing was recorded." };
  const typed = given.get("typed") ?? "";
  if (act.kind === "word")
    return typed.trim().toLowerCase() === (checkWords(message.digest).split(" ")[1] ?? "").toLowerCase()
      ? undefined
      : { typed: "That is not the 2nd check word. Nothing was recorded. Look at the box again, or deny." };
  const field = message.view.fields.find(({ path }) => path === act.path);
  if (field && plainly(typed) === plainly(readable(field))) return undefined;
  return { typed: `That is not what \`${act.path}\` says. Nothing was recorded. Look at the box again, or deny.` };
}

/** Without spaces and commas, which people put into numbers; nothing else is forgiven. */
const plainly = (text: string): string => text.replace(/[\s,]/g, "");

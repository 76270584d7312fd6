import type { Effect } from "./action.js";
import { visible } from "./hidden.js";
import { deceivesIn, isAscii, looksLikeAnother, meantIn, parsed, readable } from "./value.js";
import type { Field, View } from "./view.js";
import { checkWords } from "./words.js";

/** What approving takes: it costs in proportion to the effect, and sends the eye to the value that matters. */
export type Act =
  | { readonly kind: "press" }
  /** One sentence to tick, with the critical value in it. */
  | { readonly kind: "tick"; readonly path: string; readonly text: string }
  /** One critical value to type; `and`: the second check word after it, where another critical value is not plain ASCII. */
  | { readonly kind: "type"; readonly path: string; readonly and?: "word" }
  /** The second check word to type, where a value is too long to type, or not plain ASCII: what is ticked is not read letter by letter. */
  | { readonly kind: "word" }
  /** Nobody can approve it as it is. */
  | { readonly kind: "withheld"; readonly why: string };

/** What a decision is about, as far as people are shown it. */
interface About {
  readonly view: View;
  /** Base64url. */
  readonly digest: string;
}

const COST: Record<Effect, "press" | "tick" | "type"> = {
  read: "press",
  write: "press",
  message: "tick",
  share: "tick",
  execute: "tick",
  money: "type",
  destroy: "type",
  credential: "type",
};
/** A longer value is not typed: people would paste it unread. */
const LONGEST_TYPED = 24;
const LONGEST_SAID = 120;

export function actOf({ view }: Pick<About, "view">): Act {
  if (!view.complete) return { kind: "withheld", why: "Not everything is shown here, so nobody can approve it here." };
  const cost = COST[view.effect];
  if (cost === "press") return { kind: "press" };
  const critical = meantIn(view).filter((field) => field.critical);
  const why = critical.map(spoofed).find((one) => one !== undefined);
  if (why !== undefined) return { kind: "withheld", why };
  const [first] = critical;
  const looksPlain = meantIn(view).every(isAscii);
  if (cost === "tick") return looksPlain ? tick(first) : { kind: "word" };
  if (!first || !isTypeable(typedFor(first))) return { kind: "word" };
  return { kind: "type", path: first.path, ...(!looksPlain && { and: "word" }) };
}

function spoofed(field: Field): string | undefined {
  const what = deceivesIn(field)
    ? "a hidden character"
    : looksLikeAnother(field)
      ? "a character that looks like another"
      : undefined;
  return what && `\`${visible(field.path)}\` holds ${what}. It cannot be approved as it is: deny or modify.`;
}

function tick(field: Field | undefined): Act {
  if (!field) return { kind: "tick", path: "", text: "I have read all of what will run, and I mean it." };
  const value = [...readable(field)];
  const said = value.length > LONGEST_SAID ? `${value.slice(0, LONGEST_SAID).join("")}…` : value.join("");
  return { kind: "tick", path: field.path, text: `I mean ${said}` };
}

/** What is typed for a field: a text itself, anything else as JSON. */
export function typedFor({ text }: Field): string {
  const value = parsed(text);
  return typeof value === "string" ? value : text;
}

/** What any keyboard writes: letters with no marks, digits, signs. */
const isTypeable = (value: string): boolean =>
  value.length <= LONGEST_TYPED && /^[\x20-\x7e]+$/.test(value) && normal(value) !== "";

/** What a person gave, by the name of its field: `typed`, and `meant`, which is `yes` for a tick. */
export interface Done {
  get(name: "typed" | "meant"): string | null | undefined;
}

/** What is wrong with what was given as the act, by the name of its field; undefined where it was done. */
export function undone(act: Act, about: About, given: Done): Readonly<Record<string, string>> | undefined {
  if (act.kind === "press") return undefined;
  if (act.kind === "withheld") return { act: act.why };
  if (act.kind === "tick")
    return given.get("meant") === "yes" ? undefined : { meant: "Tick this to approve. Nothing was recorded." };
  const typed = given.get("typed") ?? "";
  const word = secondWord(about.digest).toLowerCase();
  if (act.kind === "word") return typed.trim().toLowerCase() === word ? undefined : { typed: mismatch(act) };
  const field = about.view.fields.find(({ path }) => path === act.path);
  const value = act.and ? typed.trim().slice(0, -word.length) : typed;
  const isWord = !act.and || typed.trim().toLowerCase().endsWith(word);
  return field && isWord && normal(value) === normal(typedFor(field)) ? undefined : { typed: mismatch(act) };
}

const secondWord = (digest: string): string => checkWords(digest).split(" ")[1] ?? "";

const mismatch = (act: Extract<Act, { kind: "type" | "word" }>): string =>
  `That is not ${act.kind === "word" ? "the 2nd check word" : `what \`${visible(act.path)}\` says${act.and ? ", and then the 2nd check word" : ""}`}. Nothing was recorded. Look at the box again, or deny.`;

/** Without spaces and thousands commas, which people put into numbers; nothing else is forgiven. */
const normal = (text: string): string => text.replace(/\s/g, "").replace(/(?<=\d),(?=\d{3}(?!\d))/g, "");

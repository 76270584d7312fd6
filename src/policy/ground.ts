import { at } from "../action/paths.js";
import type { Json, JsonObject } from "../canonical.js";
import { linksIn } from "./guardrail/links.js";
import { isPlain } from "./plain.js";
import type { Subject, Truth } from "./subject.js";

const WORD = /[\p{L}\p{N}_]/u;
// Between two words these join one longer name: "a-b", "a.b", "a@b", "a/b".
const JOINS = /[-.@/:+%&=#~]/;
const NUMBER = /\d+(?:,\d{3})*(?:\.\d+)?/g;
const LONGEST = 2000;

/** Whether a value stands in the request's text. Of a list or object, every value in it. */
export function isGrounded(value: Json, { context: { request } }: Subject): Truth {
  if (request === undefined) return undefined;
  if (typeof value === "string") return isTextIn(value, request);
  if (typeof value === "number") return isNumberIn(value, request);
  if (typeof value !== "object" || value === null) return undefined;
  return every(Object.values(value).map((one: Json) => isGrounded(one, { context: { request } } as Subject)));
}

/** The critical arguments that are given: null, empty texts, lists and objects lead nowhere. */
export const criticalGiven = ({ critical, args }: Subject): readonly Json[] =>
  critical.flatMap((path) => {
    const value = at(args, path);
    return value === undefined || isEmpty(value) ? [] : [value];
  });

const isEmpty = (value: Json): boolean =>
  value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);

/** Every critical argument that is given; unknown where none is: nothing says where the effect lands. */
export const areCriticalGrounded = (subject: Subject): Truth =>
  every(criticalGiven(subject).map((value) => isGrounded(value, subject)));

/** Every link in any argument. True where there is none. */
export function areLinksGrounded({ args, context: { request } }: Subject): Truth {
  const links = textsIn(args).flatMap((text) => linksIn(text));
  if (links.length === 0) return true;
  return request === undefined ? undefined : every(links.map((link) => isTextIn(link, request)));
}

/** True where all are and there is one, false where one is not. */
function every(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.length === 0 || truths.includes(undefined) ? undefined : true;
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value as JsonObject).flatMap(([key, one]) => [
    ...(Array.isArray(value) ? [] : [key]),
    ...textsIn(one),
  ]);
}

function isTextIn(value: string, request: string): Truth {
  const text = folded(value).trim();
  if (!isPlain(value) || text === "" || text.length > LONGEST) return undefined;
  const within = folded(request);
  for (let from = within.indexOf(text); from >= 0; from = within.indexOf(text, from + 1))
    if (isWhole(within, from, from + text.length)) return true;
  return false;
}

const folded = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ");

/** Not a part of a longer word, nor of several that are joined to one name. */
function isWhole(text: string, from: number, to: number): boolean {
  const [first, last] = [text[from] as string, text[to - 1] as string];
  const before = WORD.test(first) && isJoined(text[from - 1], text[from - 2]);
  return !before && !(WORD.test(last) && isJoined(text[to], text[to + 1]));
}

const isJoined = (next: string | undefined, beyond: string | undefined): boolean =>
  next !== undefined && (WORD.test(next) || (JOINS.test(next) && beyond !== undefined && WORD.test(beyond)));

function isNumberIn(value: number, request: string): Truth {
  for (const found of request.matchAll(NUMBER)) {
    const [digits] = found;
    if (isWhole(request, found.index, found.index + digits.length) && Number(digits.replaceAll(",", "")) === value)
      return true;
  }
  return false;
}

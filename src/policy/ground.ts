import { at, keysOf } from "../action/paths.js";
import { placesOf } from "../action/places.js";
import type { Json, JsonObject } from "../canonical.js";
import { linksIn } from "./guardrail/links.js";
import { finder } from "./path.js";
import { isPlain, LONG_ROWS } from "./plain.js";
import type { Subject, Truth } from "./subject.js";

const WORD = /[\p{L}\p{N}_]/u;
// Between two words these join one longer name: "a-b", "a.b", "a@b", "a/b".
const JOINS = /[-.@/:+%&=#~]/;
const NUMBER = /\d+(?:,\d{3})*(?:\.\d+)?/g;
const LONGEST = 2000;
/** Characters that are looked at for all texts together; of the texts after them it is not known. */
const MOST_LOOKS = 50_000_000;

/** Whether a value stands in the request's text. Of a list or object, every value in it. */
export const isGrounded = (value: Json, subject: Subject): Truth => areGrounded([value], subject);

/** Whether all of them do, and there is one. */
function areGrounded(values: readonly Json[], { context: { request } }: Subject): Truth {
  if (request === undefined) return undefined;
  const ground = groundOf(request);
  return every(values.map((value) => standsIn(value, ground)));
}

function standsIn(value: Json, ground: Ground): Truth {
  if (typeof value === "string") return isTextIn(value, ground);
  if (typeof value === "number") return ground.numbers().has(value);
  if (typeof value !== "object" || value === null) return undefined;
  return every(Object.values(value).map((one: Json) => standsIn(one, ground)));
}

/** A request, read once for all the values that are looked for in it. */
interface Ground {
  readonly text: string;
  numbers(): ReadonlySet<number>;
  looks: number;
}

function groundOf(request: string): Ground {
  let numbers: ReadonlySet<number> | undefined;
  // No value that is plain has a longer row of marks.
  const text = folded(request.replace(LONG_ROWS, "$1\0"));
  return { text, numbers: () => (numbers ??= numbersIn(request)), looks: MOST_LOOKS };
}

/** The critical arguments that are given: null, empty texts, lists and objects lead nowhere. */
const criticalGiven = ({ critical, args }: Subject): readonly Json[] =>
  critical.flatMap((path) => {
    const value = at(args, path);
    return value === undefined || isEmpty(value) ? [] : [value];
  });

const isEmpty = (value: Json): boolean =>
  value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);

/** Whether a critical argument that leads nowhere has a twin of nearly its name, which a body may read for it. */
const isDoubtful = ({ critical, args }: Subject): boolean =>
  critical.some((path) => {
    const value = at(args, path);
    return (value === undefined || isEmpty(value)) && finder(keysOf(path))(without(args, keysOf(path)));
  });

/** Whether no critical argument is given. */
export function isCriticalAbsent(subject: Subject): Truth {
  if (criticalGiven(subject).length > 0) return false;
  return isDoubtful(subject) ? undefined : true;
}

/** Every critical argument that is given; unknown where none is: nothing says where the effect lands. */
export function areCriticalGrounded(subject: Subject): Truth {
  const truth = areGrounded(criticalGiven(subject), subject);
  return truth === true && isDoubtful(subject) ? undefined : truth;
}

function without(value: Json | undefined, [key, ...rest]: readonly string[]): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value) || key === undefined) return value ?? null;
  const { [key]: inner, ...others } = value as JsonObject;
  return rest.length === 0 || inner === undefined ? others : { ...others, [key]: without(inner, rest) };
}

/** Every link in any argument. True where there is none. */
export function areLinksGrounded(subject: Subject): Truth {
  const links = textsIn(subject.args).flatMap((text) => linksIn(text));
  return links.length === 0 || areGrounded(links, subject);
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

function isTextIn(value: string, ground: Ground): Truth {
  if (!isPlain(value)) return undefined;
  const text = folded(value).trim();
  if (text === "" || text.length > LONGEST) return undefined;
  ground.looks -= ground.text.length;
  if (ground.looks < 0) return undefined;
  if (!ground.text.includes(text)) return false;
  return placesOf(text, ground.text).starts.some((from) => isWhole(ground.text, from, from + text.length));
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

function numbersIn(request: string): ReadonlySet<number> {
  const whole = [...request.matchAll(NUMBER)].filter(({ index, 0: digits }) =>
    isWhole(request, index, index + digits.length),
  );
  return new Set(whole.map(([digits]) => Number(digits.replaceAll(",", ""))));
}

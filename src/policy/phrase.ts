import { overlap } from "../action/paths.js";
import type { Json } from "../canonical.js";
import { measured, tallyName, tallyOf } from "./past.js";
import { argumentOf, reader } from "./path.js";
import { alikeTo, isPlain } from "./plain.js";
import type { ByPredicate, Comparison, InHistory, InTime, Operator, SingleData } from "./rule.js";
import { shown } from "./shown.js";
import type { Subject, Truth } from "./subject.js";
import { clockTime } from "./time-window.js";

const WORDS: Record<Operator, string> = {
  eq: "",
  ne: "",
  in: "one of ",
  gt: "greater than ",
  gte: "at least ",
  lt: "less than ",
  lte: "at most ",
  absent: "",
  host: "at the host ",
  mailDomain: "an address at the mail domain ",
  under: "inside ",
  startsWith: "a text that starts with ",
  endsWith: "a text that ends with ",
  cidr: "in the range ",
  pattern: "of the pattern ",
  grounded: "in the request",
};

/** What a condition found, as a sentence: `args.amount 900 is greater than 500`. Secret values are `(secret)`. */
export function phrase(condition: SingleData, subject: Subject, truth: Truth, rule: string): string {
  if ("time" in condition) return timePhrase(condition, subject, truth);
  if ("history" in condition) return pastPhrase(condition, subject, truth, rule);
  if ("fn" in condition) return predicatePhrase(condition, truth);
  if (condition.op === "grounded") return groundPhrase(condition, subject, truth);
  if (condition.path === "critical" && truth === undefined) return "a critical argument is given under nearly its name";
  if (condition.path === "critical") return `${truth ? "no" : "a"} critical argument is given`;
  const { path, op, ref } = condition;
  const actual = reader(path)(subject);
  const secret = isSecret(path, subject) || (ref !== undefined && isSecret(ref, subject));
  if (op === "absent" && truth === undefined) return `${path} is absent, but there is one of nearly that name`;
  if (op === "absent") return truth ? `${path} is absent` : `${path} is present`;
  if (actual === undefined) return `${path} is not known`;
  if (ref !== undefined && reader(ref)(subject) === undefined) return `${ref} is not known`;
  const told = `${path} ${secret ? "(secret)" : shown(actual)}`;
  const operand = secret ? "(secret)" : operandOf(condition, subject);
  if (truth === undefined)
    return `${told} ${unsure(op, actual, ref === undefined ? condition.value : reader(ref)(subject))} ${operand}`.trimEnd();
  return `${told} ${truth === (op !== "ne") ? "is" : "is not"} ${WORDS[op]}${operand}`;
}

const WHOLES: Readonly<Record<string, string>> = { critical: "every critical argument", links: "every link" };

function groundPhrase({ path }: Comparison, subject: Subject, truth: Truth): string {
  const what = WHOLES[path] ?? path;
  if (truth === undefined) return `it is not known whether ${what} is in the request`;
  const actual = WHOLES[path] === undefined ? reader(path)(subject) : undefined;
  const told = actual === undefined ? "" : ` ${isSecret(path, subject) ? "(secret)" : shown(actual)}`;
  return truth ? `${what}${told} is in the request` : `not ${what}${told} is in the request`;
}

function pastPhrase(condition: InHistory, { past }: Subject, truth: Truth, rule: string): string {
  const { history, path, within, per, op, value } = condition;
  const what = path === undefined ? counted(condition) : `${HISTORIES[history]} of ${path}`;
  const told = `${what} in ${typeof within === "number" ? `${within}ms` : within} of this ${per}`;
  const number = measured(condition, past?.get(tallyName(tallyOf(condition, rule))));
  if (truth === undefined || number === undefined) return `${told} is not known`;
  return `${told}, ${number}, is ${truth ? "" : "not "}${WORDS[op]}${value}`;
}

const HISTORIES: Partial<Record<InHistory["history"], string>> = {
  sum: "the sum",
  distinct: "the number of different values",
};

const counted = ({ history, same }: InHistory): string =>
  history === "denied"
    ? `the number of times people denied ${same ? "this very call" : "calls"}`
    : "the number of calls";

const predicatePhrase = ({ fn }: ByPredicate, truth: Truth): string =>
  truth === undefined ? `it is not known whether ${fn} holds` : `${fn} ${truth ? "holds" : "does not hold"}`;

function timePhrase({ time: { days, from, to, zone } }: InTime, { now }: Subject, truth: Truth): string {
  if (truth === undefined) return "the time is not known";
  const window = `${from} to ${to}${days ? ` on ${days.join(", ")}` : ""}`;
  return `the time in ${zone}, ${clockTime(zone, now)}, is ${truth ? "" : "not "}within ${window}`;
}

function operandOf({ value, ref }: Comparison, subject: Subject): string {
  if (ref !== undefined) return `${ref} ${shown(reader(ref)(subject) as Json)}`;
  return Array.isArray(value) ? cut(value.map((one: Json) => shown(one)).join(", ")) : shown(value as Json);
}

function unsure(op: Operator, actual: Json, wanted: Json | undefined): string {
  if (typeof actual === "string" && !isPlain(actual))
    return "has hidden characters or an unusual form, so it may or may not be";
  if (typeof actual === "string" && [wanted].flat().some((one) => typeof one === "string" && alikeTo(one)(actual)))
    return UNSURE[op] ?? "differs in letter case or spaces only, so it may or may not be";
  return UNSURE[op] ?? "cannot be compared with";
}
const NO_NUMBER = "is not a number, so it cannot be compared with";
const UNSURE: Partial<Record<Operator, string>> = {
  gt: NO_NUMBER,
  gte: NO_NUMBER,
  lt: NO_NUMBER,
  lte: NO_NUMBER,
  host: "is not a plain address, so it may be at the host",
  mailDomain: "is not a plain mail address, so it may be at the mail domain",
  under: "is not a plain path, so it may be inside",
  startsWith: "may or may not be a text that starts with",
  endsWith: "may or may not be a text that ends with",
  cidr: "is not a plain address outside, so it may be in the range",
  pattern: "is no text, too long or written in another form, so it may be of the pattern",
};

const LONGEST = 200;
const cut = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`);

function isSecret(path: string, { secret }: Subject): boolean {
  const argument = argumentOf(path);
  return argument !== undefined && secret.some((one) => overlap(one, argument));
}

import type { Json } from "../canonical.js";
import { argumentOf, reader } from "./path.js";
import { isPlain } from "./plain.js";
import type { Comparison, InTime, Operator, SingleData } from "./rule.js";
import { shown } from "./shown.js";
import type { Subject, Truth } from "./subject.js";
import { clockTime } from "./time-window.js";

const WORDS: Record<Operator, string> = {
  eq: "",
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
};

/** What a condition found, as a sentence: `args.amount 900 is greater than 500`. Secret values are `(secret)`. */
export function phrase(condition: SingleData, subject: Subject, truth: Truth): string {
  if ("time" in condition) return timePhrase(condition, subject, truth);
  const { path, op, ref } = condition;
  const actual = reader(path)(subject);
  const secret = isSecret(path, subject) || (ref !== undefined && isSecret(ref, subject));
  if (op === "absent") return truth ? `${path} is absent` : `${path} is present`;
  if (actual === undefined) return `${path} is not known`;
  if (ref !== undefined && reader(ref)(subject) === undefined) return `${ref} is not known`;
  const told = `${path} ${secret ? "(secret)" : shown(actual)}`;
  const operand = secret ? "(secret)" : operandOf(condition, subject);
  if (truth === undefined) return `${told} ${unsure(op, actual)} ${operand}`.trimEnd();
  return `${told} ${truth ? "is" : "is not"} ${WORDS[op]}${operand}`;
}

function timePhrase({ time: { days, from, to, zone } }: InTime, { now }: Subject, truth: Truth): string {
  if (truth === undefined) return "the time is not known";
  const window = `${from} to ${to}${days ? ` on ${days.join(", ")}` : ""}`;
  return `the time in ${zone}, ${clockTime(zone, now)}, is ${truth ? "" : "not "}within ${window}`;
}

function operandOf({ value, ref }: Comparison, subject: Subject): string {
  if (ref !== undefined) return `${ref} ${shown(reader(ref)(subject) as Json)}`;
  return Array.isArray(value) ? cut(value.map((one: Json) => shown(one)).join(", ")) : shown(value as Json);
}

function unsure(op: Operator, actual: Json): string {
  if (typeof actual === "string" && !isPlain(actual))
    return "has hidden characters or an unusual form, so it may or may not be";
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
  return (
    argument !== undefined && secret.some((one) => one === argument || below(one, argument) || below(argument, one))
  );
}

const below = (path: string, above: string): boolean => path.startsWith(`${above}.`);

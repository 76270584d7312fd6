import type { Compiled } from "./compile.js";
import type { Conditions, Part } from "./condition.js";
import { listOf } from "./match.js";
import { reader } from "./path.js";
import { phrase } from "./phrase.js";
import { isPlain } from "./plain.js";
import type { OnData, SingleData } from "./rule.js";
import type { Subject, Truth } from "./subject.js";

const unsureDataset = ({ datasets }: Subject): string =>
  datasets.every(isPlain)
    ? "a dataset's name differs in letter case or spaces only"
    : "a dataset's name has hidden characters";

/** Why a rule applies. */
export function grounds(rule: Compiled, subject: Subject): string {
  const { covers, when, unless, label } = rule;
  const found = subject.tripped?.get(label);
  const unsure = covers(subject) === undefined ? [unsureDataset(subject)] : [];
  if (when.test(subject) === undefined) unsure.push(said(rule, when, subject, undefined));
  const sure = [found, said(rule, when, subject, true)].filter(Boolean).join(", where ");
  const exception =
    unless.test(subject) === undefined
      ? `, and its exception is not sure: ${said(rule, unless, subject, undefined)}`
      : "";
  if (unsure.length === 0) return `${sure || `applies to ${subjectOf(rule.rule.on)}`}${exception}`;
  return `applies because ${[...unsure, sure].filter(Boolean).join(" and ")}${exception}`;
}

/** The conditions that hold of an exception that lifts a rule. */
export const exceptionOf = (rule: Compiled, subject: Subject): string => said(rule, rule.unless, subject, true);

/** Everything that would have had to be otherwise for an allow rule that covers the call, or may. */
export function obstacles(rule: Compiled, subject: Subject): readonly string[] {
  const { covers, when, unless, id } = rule;
  const lifted = unless.test(subject);
  return [
    ...(covers(subject) === undefined ? [unsureDataset(subject)] : []),
    ...when.parts.flatMap((part) => {
      const truth = part.test(subject);
      return truth === true ? [] : [told(part, subject, truth, id)];
    }),
    ...(lifted === true ? [`excepted because ${exceptionOf(rule, subject)}`] : []),
    ...(lifted === undefined ? [said(rule, unless, subject, undefined)] : []),
  ];
}

/** What is not known of a call that a rule covers, or may: where, and why in words. */
export function unknownsOf(
  rule: Compiled,
  subject: Subject,
): readonly { readonly path: string; readonly why: string }[] {
  const { covers, when, unless, id } = rule;
  const covered = covers(subject);
  if (covered === false) return [];
  const hidden = covered === undefined ? [{ path: "datasets", why: unsureDataset(subject) }] : [];
  return [...hidden, ...[...when.parts, ...unless.parts].flatMap((part) => unknownIn(part, subject, id))];
}

function unknownIn(part: Part, subject: Subject, id: string): ReturnType<typeof unknownsOf> {
  if (part.test(subject) !== undefined) return [];
  if (part.parts) return part.parts.flatMap((one) => unknownIn(one, subject, id));
  return [{ path: placeOf(part.data, subject), why: phrase(part.data, subject, undefined, id) }];
}

/** What a condition reads; of two paths the one that is not there. */
function placeOf(data: SingleData, subject: Subject): string {
  if ("time" in data) return "time";
  if ("history" in data) return `history.${data.history}`;
  if ("fn" in data) return `fn.${data.fn}`;
  const { path, ref } = data;
  return ref !== undefined && reader(path)(subject) !== undefined && reader(ref)(subject) === undefined ? ref : path;
}

/** The conditions of that truth, as sentences. */
const said = ({ id }: Compiled, { parts }: Pick<Conditions, "parts">, subject: Subject, truth: Truth): string =>
  parts
    .filter(({ test }) => test(subject) === truth)
    .map((part) => told(part, subject, truth, id))
    .join(" and ");

const told = (part: Part, subject: Subject, truth: Truth, id: string): string =>
  part.parts
    ? part.parts
        .filter(({ test }) => test(subject) === truth)
        .map((one) => told(one, subject, truth, id))
        .join(" and ")
    : phrase(part.data, subject, truth, id);

function subjectOf(on: OnData): string {
  if ("action" in on) return `every call of ${listOf(on.action).join(", ")}`;
  if ("effect" in on) return `every ${listOf(on.effect).join(", ")} action`;
  return `every call on the dataset ${on.dataset}`;
}

import type { Compiled } from "./compile.js";
import type { Conditions } from "./condition.js";
import type { Candidates, Judged } from "./judged.js";
import { listOf } from "./match.js";
import { phrase } from "./phrase.js";
import type { OnData } from "./rule.js";
import type { Subject, Truth } from "./subject.js";

const LONGEST = 32;

/**
 * Why the verdict is what it is, one sentence a line: every rule that applied, what was lifted, and what would have
 * allowed the call but did not.
 */
export function explain(
  rules: Candidates,
  subject: Subject,
  { verdict, rules: decided }: Judged,
  nothing: string,
): readonly string[] {
  const narrowing = [...rules.deny, ...rules.ask];
  const applied = [...narrowing, ...rules.allow].filter((rule) => rule.applies(subject));
  const lifted = narrowing.filter((rule) => isLifted(rule, subject));
  const byDefault = verdict === "deny" && decided.length === 0;
  const failed = verdict === "ask" || byDefault ? rules.allow.filter((rule) => !rule.applies(subject)) : [];
  return shortened([
    ...applied.map((rule) => `${named(rule)}: ${grounds(rule, subject)}`),
    ...lifted.map((rule) => `${named(rule)} does not apply: lifted because ${said(rule.unless, subject, true)}`),
    ...failed
      .filter(({ covers }) => covers(subject) !== false)
      .map((rule) => `${named(rule)} did not apply: ${obstacle(rule, subject)}`),
    ...(byDefault ? [nothing] : []),
  ]);
}

const named = ({ rule, label }: Compiled): string => `${rule.verdict} ${label}`;

const isLifted = ({ covers, when, unless }: Compiled, subject: Subject): boolean =>
  covers(subject) !== false && when.test(subject) !== false && unless.test(subject) === true;

function grounds({ rule, covers, when, unless }: Compiled, subject: Subject): string {
  const unsure = covers(subject) === undefined ? [HIDDEN_DATASET] : [];
  if (when.test(subject) === undefined) unsure.push(said(when, subject, undefined));
  const sure = said(when, subject, true);
  const exception =
    unless.test(subject) === undefined ? `, and its exception is not sure: ${said(unless, subject, undefined)}` : "";
  if (unsure.length === 0) return `${sure || `applies to ${subjectOf(rule.on)}`}${exception}`;
  return `applies because ${[...unsure, sure].filter(Boolean).join(" and ")}${exception}`;
}

/** Why an allow rule that covers the call did not apply. */
function obstacle({ covers, when, unless }: Compiled, subject: Subject): string {
  if (covers(subject) === undefined) return HIDDEN_DATASET;
  const held = when.test(subject);
  if (held !== true) return said(when, subject, held);
  const lifted = unless.test(subject);
  return lifted ? `excepted because ${said(unless, subject, true)}` : said(unless, subject, undefined);
}

const HIDDEN_DATASET = "a dataset's name has hidden characters";

/** The conditions of that truth, as sentences. */
const said = ({ parts }: Pick<Conditions, "parts">, subject: Subject, truth: Truth): string =>
  parts
    .filter(({ test }) => test(subject) === truth)
    .map((part) => (part.parts ? said(part, subject, truth) : phrase(part.data, subject, truth)))
    .join(" and ");

function subjectOf(on: OnData): string {
  if ("action" in on) return `every call of ${listOf(on.action).join(", ")}`;
  if ("effect" in on) return `every ${listOf(on.effect).join(", ")} action`;
  return `every call on the dataset ${on.dataset}`;
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= LONGEST) return lines;
  return [...lines.slice(0, LONGEST - 1), `and ${lines.length - LONGEST + 1} more`];
}

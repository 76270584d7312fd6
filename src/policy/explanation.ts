import type { Concerned } from "./candidates.js";
import { applies, type Compiled } from "./compile.js";
import type { Judged, Said } from "./judged.js";
import type { Masks } from "./mask.js";
import { outgoingOf } from "./outgoing.js";
import { exceptionOf, grounds, obstacles, unknownsOf } from "./reasons.js";
import type { Subject } from "./subject.js";

/** What is told of one rule. */
export interface Told {
  /** Its id, as `policyId/ruleId` where there are several policies. */
  readonly rule: string;
  readonly says: Said["verdict"] | "guardrail";
  readonly because: string;
}

/** A rule that applied. */
export interface Matched extends Told {
  /** What it could not know: `args.amount`, `time`, `history.count`, `fn.isOpen`, `datasets`. */
  readonly unknown: readonly string[];
}

/** A verdict and all that led to it, as data: card, terminal and JSON are made of it. No secret value is in it. */
export interface Explanation extends Omit<Judged, "shadow"> {
  /** Rules that applied, those that decided among them. */
  readonly matched: readonly Matched[];
  /** Rules that would have applied but for a sure exception. */
  readonly lifted: readonly Told[];
  /** Where nothing allowed the call, or people are asked: what else would have allowed it, the nearest first. */
  readonly nearest: readonly Pick<Told, "rule" | "because">[];
  /** Of the rules that concern the call, also of those that did not apply. */
  readonly unknown: readonly { readonly rule: string; readonly path: string; readonly why: string }[];
  /** What becomes of a result, by path. */
  readonly masks: Masks;
  /** The rules that mask. */
  readonly masking: readonly string[];
  /** The rules that will look at a result before it leaves. */
  readonly checks: readonly string[];
  /** What the verdict would be with the rules in shadow, and which of these applied. */
  readonly shadow?: Said & { readonly matched: readonly Matched[] };
}

/** Explains a verdict by the rules that concern the call. */
export function explanationOf(concerned: Concerned, subject: Subject, judged: Judged): Explanation {
  const { deny, ask, allow, guards } = concerned.enforced;
  const { shadow, ...said } = judged;
  const narrowing = [...deny, ...ask, ...guards];
  const leaves = outgoingOf(concerned, subject);
  return {
    ...said,
    matched: matchedOf([...narrowing, ...allow], subject),
    lifted: narrowing
      .filter((rule) => isLifted(rule, subject))
      .map((rule) => ({ ...named(rule), because: exceptionOf(rule, subject) })),
    nearest: isUnallowed(judged) ? nearestOf(allow, subject) : [],
    unknown: [...narrowing, ...allow, ...concerned.outgoing].flatMap((rule) =>
      unknownsOf(rule, subject).map((one) => ({ rule: rule.label, ...one })),
    ),
    masks: leaves?.masks ?? {},
    masking: leaves?.masking ?? [],
    checks: leaves?.checks.map(({ rule }) => rule) ?? [],
    ...(shadow && { shadow: { ...shadow, matched: inShadow(concerned, subject) } }),
  };
}

const named = ({ label, rule, verdict = "deny" }: Compiled): Pick<Told, "rule" | "says"> => ({
  rule: label,
  says: rule.guardrail ? "guardrail" : verdict,
});

const matchedOf = (rules: readonly Compiled[], subject: Subject): readonly Matched[] =>
  rules
    .filter((rule) => applies(rule, subject))
    .map((rule) => ({
      ...named(rule),
      because: grounds(rule, subject),
      unknown: [...new Set(unknownsOf(rule, subject).map(({ path }) => path))],
    }));

const isLifted = ({ covers, when, unless }: Compiled, subject: Subject): boolean =>
  covers(subject) !== false && when.test(subject) !== false && unless.test(subject) === true;

const isUnallowed = ({ verdict, rules }: Judged): boolean =>
  verdict === "ask" || (verdict === "deny" && rules.length === 0);

/** By how much would have had to be otherwise. */
const nearestOf = (allow: readonly Compiled[], subject: Subject): Explanation["nearest"] =>
  allow
    .filter((rule) => rule.covers(subject) !== false && !applies(rule, subject))
    .map((rule) => ({ rule: rule.label, failed: obstacles(rule, subject) }))
    .sort((one, other) => one.failed.length - other.failed.length)
    .map(({ rule, failed }) => ({ rule, because: failed.join(" and ") }));

function inShadow({ shadow }: Concerned, subject: Subject): readonly Matched[] {
  const all = shadow ? [...shadow.deny, ...shadow.ask, ...shadow.guards, ...shadow.allow] : [];
  return matchedOf(
    all.filter((rule) => rule.shadow === "shadow"),
    subject,
  );
}

import { redact } from "../action/redaction.js";
import type { Compiled } from "../policy/compile.js";
import type { Conditions, Part } from "../policy/condition.js";
import type { PolicyJudge, Subject } from "../policy/judge.js";
import type { Said } from "../policy/judged.js";
import type { Truth } from "../policy/subject.js";
import type { Recorded } from "./recorded.js";
import { isTold, type Told } from "./told.js";

/** The verdict that a recorded call would get; or, where what is not told decides, the rules that it depends on. */
export type Possible = Said | { readonly verdict: "unknown"; readonly rules: readonly string[] };

type Applies = "surely" | "maybe" | "never";
interface Judged {
  readonly rule: Compiled;
  readonly applies: Applies;
}

/** Judges a call of which not everything is told: what is not could be anything. */
export async function possible({ subject, told }: Recorded, judge: PolicyJudge): Promise<Possible> {
  const { deny, ask, allow, guards } = judge.concerned(subject).enforced;
  const all = await Promise.all(
    [...deny, ...ask, ...guards, ...allow].map(async (rule) => ({
      rule,
      applies: await applying(rule, subject, told),
    })),
  );
  const denying = all.filter(({ rule }) => rule.verdict === "deny");
  const asking = all.filter(({ rule }) => rule.verdict === "ask");
  const first = asking.filter(({ rule }) => rule.layer === 0 && !rule.rule.guardrail);
  const allowing = all.filter(({ rule }) => rule.verdict === "allow");
  const verdicts = new Set<Said["verdict"]>();
  for (const d of truths(denying))
    for (const f of truths(first))
      for (const a of truths(asking))
        for (const l of truths(allowing)) verdicts.add(d ? "deny" : f ? "ask" : !l ? "deny" : a ? "ask" : "allow");
  const [verdict, ...others] = verdicts;
  if (verdict === undefined || others.length > 0) return { verdict: "unknown", rules: labels(all, "maybe") };
  return { verdict, rules: labels({ deny: denying, ask: asking, allow: allowing }[verdict], "surely") };
}

const labels = (all: readonly Judged[], applies: Applies): readonly string[] =>
  all.filter((one) => one.applies === applies).map(({ rule }) => rule.label);

/** Whether one of them applies. */
function truths(all: readonly Judged[]): readonly boolean[] {
  if (all.some(({ applies }) => applies === "surely")) return [true];
  return all.some(({ applies }) => applies === "maybe") ? [true, false] : [false];
}

async function applying(rule: Compiled, subject: Subject, told: Told): Promise<Applies> {
  const covered = rule.covers(subject);
  const found = new Set<boolean>();
  for (const when of truthsOf(rule.when, subject, told))
    for (const unless of truthsOf(rule.unless, subject, told)) found.add(taking(rule, { covered, when, unless }));
  if (rule.rule.guardrail && found.has(true)) return tripping(rule, found, subject, told);
  return sureness(found);
}

const sureness = (found: ReadonlySet<boolean>): Applies =>
  found.size > 1 ? "maybe" : found.has(true) ? "surely" : "never";

/** As rules apply: unknown helps nobody. */
const taking = (
  { verdict }: Compiled,
  { covered, when, unless }: Readonly<Record<"covered" | "when" | "unless", Truth>>,
): boolean =>
  verdict === "allow"
    ? covered === true && when === true && unless === false
    : covered !== false && when !== false && unless !== true;

/** A guardrail applies where its checks also fail. */
async function tripping(
  { inspect }: Compiled,
  found: ReadonlySet<boolean>,
  { args: given, secret, context }: Subject,
  told: Told,
): Promise<Applies> {
  if (told.args === "untold") return "maybe";
  const args = redact(given, secret);
  const why = await inspect?.({ value: args, args, context, of: "arguments" });
  return why === undefined ? "never" : sureness(found);
}

type Truths = ReadonlySet<Truth>;
type Join = (one: Truth, other: Truth) => Truth;
const ANY: Truths = new Set([true, false, undefined]);
const UNLESS_FALSE: Join = (one, other) =>
  one === false || other === false ? false : one === undefined || other === undefined ? undefined : true;
const UNLESS_TRUE: Join = (one, other) =>
  one === true || other === true ? true : one === undefined || other === undefined ? undefined : false;

function truthsOf({ test, parts }: Conditions, subject: Subject, told: Told): Truths {
  if (parts.length === 0) return new Set([test(subject)]);
  return joined(parts, UNLESS_FALSE, subject, told);
}

/** All that they may be together. */
const joined = (parts: readonly Part[], join: Join, subject: Subject, told: Told): Truths =>
  parts
    .map((part) => truthsIn(part, subject, told))
    .reduce(
      (ones, others) => new Set(Array.from(ones, (one) => Array.from(others, (other) => join(one, other))).flat()),
    );

function truthsIn(part: Part, subject: Subject, told: Told): Truths {
  if (part.parts) return joined(part.parts, UNLESS_TRUE, subject, told);
  return isTold(part.data, told) ? new Set([part.test(subject)]) : ANY;
}

import { andThen } from "../action/at-once.js";
import { redact } from "../action/redaction.js";
import type { Concerned } from "./candidates.js";
import type { Compiled } from "./compile.js";
import type { Entry, Past } from "./entry.js";
import type { Tally } from "./past.js";
import type { Subject } from "./subject.js";

/**
 * How a call is counted among others. `id`: the call that it is counted as. `count`: from now on; `start`: as of now, for it
 * is about to run; `look`: not at all. `key`: what all calls of its key have in common: they are this very call.
 */
export interface Counting {
  readonly how: "count" | "start" | "look";
  readonly id: string;
  readonly key?: () => string | undefined;
}

/** What rules ask of the store. All reject where it does not answer. */
export interface Sources {
  /** By the name of the tally: entries of other calls, this one counted as it says. A tally whose subject the context does not name is left out. */
  past(tallies: readonly Tally[], subject: Subject, counting: Counting): Promise<ReadonlyMap<string, Past>>;
  /** Takes calls that did not run, and never will, out of the tallies. */
  forget(tallies: readonly Tally[], subject: Subject, ids: readonly string[]): Promise<void>;
  /** Keeps, once, that people denied a call. `id`, `key`: what it was counted as. */
  denied(tallies: readonly Tally[], subject: Subject, call: Pick<Entry, "id" | "key">): Promise<void>;
  /** Whether the session has read what may be someone else's words; undefined: it cannot be known. */
  tainted(subject: Subject): Promise<boolean | undefined>;
  /** Before a body that may bring someone else's words into the session starts. */
  taint(subject: Subject): Promise<void>;
}

/** A call with everything that the rules that concern it ask for; at once where they ask for nothing. */
export function ready(
  { counting, reads, guards }: Concerned,
  subject: Subject,
  how: Counting,
  sources: Sources | undefined,
): Subject | Promise<Subject> {
  const tallies = talliesFor(counting, subject);
  const asks = sources !== undefined && (tallies.length > 0 || reads === "taint");
  const told = asks ? toldBy(sources, tallies, reads, subject, how) : subject;
  return guards.length === 0 ? told : andThen(told, (facts) => inspected(guards, facts));
}

/** Of the rules that cover the call, or may. */
export const talliesFor = (counting: readonly Compiled[], subject: Subject): readonly Tally[] =>
  counting.filter(({ covers }) => covers(subject) !== false).flatMap((rule) => rule.tallies);

async function toldBy(
  sources: Sources,
  tallies: readonly Tally[],
  reads: Concerned["reads"],
  subject: Subject,
  how: Counting,
): Promise<Subject> {
  const past = tallies.length > 0 ? await sources.past(tallies, subject, how) : undefined;
  const tainted = reads === "taint" ? await sources.tainted(subject) : undefined;
  const context = tainted === undefined ? subject.context : { ...subject.context, tainted };
  return { ...subject, context, ...(past && { past }) };
}

/** What the checks of arguments found, of those guardrails that concern the call. */
function inspected(guards: readonly Compiled[], subject: Subject): Subject | Promise<Subject> {
  const args = redact(subject.args, subject.secret);
  const found = guards
    .filter(({ concerns }) => concerns(subject) !== false)
    .map(({ label, inspect }) => ({
      label,
      why: inspect?.({ value: args, args, context: subject.context, of: "arguments" }),
    }));
  const told = (all: readonly { label: string; why: string | undefined }[]): Subject => {
    const failed = all.flatMap(({ label, why }) => (why === undefined ? [] : [[label, why] as const]));
    return failed.length === 0 ? subject : { ...subject, tripped: new Map(failed) };
  };
  if (!found.some(({ why }) => why instanceof Promise))
    return told(found as { label: string; why: string | undefined }[]);
  return Promise.all(found.map(async ({ label, why }) => ({ label, why: await why }))).then(told);
}

import { type Action, action, definitionOf } from "../action/action.js";
import { type Call, capture } from "../action/capture.js";
import type { Context } from "../action/context.js";
import { contextOf } from "../action/gather.js";
import { redact } from "../action/redaction.js";
import { valuesOf } from "../approval/entries.js";
import { digest } from "../canonical.js";
import { milliseconds } from "../clock.js";
import { failure, isCountersignError, misuse } from "../errors.js";
import type { Past } from "../policy/entry.js";
import type { Explanation } from "../policy/explanation.js";
import type { PolicyJudge } from "../policy/judge.js";
import { type Tally, tallyName } from "../policy/past.js";
import { ready, talliesFor } from "../policy/ready.js";
import type { Subject } from "../policy/subject.js";
import { ANYTHING } from "./actions.js";
import { type GivenCall, momentOf, type Other } from "./given-call.js";

/** A call that can be judged, by any policy. */
export interface Judgeable {
  readonly given: GivenCall;
  readonly call: Call;
  readonly subject: Subject;
}

export interface JudgedCall {
  readonly facts: Subject;
  readonly explanation: Explanation;
  readonly lines: readonly string[];
}

const TENANT = "default";

/**
 * A call through its action's schema; without actions its arguments as they are. `now`: the time, where the call tells
 * none. @throws code `input`
 */
export async function judgeable(
  given: GivenCall,
  { actions, now }: { readonly actions: readonly Action[] | undefined; readonly now: number | "unknown" },
): Promise<Judgeable> {
  const definition = definitionOf(actions ? named(given, actions) : assumed(given));
  const about = { action: given.action, callId: "call" };
  const { datasets = [], context = {} } = given;
  const all: Partial<Context> = {
    ...context,
    ...(datasets.length > 0 && { datasets: [...(context.datasets ?? []), ...datasets] }),
  };
  const gathered = await contextOf({ context: all })({ name: given.action, effect: definition.effect }, about);
  try {
    const call = await capture(definition, given.args, gathered, about);
    const moment = given.now === undefined ? now : momentOf(given.now);
    return { given, call, subject: subjectOf(given, call, moment === "unknown" ? Number.NaN : moment) };
  } catch (error) {
    if (!isCountersignError(error, "input")) throw error;
    const issues = error.issues.map(({ path, message }) => ({ path: path === "" ? "args" : `args.${path}`, message }));
    throw failure("input", about, error.reason, { issues });
  }
}

function named({ action: name, effect }: GivenCall, actions: readonly Action[]): Action {
  const found = actions.find((one) => one.name === name);
  if (!found) throw misuse("action", `there is no action "${name}" among ${actions.map((one) => one.name).join(", ")}`);
  if (effect === undefined || effect === found.effect) return found;
  throw misuse("effect", `is ${found.effect} by its action: leave it out`);
}

function assumed({ action: name, effect }: GivenCall): Action {
  if (effect === undefined) throw misuse("effect", "is missing: give it here, or the actions with --actions");
  return action(name, { input: ANYTHING, effect });
}

function subjectOf({ environment, tenant = TENANT, tainted }: GivenCall, call: Call, now: number): Subject {
  const { name, effect, secret, critical } = call.definition;
  return {
    action: name,
    effect,
    datasets: call.datasets,
    args: call.args,
    context: {
      ...call.context,
      tenant,
      ...(environment !== undefined && { environment }),
      ...(tainted !== undefined && { tainted }),
    },
    secret,
    critical,
    now,
  };
}

/** Judges as a guarded process does, input guardrails first; only of the store nothing is known but what the call tells. */
export async function judged({ given, call, subject }: Judgeable, judge: PolicyJudge): Promise<JudgedCall> {
  const told = given.history ? { ...subject, past: pastOf(given, subject, judge) } : subject;
  const facts = await ready(judge.concerned(told), told, { how: "look", id: call.id }, undefined);
  return { facts, explanation: judge.explanation(facts), lines: judge.explain(facts) };
}

/** Those that people denied count as such, and no more as calls. */
const countsIn =
  ({ denied }: Tally, { args, secret }: Subject) =>
  (other: Other): boolean =>
    (other.denied === true) === (denied !== undefined) &&
    (denied !== "same" || digest(redact(other.args, secret)) === digest(redact(args, secret)));

function pastOf({ history = [] }: GivenCall, subject: Subject, judge: PolicyJudge): ReadonlyMap<string, Past> {
  const tallies = talliesFor(judge.concerned(subject).counting, subject).filter(
    ({ per }) => per === "app" || subject.context[per] !== undefined,
  );
  const now = Number.isFinite(subject.now) ? subject.now : 0; // what counts is how long ago others were
  return new Map(
    tallies.map((tally) => {
      const entries = history.filter(countsIn(tally, subject)).map(({ args, ago }, i) => ({
        id: `call ${i}`,
        at: now - milliseconds(ago, "ago"),
        values: valuesOf(tally, { ...subject, args }, ""),
      }));
      return [tallyName(tally), { now, entries }];
    }),
  );
}

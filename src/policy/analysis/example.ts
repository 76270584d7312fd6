import type { Definition } from "../../action/action.js";
import { callOf } from "../../action/capture.js";
import type { Context, Known } from "../../action/context.js";
import { freeze } from "../../action/freeze.js";
import { redact } from "../../action/redaction.js";
import type { JsonObject } from "../../canonical.js";
import type { Concerned } from "../candidates.js";
import { applies, type Compiled } from "../compile.js";
import { compilePolicies, type Judged, type PolicyJudge, type Subject } from "../judge.js";
import { tallyName } from "../past.js";
import { ready, type Sources } from "../ready.js";
import type { Policy } from "../rule.js";
import type { Arguments } from "./arguments.js";
import { type Attempt, attempts } from "./attempts.js";
import type { Literal } from "./conjunction.js";
import type { Draft, Tried } from "./draft.js";
import type { Witness } from "./finding.js";
import { contextWith, isTimed, requestsFor, timeFor } from "./situation.js";

type Example = NonNullable<Draft["example"]>;
export type FindExample = (example: Example) => Promise<Witness | undefined>;

const MOST_ACTIONS = 4;
const MOST_WAYS = 8;

/** Finds calls that show something: each is made as the action's schema wants it, and judged. */
export function examples(policies: readonly Policy[], args: Arguments): FindExample {
  const judges = judgesOf(compilePolicies(policies));
  return async ({ actions, ways, given = [], shows }) => {
    for (const definition of actions.slice(0, MOST_ACTIONS))
      for (const literals of ways.slice(0, MOST_WAYS))
        for (const attempt of attempts(definition, literals, given, args)) {
          const found = await tried(judges, definition, literals, attempt, args, shows);
          if (found) return found;
        }
    return undefined;
  };
}

async function tried(
  { policy, judging }: Judges,
  definition: Definition,
  literals: readonly Literal[],
  attempt: Attempt,
  { make }: Arguments,
  shows: Example["shows"],
): Promise<Witness | undefined> {
  const args = await make(definition, attempt.args);
  if (!args) return undefined;
  for (const request of requestsFor(literals, args)) {
    const context = contextWith(
      [...attempt.context, ...(request === undefined ? [] : [["request", request] as const])],
      literals,
    );
    const subject = await subjectOf(policy, definition, args, context, timeFor(literals));
    if (!subject) return undefined;
    const call = judging(subject, args);
    if (shows(call)) return witness(subject, call.judged, literals, definition);
  }
  return undefined;
}

/** Secret arguments are marks: what is told of a call is told everywhere alike. */
const witness = (
  { action, args, context, now }: Subject,
  { verdict, rules }: Judged,
  literals: readonly Literal[],
  { secret }: Definition,
): Witness => ({
  action,
  args: redact(args, secret) as JsonObject,
  context,
  ...(isTimed(literals) && { at: new Date(now).toISOString() }),
  verdict,
  rules,
});

/** As the first call of all, which nothing is known of yet. Undefined where the action's own functions fail. */
async function subjectOf(
  policy: PolicyJudge,
  definition: Definition,
  args: JsonObject,
  context: JsonObject,
  now: number,
): Promise<Subject | undefined> {
  const { name: action, effect, secret, critical } = definition;
  try {
    const gathered = { context: context as Partial<Context>, actors: "" };
    const { datasets } = callOf(definition, args, freeze(args).text, gathered, { action, callId: "" });
    const subject = { action, effect, datasets, args, context: context as Partial<Known>, secret, critical, now };
    return await ready(policy.concerned(subject), subject, { how: "look", id: "" }, FIRST_CALL);
  } catch {
    return undefined;
  }
}

const FIRST_CALL: Sources = {
  past: async (tallies, { now }) => new Map(tallies.map((tally) => [tallyName(tally), { now, entries: [] }])),
  forget: async () => {},
  denied: async () => {},
  tainted: async () => undefined,
  taint: async () => {},
};

interface Judges {
  readonly policy: PolicyJudge;
  judging(subject: Subject, args: JsonObject): Tried;
}

/** Judges calls, and single rules of them, only as far as they are asked for. */
function judgesOf(policy: PolicyJudge): Judges {
  const labelled = new WeakMap<object, ReadonlyMap<string, Compiled>>();
  const ruleOf = (label: string, subject: Subject) => {
    const concerned = policy.concerned(subject);
    const known = labelled.get(concerned) ?? byLabel(concerned);
    labelled.set(concerned, known);
    return known.get(label);
  };
  return {
    policy,
    judging(subject, args) {
      let judged: Judged | undefined;
      return {
        args,
        get judged() {
          judged ??= policy.judge(subject);
          return judged;
        },
        applies({ label }) {
          const rule = ruleOf(label, subject);
          return rule !== undefined && applies(rule, subject);
        },
      };
    },
  };
}

function byLabel({ enforced, shadow, outgoing }: Concerned): ReadonlyMap<string, Compiled> {
  const all = shadow ?? enforced;
  return new Map([...all.deny, ...all.ask, ...all.allow, ...all.guards, ...outgoing].map((rule) => [rule.label, rule]));
}

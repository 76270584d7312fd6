import { andThen } from "../action/at-once.js";
import type { Call as Captured, Deployment } from "../action/capture.js";
import type { Known } from "../action/context.js";
import { redact } from "../action/redaction.js";
import type { Clock } from "../clock.js";
import type { Compiled } from "./compile.js";
import { type Entry, entriesOf } from "./entry.js";
import { compilePolicies, type Judged, type PolicyJudge, type Subject } from "./judge.js";
import { type Judge, withOthers } from "./others.js";
import { type Outgoing, outgoingOf } from "./outgoing.js";
import { withoutOwnKey } from "./own-key.js";
import { tallyName } from "./past.js";
import { type Counting, ready, type Sources, talliesFor } from "./ready.js";
import type { Policy } from "./rule.js";

export type { Call, Judge, Verdict } from "./others.js";

/** A verdict, and why: in sentences, made when they are asked for. */
export interface Explained extends Judged {
  because(): readonly string[];
  /** Where the call counts for rules on other calls: takes calls that did not run, and never will, out again. */
  readonly forget?: (ids: readonly string[]) => Promise<void>;
}

/** The verdict on a call, and what must become of its result. */
export interface Judging {
  /** @throws `unavailable` (store, judge) */
  judge(call: Captured, digest: string, counting: Counting): Explained | Promise<Explained>;
  /** Undefined where the result leaves as it is. `id`: what the call is counted as. @throws `unavailable` (store) */
  outgoing(call: Captured, id: string): Outgoing | undefined | Promise<Outgoing | undefined>;
  /** People denied a call: rules that ask about that know of it from now on. @throws `unavailable` (store) */
  denied(call: Denied): Promise<void> | undefined;
  /** Before the body starts: its result may taint the session. @throws `unavailable` (store) */
  starting(call: Captured): Promise<void> | undefined;
}

/** A call that people denied. `id`, `key`: what it was counted as. */
export interface Denied
  extends Pick<Entry, "id" | "key">,
    Pick<Subject, "action" | "effect" | "datasets" | "args" | "secret"> {
  readonly context: Captured["context"];
}

interface Parts {
  readonly policies: readonly Policy[];
  readonly judges: readonly Judge[];
  readonly deployment: Deployment;
  readonly clock: Clock;
  /** What the store knows; without one, what rules ask of it is unknown. */
  readonly sources?: Sources;
}

export function judging(parts: Parts): Judging {
  const policy = compilePolicies(parts.policies);
  const subject = (call: Captured): Subject => ({
    action: call.definition.name,
    effect: call.definition.effect,
    datasets: call.datasets,
    args: call.args,
    context: known(call, parts.deployment),
    secret: call.definition.secret,
    critical: call.definition.critical,
    now: parts.clock.now(),
  });
  const prepared = (asked: Subject, counting: Counting) =>
    ready(policy.concerned(asked), asked, counting, parts.sources);
  const explained = (said: Judged, facts: Subject): Explained => {
    const { counting } = policy.concerned(facts);
    const counted = talliesFor(counting, facts);
    const judged = isSaidBefore(said, counting, facts) ? { ...said, before: "people" as const } : said;
    const tallies = counted.filter((tally) => !tally.denied && facts.past?.has(tallyName(tally)));
    const forget = (ids: readonly string[]) => parts.sources?.forget(tallies, facts, ids) ?? Promise.resolve();
    return { ...judged, because: () => policy.explain(facts), ...(tallies.length > 0 && { forget }) };
  };
  const judgedOn = (facts: Subject, call: Captured, digest: string, counting: Counting) => {
    const own = policy.judge(facts);
    if (parts.judges.length === 0) return explained(own, facts);
    const others = { ...parts, layers: parts.policies.length };
    return withOthers(own, shownTo(call, digest, facts), others).then(
      (judged) => explained(judged, facts),
      (error: unknown) => unjudged(explained(own, facts), counting, error),
    );
  };
  return {
    judge: (call, digest, counting) =>
      andThen(prepared(subject(call), counting), (facts) => {
        const alone = withoutOwnKey(facts, counting);
        return andThen(judgedOn(alone, call, digest, counting), (judged) =>
          alone === facts || isOne(call, counting, judged) ? judged : judgedOn(facts, call, digest, counting),
        );
      }),
    outgoing(call, id) {
      const { name: action, effect } = call.definition;
      const concerned = policy.concerned({ action, effect });
      if (concerned.outgoing.length === 0) return undefined;
      const asks = {
        ...concerned,
        counting: concerned.outgoing.filter(({ tallies }) => tallies.length > 0),
        guards: [],
      };
      const told = ready(asks, subject(call), { how: "look", id }, parts.sources);
      return andThen(told, (facts) => outgoingOf(concerned, facts));
    },
    denied: (call) => kept(call, policy, parts),
    starting: (call) => (call.definition.returns === "untrusted" ? parts.sources?.taint(subject(call)) : undefined),
  };
}

function kept({ id, key, ...call }: Denied, policy: PolicyJudge, parts: Parts): Promise<void> | undefined {
  const facts = { ...call, context: known(call, parts.deployment), critical: [], now: parts.clock.now() };
  const tallies = talliesFor(policy.concerned(facts).counting, facts).filter(({ denied }) => denied);
  if (tallies.length === 0) return undefined;
  return parts.sources?.denied(tallies, facts, { id, ...(key !== undefined && { key }) });
}

/** Whether a rule that denies has found that people denied this very call. */
const isSaidBefore = ({ verdict, rules }: Judged, counting: readonly Compiled[], { past }: Subject): boolean =>
  verdict === "deny" &&
  counting.some(
    ({ label, tallies }) =>
      rules.includes(label) &&
      tallies.some((tally) => tally.denied === "same" && entriesOf(past?.get(tallyName(tally))).length > 0),
  );

/** Whether all calls of its key lead to one record, of which one run comes. Allowed ones do so only with `once`. */
const isOne = ({ definition }: Captured, { how }: Counting, { verdict }: Judged): boolean =>
  how !== "count" || verdict !== "allow" || definition.once;

/** A call that nobody could judge does not run, so it counts for nothing; one that waits goes on waiting. */
async function unjudged({ forget }: Explained, { how, id }: Counting, error: unknown): Promise<never> {
  if (how === "count") await forget?.([id]).catch(() => undefined);
  throw error;
}

const known = ({ context }: Pick<Captured, "context">, { environment, tenant }: Deployment): Partial<Known> => ({
  ...context,
  tenant,
  ...(environment !== null && { environment }),
});

/** Secret arguments are marks for other engines. */
const shownTo = ({ id, args, definition }: Captured, digest: string, { context, datasets }: Subject) => ({
  id,
  digest,
  action: definition.name,
  effect: definition.effect,
  args: redact(args, definition.secret),
  context: { ...context, datasets }, // the action's own too
});

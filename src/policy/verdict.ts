import type { Effect } from "../action/action.js";
import type { Call as Captured, Deployment } from "../action/capture.js";
import type { Known } from "../action/context.js";
import { redact } from "../action/redaction.js";
import type { Json } from "../canonical.js";
import type { Clock } from "../clock.js";
import { failure } from "../errors.js";
import { compilePolicies, type Judged, type Subject } from "./judge.js";
import type { Requirement } from "./requirement.js";
import type { Policy } from "./rule.js";

/** A call as a judge sees it. Secret arguments are left out. */
export interface Call {
  readonly id: string;
  readonly action: string;
  readonly effect: Effect;
  readonly args: Json;
  readonly context: Partial<Known>;
  readonly digest: string;
}
/** A judge's word on a call. `none`: it has nothing to say. */
export type Verdict =
  | { verdict: "allow" | "deny"; rules: readonly string[] }
  | { verdict: "ask"; rules: readonly string[]; require: Requirement }
  | { verdict: "none" };

/** Another engine's word, joined with the policy's: deny > ask > allow > default deny. One that fails or hangs denies. */
export interface Judge {
  judge(call: Call): Verdict | Promise<Verdict>;
}

/** The verdict on a call, and how to explain it. */
export interface Judging {
  judge(call: Captured, digest: string): Judged | Promise<Judged>;
  explain(call: Captured): readonly string[];
}

const PATIENCE = 10_000;

interface Parts {
  readonly policies: readonly Policy[];
  readonly judges: readonly Judge[];
  readonly deployment: Deployment;
  readonly clock: Clock;
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
    now: parts.clock.now(),
  });
  return {
    judge(call, digest) {
      const own = policy.judge(subject(call));
      return parts.judges.length === 0 ? own : withOthers(own, call, digest, parts);
    },
    explain: (call) => policy.explain(subject(call)),
  };
}

function known({ context }: Captured, { environment, tenant }: Deployment): Partial<Known> {
  return { ...context, tenant, ...(environment !== null && { environment }) };
}

async function withOthers(own: Judged, call: Captured, digest: string, parts: Parts): Promise<Judged> {
  const { definition, id } = call;
  const shown: Call = {
    id,
    digest,
    action: definition.name,
    effect: definition.effect,
    args: redact(call.args, definition.secret),
    context: known(call, parts.deployment),
  };
  const others = await Promise.all(parts.judges.map((judge) => patiently(judge, shown, parts.clock)));
  return others.reduce((before, other) => joined(before, other, parts.policies.length), own);
}

async function patiently(judge: Judge, call: Call, clock: Clock): Promise<Verdict> {
  const patience = new AbortController();
  const late = clock
    .sleep(PATIENCE, patience.signal)
    .then(() => Promise.reject(new Error("the judge did not answer in time")));
  try {
    const verdict = await Promise.race([judge.judge(call), late]);
    if (["allow", "deny", "ask", "none"].includes(verdict?.verdict)) return verdict;
    throw new Error("the judge answered no verdict");
  } catch (cause) {
    throw failure("unavailable", { action: call.action, callId: call.id }, "a judge could not decide", {
      part: "judge",
      cause,
    });
  } finally {
    late.catch(() => undefined);
    patience.abort();
  }
}

const RANK = { allow: 1, ask: 2, deny: 3 } as const;

function joined(own: Judged, other: Verdict, layers: number): Judged {
  if (other.verdict === "none") return own;
  const theirs: Judged = {
    verdict: other.verdict,
    rules: other.rules,
    requirements: other.verdict === "ask" ? [other.require] : [],
  };
  const silent = own.verdict === "deny" && own.rules.length === 0;
  if (silent && layers > 1) return own; // the organisation allows nothing here, and a lower layer may have asked
  if (silent) return theirs; // no rule of the policy spoke
  if (own.verdict !== theirs.verdict) return RANK[own.verdict] > RANK[theirs.verdict] ? own : theirs;
  // No `remember`: what another engine asks has no ceiling, so it is asked each time.
  return {
    verdict: own.verdict,
    rules: [...own.rules, ...theirs.rules],
    requirements: [...own.requirements, ...theirs.requirements],
  };
}

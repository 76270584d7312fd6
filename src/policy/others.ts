import type { Effect } from "../action/action.js";
import type { Known } from "../action/context.js";
import type { Json } from "../canonical.js";
import { type Clock, inTime } from "../clock.js";
import { failure } from "../errors.js";
import type { Judged } from "./judge.js";
import type { Requirement } from "./requirement.js";

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

/** The policy's verdict joined with those of other engines. @throws `unavailable` (judge): one failed or did not answer */
export async function withOthers(
  own: Judged,
  call: Call,
  { judges, layers, clock }: { readonly judges: readonly Judge[]; readonly layers: number; readonly clock: Clock },
): Promise<Judged> {
  const others = await Promise.all(judges.map((judge) => patiently(judge, call, clock)));
  const said = others.flatMap(wordOf);
  const withAll = (judged: Judged) => joinedWith(judged, said, layers);
  if (!own.shadow) return withAll(own);
  const { verdict, rules } = withAll({ ...own.shadow, requirements: [] });
  return { ...withAll(own), shadow: { verdict, rules } };
}

async function patiently(judge: Judge, call: Call, clock: Clock): Promise<Verdict> {
  try {
    const verdict = await inTime(Promise.resolve(judge.judge(call)), clock, "the judge");
    const asksNobody = verdict?.verdict === "ask" && typeof verdict.require !== "object";
    if (["allow", "deny", "ask", "none"].includes(verdict?.verdict) && !asksNobody) return verdict;
    throw new Error("the judge answered no verdict");
  } catch (cause) {
    throw failure("unavailable", { action: call.action, callId: call.id }, "a judge could not decide", {
      part: "judge",
      cause,
    });
  }
}

const RANK = { allow: 1, ask: 2, deny: 3 } as const;

/** A judge's word as a policy's; none where it has nothing to say. */
function wordOf(other: Verdict): readonly Judged[] {
  if (other.verdict === "none") return [];
  const { verdict, rules } = other;
  return [{ verdict, rules, requirements: other.verdict === "ask" ? [other.require] : [] }];
}

/** In any order of the others: whether the policy spoke is asked once, before any of them is joined. */
function joinedWith(own: Judged, others: readonly Judged[], layers: number): Judged {
  const { wanted, ...said } = own;
  const silent = own.verdict === "deny" && own.rules.length === 0;
  if (silent && layers > 1) return said; // the organisation allows nothing here, and a lower layer may have asked
  const [first, ...later] = others;
  if (!silent || !first) return others.reduce(joined, said);
  return [...later, ...(wanted ? [wanted] : [])].reduce(joined, first); // no rule of the policy spoke
}

function joined(own: Judged, theirs: Judged): Judged {
  if (own.verdict !== theirs.verdict) return RANK[own.verdict] > RANK[theirs.verdict] ? own : theirs;
  // No `remember`: what another engine asks has no ceiling, so it is asked each time.
  return {
    verdict: own.verdict,
    rules: [...own.rules, ...theirs.rules],
    requirements: [...own.requirements, ...theirs.requirements],
  };
}

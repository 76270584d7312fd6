import type { Effect } from "../action/action.js";
import type { Compiled } from "./compile.js";
import type { Said } from "./judged.js";
import { concerns } from "./match.js";
import { singles } from "./past.js";
import type { RuleData } from "./rule.js";

/** The rules that concern an action, by what they do. */
export interface Candidates extends Record<Said["verdict"], readonly Compiled[]> {
  /** Checks of arguments. */
  readonly guards: readonly Compiled[];
}

/** Everything about calls of one action: the rules that judge them, and what these need to know first. */
export interface Concerned {
  readonly enforced: Candidates;
  /** With the rules in shadow; undefined where there are none. */
  readonly shadow: Candidates | undefined;
  /** Masks and checks of results, in force. */
  readonly outgoing: readonly Compiled[];
  readonly guards: readonly Compiled[];
  /** Rules that ask about other calls. */
  readonly counting: readonly Compiled[];
  /** Whether a rule asks if the session is tainted. */
  readonly reads: "taint" | "nothing";
}

const KEPT = 1000;

/** Rules by (action, effect), looked up once each; forgotten all at once when there are too many. */
export function lookup(rules: readonly Compiled[]): (action: string, effect: Effect) => Concerned {
  const kept = new Map<string, Map<Effect, Concerned>>();
  return (action, effect) => {
    const known = kept.get(action)?.get(effect);
    if (known) return known;
    const found = concernedBy(rules, action, effect);
    if (kept.size >= KEPT) kept.clear();
    kept.set(action, new Map(kept.get(action)).set(effect, found));
    return found;
  };
}

function concernedBy(rules: readonly Compiled[], action: string, effect: Effect): Concerned {
  const all = rules.filter(({ rule }) => concerns(rule.on, action, effect));
  const enforced = all.filter(({ shadow }) => shadow === "enforced");
  const judging = all.filter(({ verdict }) => verdict !== undefined);
  return {
    enforced: byVerdict(enforced),
    shadow: judging.some(({ shadow }) => shadow === "shadow") ? byVerdict(all) : undefined,
    outgoing: enforced.filter(isOutgoing),
    guards: judging.filter(({ rule }) => rule.guardrail),
    counting: all.filter(({ tallies }) => tallies.length > 0),
    reads: all.some(({ rule }) => readsTaint(rule)) ? "taint" : "nothing",
  };
}

const TAINT = "context.tainted";
/** Whether it asks if the session is tainted. */
export const readsTaint = ({ when = [], unless = [] }: RuleData): boolean =>
  [...when, ...unless]
    .flatMap(singles)
    .some((one) => "path" in one && (one.path === TAINT || ("ref" in one && one.ref === TAINT)));

const isOutgoing = ({ rule }: Compiled): boolean => rule.mask !== undefined || rule.guardrail?.output !== undefined;

function byVerdict(rules: readonly Compiled[]): Candidates {
  const of = (verdict: Said["verdict"]) => rules.filter((one) => one.verdict === verdict && !one.rule.guardrail);
  return {
    deny: of("deny"),
    ask: of("ask"),
    allow: of("allow").filter(({ layer }) => layer === 0),
    guards: rules.filter(({ rule, verdict }) => rule.guardrail && verdict !== undefined),
  };
}

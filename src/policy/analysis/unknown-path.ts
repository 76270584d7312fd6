import type { Definition } from "../../action/action.js";
import { pathsOf } from "../known-actions.js";
import { argumentOf } from "../path.js";
import type { RuleData } from "../rule.js";
import { type Draft, literalsOf } from "./draft.js";
import { concernedBy, type Examined } from "./examined.js";
import { finding } from "./finding.js";
import type { Matter } from "./matter.js";
import { does, some } from "./words.js";

/** Arguments that a rule reads and none of the actions that it may be about has. */
export const unknownPaths = ({ rules, actions }: Matter): readonly Draft[] =>
  actions ? rules.flatMap((rule) => unknownIn(rule, concernedBy(rule.rule, actions))) : [];

function unknownIn(rule: Examined, concerned: readonly Definition[]): readonly Draft[] {
  if (concerned.length === 0) return [];
  const lacking = (argument: string) => concerned.every((one) => one.hasPath(argument) === false);
  const unread = readsOf(rule.rule).filter(({ argument }) => lacking(argument));
  return unread.map(({ at, argument }) => draft(rule, at, argument, concerned));
}

interface Read {
  readonly at: string;
  readonly argument: string;
}

/** In conditions, and where a check of SQL looks. */
function readsOf(rule: RuleData): readonly Read[] {
  const read = pathsOf(rule).flatMap(({ at, path }) => {
    const argument = argumentOf(path);
    return argument === undefined ? [] : [{ at, argument }];
  });
  const checked = (rule.guardrail?.input ?? []).flatMap((check, i) =>
    typeof check === "object" && "sql" in check && check.sql.at !== undefined
      ? [{ at: `guardrail.input[${i}].sql.at`, argument: check.sql.at }]
      : [],
  );
  return [...read, ...checked];
}

function draft(rule: Examined, at: string, argument: string, concerned: readonly Definition[]): Draft {
  const { policy, path, label } = rule;
  const key = `args.${argument}`;
  const allows = rule.rule.verdict === "allow";
  const names = concerned.map(({ name }) => name);
  const message = `no action that it is on has the argument "${argument}" (${some(names)}), so ${consequence(rule.rule, at)}`;
  return {
    finding: finding("unknown-path", { policy, path: `${path}.${at}`, rules: [label], message }),
    example: {
      actions: concerned,
      ways: literalsOf(rule).map((way) => way.filter((one) => one.key !== key)),
      shows: ({ applies }) => applies(rule) !== allows,
      without: "say so",
    },
  };
}

function consequence(rule: RuleData, at: string): string {
  if (at.startsWith("guardrail")) return "this check always fails";
  if (rule.verdict === "allow") return "what reads it is never known and allows nothing";
  return at.startsWith("unless")
    ? "what reads it never lifts the rule"
    : `it ${does(rule)} calls as if what reads it held`;
}

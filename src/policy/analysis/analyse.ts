import type { Action } from "../../action/action.js";
import { policyHash } from "../hash.js";
import type { Policy } from "../rule.js";
import { toolsOf, withTools } from "../tools.js";
import { argumentsOf } from "./arguments.js";
import { conflicting } from "./conflicting.js";
import type { Draft } from "./draft.js";
import { empty } from "./empty.js";
import { examples, type FindExample } from "./example.js";
import { type Finding, finding } from "./finding.js";
import { freeCritical } from "./free-critical.js";
import { type Matter, matterOf } from "./matter.js";
import { noEffect } from "./no-effect.js";
import { noRule } from "./no-rule.js";
import { outOfSchema } from "./out-of-schema.js";
import { overruled } from "./overruled.js";
import { unknownPaths } from "./unknown-path.js";
import { MOST_WAYS } from "./ways.js";
import { widened } from "./widening.js";

/** A check that needs to know more than policies and actions do. */
export type Check = (matter: Matter) => Promise<readonly Draft[]>;

/**
 * What policies that can be loaded say and can hardly mean, each with a call that shows it: made as the action's schema
 * wants it, and judged. The first policy permits, later ones narrow; one in shadow, where it is the only one, is taken as
 * if it were in force. Without actions, only what needs none is looked for; with them, they are taken for all that there
 * are. @throws code `input` for what `createCountersign` refuses, but for a later policy that widens: that is a finding.
 */
export async function analyse(
  given: readonly Policy[],
  actions: readonly Action[] | undefined,
  ...more: readonly Check[]
): Promise<readonly Finding[]> {
  const policies = inForce(given);
  const widening = widened(policies);
  if (widening.length > 0) return widening.map((draft) => draft.finding);
  const args = argumentsOf();
  const find = examples(policies, args);
  const matter = matterOf(policies, actions);
  const others = await Promise.all(more.map((check) => check(matter)));
  const findings: Finding[] = [];
  for (const draft of [...(await draftsOf(matter, policies[0]?.id ?? "", args)), ...others.flat()]) {
    const found = await shown(draft, find);
    if (found) findings.push(found);
  }
  return findings;
}

function inForce(policies: readonly Policy[]): readonly Policy[] {
  const [first, ...later] = policies;
  if (first?.mode !== "shadow" || later.length > 0) return policies;
  const policy: Policy = { ...first, mode: "enforce" };
  return [withTools({ ...policy, hash: policyHash(policy) }, toolsOf(first))];
}

async function draftsOf(
  matter: Matter,
  policy: string,
  args: ReturnType<typeof argumentsOf>,
): Promise<readonly Draft[]> {
  const first = [...empty(matter), ...unknownPaths(matter), ...(await outOfSchema(matter, args)), ...noEffect(matter)];
  // What follows from an error would hide it.
  const wrong = new Set(
    first.filter(({ finding }) => finding.severity === "error").map(({ finding }) => finding.rules[0]),
  );
  const then = [...overruled(matter), ...freeCritical(matter), ...conflicting(matter), ...unanalysed(matter)];
  return [...first, ...then.filter(({ finding }) => !wrong.has(finding.rules[0])), ...noRule(matter, policy)];
}

async function shown({ finding, example }: Draft, find: FindExample): Promise<Finding | undefined> {
  if (!example) return finding;
  const witness = await find(example);
  if (witness) return { ...finding, witness };
  return example.without === "drop it"
    ? undefined
    : { ...finding, message: `${finding.message}; no example was found` };
}

const unanalysed = ({ rules }: Matter): readonly Draft[] =>
  rules
    .filter(({ applies, surely }) => applies === "too many" || surely === "too many")
    .map(({ policy, path, label }) => {
      const message = `its conditions can hold in more than ${MOST_WAYS} ways, so it was compared with no other rule`;
      return { finding: finding("unanalysed", { policy, path, rules: [label], message }) };
    });

import { diffPolicies } from "../policy/diff.js";
import { policyIn } from "./policies.js";
import { argumentsOf, TRY } from "./policy-arguments.js";
import { diffLines } from "./policy-print.js";
import { coloured, uncoloured } from "./print.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

/** @throws Unusable when one could not be read, or is refused */
export async function diff(args: readonly string[], { out, style }: Output): Promise<0 | 1> {
  const { values, positionals } = argumentsOf(args, ["json"]);
  const [one, other, ...more] = positionals;
  if (one === undefined || other === undefined || more.length > 0)
    throw new Unusable(`name two files, the old one first. ${TRY}`);
  const [old, next] = [await policyIn(one), await policyIn(other)];
  const difference = diffPolicies(old, next);
  if (values.json) out(JSON.stringify({ old: old.hash, new: next.hash, ...difference }));
  else for (const line of diffLines(old, next, difference, style === "colours" ? coloured : uncoloured)) out(line);
  return difference.hash === "same" ? 0 : 1;
}

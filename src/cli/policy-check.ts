import { type Checked, checkedPolicy } from "./checked.js";
import { argumentsOf, TRY } from "./policy-arguments.js";
import { faultLines, fineLines } from "./policy-print.js";
import { coloured, uncoloured } from "./print.js";
import { uncheckedRules } from "./unchecked.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

/** @throws Unusable when it could not be read */
export async function check(args: readonly string[], { out, style }: Output): Promise<0 | 1> {
  const { values, positionals } = argumentsOf(args, ["json", "actions"]);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Unusable(`name one file. ${TRY}`);
  const checked = await checkedPolicy(file, values.actions);
  const paint = style === "colours" ? coloured : uncoloured;
  if (values.json) out(JSON.stringify(asJson(checked)));
  else
    for (const line of checked.policy ? fineLines(checked, checked.policy, paint) : faultLines(checked, paint))
      out(line);
  return checked.policy ? 0 : 1;
}

function asJson({ file, policy, faults, actions }: Checked) {
  const known = policy && { id: policy.id, version: policy.version, hash: policy.hash, rules: policy.rules.length };
  return { file, ...known, actions, ...(policy && { unchecked: uncheckedRules(policy) }), errors: faults };
}

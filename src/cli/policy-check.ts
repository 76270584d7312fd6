import { type Checked, checkedPolicy } from "./checked.js";
import { type Against, findingsIn, type PlacedFinding } from "./findings.js";
import { counted, findingLines } from "./findings-print.js";
import { policyIn } from "./policies.js";
import { argumentsOf, TRY } from "./policy-arguments.js";
import { faultLines, fineLines } from "./policy-print.js";
import { predicatesIn } from "./predicates.js";
import { coloured, type Paint, uncoloured } from "./print.js";
import { uncheckedRules } from "./unchecked.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

/** @throws Unusable when it could not be read */
export async function check(args: readonly string[], { out, style }: Output): Promise<0 | 1> {
  const { values, positionals } = argumentsOf(args, ["json", "actions", "predicates", "people", "above", "strict"]);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Unusable(`name one file. ${TRY}`);
  const predicates = values.predicates === undefined ? undefined : await predicatesIn(values.predicates);
  const checked = await checkedPolicy(file, values.actions, predicates);
  const above: Against["above"] = await Promise.all(
    (values.above ?? []).map((one) => policyIn(one, values.actions, predicates)),
  );
  const findings = await findingsIn(checked, { above, people: values.people });
  const refusing = findings.filter(({ severity }) => severity === "error" || (values.strict && severity === "warning"));
  const verdict = checked.policy && refusing.length === 0 ? "fine" : "refused";
  const paint = style === "colours" ? coloured : uncoloured;
  if (values.json) out(JSON.stringify(asJson(checked, findings)));
  else for (const line of linesOf(checked, findings, verdict, paint)) out(line);
  return verdict === "fine" ? 0 : 1;
}

function linesOf(
  checked: Checked,
  findings: readonly PlacedFinding[],
  verdict: "fine" | "refused",
  paint: Paint,
): readonly string[] {
  const { file, policy } = checked;
  if (!policy) return faultLines(checked, paint);
  const found = findingLines(file, findings, paint);
  if (verdict === "refused") return [...found, `${paint("refused", "red")}: ${counted(findings)}`];
  return [...found, ...fineLines(checked, policy, findings, paint)];
}

function asJson({ file, policy, faults, actions }: Checked, findings: readonly PlacedFinding[]) {
  const known = policy && { id: policy.id, version: policy.version, hash: policy.hash, rules: policy.rules.length };
  return { file, ...known, actions, ...(policy && { unchecked: uncheckedRules(policy), findings }), errors: faults };
}

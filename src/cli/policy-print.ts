import type { Change, PolicyDiff } from "../policy/diff.js";
import type { Policy, RuleData } from "../policy/rule.js";
import type { Checked } from "./checked.js";
import type { PlacedFinding } from "./findings.js";
import { counted } from "./findings-print.js";
import { count, type Paint, plain } from "./print.js";
import { uncheckedRules } from "./unchecked.js";

/** `FILE:LINE:COLUMN: path: message` for each, and how many. */
export function faultLines({ file, faults }: Pick<Checked, "file" | "faults">, paint: Paint): readonly string[] {
  const lines = faults.map(({ line, column, path, message }) => {
    const member = path === "" ? "" : `${paint(`${plain(path)}:`, "red")} `;
    return `${plain(file)}:${line}:${column}: ${member}${plain(message)}`;
  });
  return [...lines, `${paint("refused", "red")}: ${count(faults.length, "error")}`];
}

/** What the policy is, how much was found that may be meant, and what was not held against anything. */
export function fineLines(
  { file, actions }: Checked,
  policy: Policy,
  findings: readonly PlacedFinding[],
  paint: Paint,
): readonly string[] {
  const not = paint("not checked", "yellow");
  const rules = uncheckedRules(policy).join(", ");
  const some = rules === "" ? "" : `; arguments in ${rules} were ${not}: no schema of a named action tells them`;
  const none = `; names and arguments of actions were ${not}: give --actions MODULE`;
  const warned = findings.some(({ severity }) => severity === "warning");
  const state = warned ? paint(counted(findings), "yellow") : paint("nothing is wrong", "green");
  const noted = warned || findings.length === 0 ? "" : `, ${counted(findings)}`;
  return [
    `${plain(file)}: policy ${policy.id}, ${count(policy.rules.length, "rule")}, hash ${policy.hash}`,
    `${state}${noted}${actions === "checked" ? some : none}`,
  ];
}

/** `+ rule`, `- rule`, `~ rule` with its members, and the hashes. */
export function diffLines(old: Policy, next: Policy, difference: PolicyDiff, paint: Paint): readonly string[] {
  const { members, added, removed, changed, hash } = difference;
  const lines = [
    ...members.flatMap((change) => changeLines(change, "", paint)),
    ...removed.map((rule) => paint(`- ${ruleText(rule)}`, "red")),
    ...added.map((rule) => paint(`+ ${ruleText(rule)}`, "green")),
    ...changed.flatMap(({ id, changes }) => [
      paint(`~ rule ${id}`, "yellow"),
      ...changes.flatMap((change) => changeLines(change, "    ", paint)),
    ]),
  ];
  if (hash === "same") return [`the same: hash ${next.hash}`];
  const order = lines.length === 0 ? ["the same rules in another order"] : [];
  return [...lines, ...order, `hash ${old.hash} is now ${next.hash}`];
}

const ruleText = ({ id, ...rest }: RuleData): string => `rule ${id}: ${plain(JSON.stringify(rest))}`;

function changeLines({ path, old, new: now }: Change, indent: string, paint: Paint): readonly string[] {
  return [
    ...(old === undefined ? [] : [paint(`${indent}- ${path}: ${plain(JSON.stringify(old))}`, "red")]),
    ...(now === undefined ? [] : [paint(`${indent}+ ${path}: ${plain(JSON.stringify(now))}`, "green")]),
  ];
}

import type { Explanation } from "./explanation.js";
import type { Said } from "./judged.js";

const LONGEST = 32;

/**
 * Why the verdict is what it is, one sentence a line: every rule that applied, what was lifted, and what would have
 * allowed the call but did not. Then, in a line each, what becomes of the result, and what rules in shadow would change.
 * `nothing`: said where no rule allowed the call.
 */
export function explain(explanation: Explanation, nothing: string): readonly string[] {
  const { matched, lifted, nearest, verdict, rules } = explanation;
  const lines = [
    ...matched.map(({ says, rule, because }) => `${says} ${rule}: ${because}`),
    ...lifted.map(({ says, rule, because }) => `${says} ${rule} does not apply: lifted because ${because}`),
    ...nearest.map(({ rule, because }) => `allow ${rule} did not apply: ${because}`),
  ];
  const last = [
    ...(verdict === "deny" && rules.length === 0 ? [nothing] : []),
    ...(verdict === "deny" ? [] : resultLines(explanation)),
    ...shadowLine(explanation, nothing),
  ];
  return [...shortened(lines, LONGEST - last.length), ...last];
}

const SHOWN = 8;

function resultLines({ masks, masking, checks }: Explanation): readonly string[] {
  const kinds = Object.entries(masks).map(([path, kind]) => `${path} (${kind})`);
  return [
    ...(kinds.length > 0 ? [`its result is masked by ${listed(masking)}: ${listed(kinds)}`] : []),
    ...(checks.length > 0 ? [`its result is checked by ${listed(checks)}`] : []),
  ];
}

/** Only where the rules in shadow make a difference. */
function shadowLine({ verdict, rules, shadow }: Explanation, nothing: string): readonly string[] {
  if (!shadow || (shadow.verdict === verdict && shadow.rules.join() === rules.join())) return [];
  return [`with the rules in shadow it would be ${saying(shadow, nothing)}`];
}

const saying = ({ verdict, rules }: Said, nothing: string): string =>
  rules.length > 0 ? `${verdict}, by ${listed(rules)}` : `${verdict}: ${nothing}`;

const listed = (all: readonly string[]): string =>
  all.length <= SHOWN ? all.join(", ") : `${all.slice(0, SHOWN).join(", ")} and ${all.length - SHOWN} more`;

function shortened(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`];
}

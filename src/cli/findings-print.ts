import { canonical, type Json } from "../canonical.js";
import type { Severity, Witness } from "../policy/analysis/finding.js";
import type { PlacedFinding } from "./findings.js";
import { count, type Paint, plain } from "./print.js";

const COLOURS = { error: "red", warning: "yellow", note: undefined } as const;

/** `FILE:LINE:COLUMN: severity: path: kind: message` for each, and the call that shows it. */
export const findingLines = (file: string, findings: readonly PlacedFinding[], paint: Paint): readonly string[] =>
  findings.flatMap(({ line, column, severity, path, kind, message, witness }) => {
    const colour = COLOURS[severity];
    const said = colour ? paint(`${severity}:`, colour) : `${severity}:`;
    return [
      `${plain(file)}:${line}:${column}: ${said} ${plain(path)}: ${kind}: ${plain(message)}`,
      ...(witness ? [`    for example ${plain(witnessText(witness))}`] : []),
    ];
  });

/** `2 errors, 1 warning`, without what there is none of. */
export function counted(findings: readonly Pick<PlacedFinding, "severity">[]): string {
  const of = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  return (["error", "warning", "note"] as const)
    .flatMap((severity) => (of(severity) > 0 ? [count(of(severity), severity)] : []))
    .join(", ");
}

const DONE = { allow: "is allowed", deny: "is denied", ask: "is asked about" } as const;
const LONGEST = 400;

function witnessText({ action, args, context, at, verdict, rules }: Witness): string {
  const where = Object.keys(context).length > 0 ? ` with the context ${cut(context as Json)}` : "";
  const when = at === undefined ? "" : ` at ${at}`;
  const by = rules.length > 0 ? ` by ${rules.join(", ")}` : ", for no rule allows it";
  return `${action} ${cut(args)}${where}${when} ${DONE[verdict]}${by}`;
}

function cut(value: Json): string {
  const text = canonical(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

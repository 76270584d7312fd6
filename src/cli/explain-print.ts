import { requirementOf } from "../approval/lifecycle.js";
import { neededOf } from "../approval/needed.js";
import type { Explanation } from "../policy/explanation.js";
import type { Approvers } from "./approvers.js";
import type { JudgedCall } from "./judged-call.js";
import { type Paint, plain } from "./print.js";

const COLOURS = { allow: "green", ask: "yellow", deny: "red" } as const;

/** `ask by large, small`; a verdict of no rule is told by the lines below it. */
export function verdictText({ verdict, rules }: Pick<Explanation, "verdict" | "rules">, paint: Paint): string {
  return `${paint(verdict, COLOURS[verdict])}${rules.length > 0 ? ` by ${rules.join(", ")}` : ""}`;
}

/** Why, what is not known, and who may decide. */
export function explainLines({ explanation, lines }: JudgedCall, approvers: Approvers | undefined): readonly string[] {
  const { requirements, unknown } = explanation;
  const places = new Map(unknown.map(({ rule, path }) => [`${path} (${rule})`, path]));
  return [
    ...lines,
    ...(places.size > 0 ? [`not known: ${[...places.keys()].join(", ")}`] : []),
    ...neededFor(requirements).map((line) => `must agree: ${line}`),
    ...(approvers ? approverLines(approvers) : []),
  ].map(plain);
}

/** Who must agree. */
export const neededFor = (requirements: Explanation["requirements"]): readonly string[] =>
  requirements.length === 0 ? [] : neededOf(requirementOf({ requirements }));

function approverLines({ eligible, excluded, missing, problem }: Approvers): readonly string[] {
  return [
    `may decide: ${eligible.join(", ") || "nobody"}`,
    ...excluded.map(({ id, why }) => `excluded: ${id} (${why})`),
    ...missing.map((one) => `missing: ${one}`),
    ...(problem === undefined ? [] : [`cannot be asked: ${problem}`]),
  ];
}

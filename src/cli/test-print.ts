import type { RuleCoverage } from "./coverage.js";
import { verdictText } from "./explain-print.js";
import type { Mutated } from "./mutants.js";
import { count, type Paint, plain } from "./print.js";
import type { Outcome } from "./test-run.js";

/** What tests found. */
export interface TestReport {
  readonly outcomes: readonly Outcome[];
  readonly coverage: readonly RuleCoverage[];
  /** `failing`: nothing can be told from tests that fail anyway. */
  readonly mutants: Mutated | "not asked" | "failing";
}

export const failed = ({ failures }: Outcome): boolean => failures.length > 0;

/** Each failure with the explanation, and how many there are; then what no test shows. */
export function testLines({ outcomes, coverage, mutants }: TestReport, paint: Paint): readonly string[] {
  const wrong = outcomes.filter(failed);
  const covered = coverage.filter(({ lacks }) => lacks.length === 0);
  const all = wrong.length > 0 ? paint(`${wrong.length} failed`, "red") : paint("all as expected", "green");
  return [
    ...wrong.flatMap((one) => failedLines(one, paint)),
    `${count(outcomes.length, "test")}: ${all}`,
    `${count(coverage.length, "rule")}: ${covered.length} covered`,
    ...coverage.flatMap(({ rule, lacks }) => lacks.map((lack) => plain(`  rule ${rule}: ${lack}`))),
    ...mutantLines(mutants),
  ];
}

function failedLines({ name, failures, found }: Outcome, paint: Paint): readonly string[] {
  const why = found ? [verdictText(found.explanation, paint), ...found.lines.map(plain)] : [];
  return [
    `${paint("failed:", "red")} ${plain(name)}`,
    ...failures.map((failure) => `  ${plain(failure)}`),
    ...why.map((line) => `    ${line}`),
  ];
}

function mutantLines(mutants: TestReport["mutants"]): readonly string[] {
  if (mutants === "not asked") return [];
  if (mutants === "failing") return ["mutants: not tried, for a test fails without them"];
  const { tried, survived } = mutants;
  return [
    `${count(tried, "mutant")}: ${survived.length} survived`,
    ...survived.map((what) => plain(`  no test fails without ${what}`)),
  ];
}

/** All of it, as data. */
export const testJson = ({ outcomes, coverage, mutants }: TestReport): object => ({
  tests: outcomes.map(({ name, failures, found }) => ({
    name,
    failures,
    ...(found && { ...found.explanation, because: found.lines }),
  })),
  coverage,
  ...(mutants !== "not asked" && { mutants }),
});

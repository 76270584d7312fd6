import { coverageOf } from "./coverage.js";
import { mutated } from "./mutants.js";
import { loaded } from "./policies.js";
import { argumentsOf, TRY } from "./policy-arguments.js";
import { coloured, uncoloured } from "./print.js";
import { failed, type TestReport, testJson, testLines } from "./test-print.js";
import { outcomeOf, prepared } from "./test-run.js";
import { type Named, testsIn } from "./tests-file.js";
import { Unusable } from "./unusable.js";
import type { Output } from "./verify.js";

/** @throws Unusable when something could not be read, or is refused */
export async function test(args: readonly string[], { out, style }: Output): Promise<0 | 1> {
  const names = ["policy", "actions", "predicates", "coverage", "mutants", "json"] as const;
  const { values, positionals } = argumentsOf(args, names);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Unusable(`name one file of tests. ${TRY}`);
  const { policy: policies, actions, predicates, coverage, mutants, json } = values;
  const report = await reportOf(file, { policies, actions, predicates }, mutants ? "mutants" : "tests");
  if (json) out(JSON.stringify(testJson(report)));
  else for (const line of testLines(report, style === "colours" ? coloured : uncoloured)) out(line);
  const uncovered = coverage === true && report.coverage.some(({ lacks }) => lacks.length > 0);
  return uncovered || report.outcomes.some(failed) || survivors(report) > 0 ? 1 : 0;
}

const survivors = ({ mutants }: TestReport): number => (typeof mutants === "string" ? 0 : mutants.survived.length);

async function reportOf(file: string, named: Named, what: "tests" | "mutants"): Promise<TestReport> {
  const { tests, ...sources } = await testsIn(file, named);
  const by = await loaded(sources);
  const ready = await prepared(tests, by.actions);
  const outcomes = await Promise.all(ready.map((one) => outcomeOf(one, by.judge)));
  const found = outcomes.flatMap((one) => one.found ?? []);
  const coverage = coverageOf(by.policies, by.judge, found);
  if (what === "tests") return { outcomes, coverage, mutants: "not asked" };
  return { outcomes, coverage, mutants: outcomes.some(failed) ? "failing" : await mutated(by, ready) };
}

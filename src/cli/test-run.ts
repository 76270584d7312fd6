import type { Action } from "../action/action.js";
import { canonical } from "../canonical.js";
import { isCountersignError } from "../errors.js";
import type { Explanation } from "../policy/explanation.js";
import type { PolicyJudge } from "../policy/judge.js";
import { type Judgeable, type JudgedCall, judgeable, judged } from "./judged-call.js";
import type { Expected, PolicyTest } from "./tests-file.js";

/** A test whose call is ready to be judged, or why it cannot be. */
export interface Prepared {
  readonly test: PolicyTest;
  readonly call: Judgeable | string;
}

/** What became of a test; no failures: what it expects. */
export interface Outcome {
  readonly name: string;
  readonly found: JudgedCall | undefined;
  readonly failures: readonly string[];
}

/** Calls through their actions' schemas, once for however many policies judge them. No test depends on when it is run. */
export const prepared = (
  tests: readonly PolicyTest[],
  actions: readonly Action[] | undefined,
): Promise<readonly Prepared[]> =>
  Promise.all(
    tests.map(async (test) => ({
      test,
      call: await judgeable(test.call, { actions, now: "unknown" }).catch((error: unknown) => {
        if (isCountersignError(error, "input"))
          return error.issues.map(({ path, message }) => `call.${path}: ${message}`).join("; ");
        throw error;
      }),
    })),
  );

/** Judges the call of a test. */
export async function outcomeOf({ test, call }: Prepared, judge: PolicyJudge): Promise<Outcome> {
  const { name, expect } = test;
  if (typeof call === "string") return { name, found: undefined, failures: [`cannot be judged: ${call}`] };
  const found = await judged(call, judge);
  return { name, found, failures: failuresOf(expect, found.explanation) };
}

function failuresOf(expect: Expected, found: Explanation): readonly string[] {
  const { verdict, rules = [], masks, shadow } = expect;
  const inShadow = found.shadow?.verdict ?? found.verdict;
  return [
    ...(verdict === found.verdict ? [] : [`expected ${verdict}, got ${found.verdict}`]),
    ...rules.filter((rule) => !found.rules.includes(rule)).map((rule) => `expected that ${rule} decides`),
    ...(masks === undefined || canonical(masks) === canonical(found.masks)
      ? []
      : [`expected the masks ${canonical(masks)}, got ${canonical(found.masks)}`]),
    ...(shadow === undefined || shadow === inShadow ? [] : [`expected ${shadow} in shadow, got ${inShadow}`]),
  ];
}

import * as z from "zod";
import { type Action, action } from "../src/action/action.js";
import { analyse } from "../src/policy/analysis/analyse.js";
import { loadPolicy } from "../src/policy/load.js";
import type { Policy } from "../src/policy/rule.js";
import { type Row, timingOf } from "./lib.js";

const ACTIONS = 50;
const PATHS = ["amount", "count", "country", "file", "mail"] as const;
const COUNTRIES = ["DE", "FR", "GB", "IT", "PL", "US"];

const actions: readonly Action[] = Array.from({ length: ACTIONS }, (_, i) =>
  action(`app.a${i}`, {
    input: z.object({
      amount: z.number().min(0).max(10_000),
      count: z.number(),
      country: z.string(),
      file: z.string(),
      mail: z.string(),
    }),
    effect: "write",
  }),
);

/** The same numbers each time: a linear congruential generator (Numerical Recipes). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

function conditionOn(path: (typeof PATHS)[number], next: (below: number) => number): object {
  const at = `args.${path}`;
  if (path === "amount" || path === "count")
    return { path: at, op: ["gt", "gte", "lt", "lte"][next(4)], value: next(9_000) };
  if (path === "country") return { path: at, op: "in", value: COUNTRIES.slice(next(3), 3 + next(3)) };
  if (path === "mail") return { path: at, op: "mailDomain", value: [`d${next(20)}.example`] };
  return { path: at, op: "under", value: `/srv/${next(9)}/${next(9)}` };
}

const VERDICTS = ["allow", "deny", "ask"] as const;
const require = { approvers: { group: "finance" }, within: "30m" };

/** Rules of two or three conditions, on one of so many actions each. */
function policyOf(count: number, among: number): Policy {
  const next = numbers(count);
  const rules = Array.from({ length: count }, (_, i) => {
    const verdict = VERDICTS[next(3)] as (typeof VERDICTS)[number];
    const paths = PATHS.filter((_, k) => (i + k) % 2 === next(2)).slice(0, 3);
    const when = (paths.length > 0 ? paths : PATHS.slice(0, 2)).map((path) => conditionOn(path, next));
    return { id: `r${i}`, verdict, on: { action: `app.a${next(among)}` }, when, ...(verdict === "ask" && { require }) };
  });
  return loadPolicy({ id: `p${count}`, rules }, actions);
}

/** How long the static checks of `policy check` take, calls that show what was found included. */
export async function analysis(rounds: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { rules, among, name } of CASES) {
    const policy = policyOf(rules, among);
    const samples: number[] = [];
    let findings = 0;
    for (let round = 0; round <= rounds; round++) {
      const since = performance.now();
      findings = (await analyse([policy], actions)).length;
      samples.push(performance.now() - since);
    }
    const value = timingOf(samples).min;
    rows.push({ what: `static checks, ${name}`, value, unit: "ms", goal: "<= 1000", note: `${findings} findings` });
  }
  return rows;
}

const CASES = [
  { rules: 100, among: ACTIONS, name: `100 rules on ${ACTIONS} actions` },
  { rules: 1_000, among: ACTIONS, name: `1,000 rules on ${ACTIONS} actions` },
  { rules: 1_000, among: 1, name: "1,000 rules on one action" },
];

import { compilePolicies } from "../src/policy/judge.js";
import { type Contender, casbinOf, caslOf, cedarOf, rulesEngineOf } from "./decisions-engines.js";
import { type Answer, limitOf } from "./decisions-limit.js";
import { measured, type Timed, type Times } from "./decisions-times.js";
import { type World, worldOf } from "./decisions-world.js";
import { bestOfThree, type Row } from "./lib.js";

const SIZES = [10, 100, 1000];
export const FULL: Times = { rounds: 400, warm: 300 };
export const QUICK: Times = { rounds: 100, warm: 100 };

/** One engine at each size. */
interface Line {
  readonly name: string;
  readonly cells: readonly string[];
}

/** What a decision takes: p50 against closures written by hand, in rows, and every engine's times, as Markdown. */
export async function decisions(times: Times): Promise<{ rows: readonly Row[]; table: string }> {
  const rows: Row[] = [];
  const timed: (readonly Timed[])[] = [];
  for (const size of SIZES) {
    const { row, all } = await timedAt(size, times);
    rows.push(row);
    timed.push(all);
  }
  return { rows, table: [WHAT, tableOf(timed)].join("\n\n") };
}

const WHAT = [
  "The same rules and calls for every engine: an action and two or three conditions (gt, gte, eq, in, suffix, absent) that",
  "allow, ask or deny, on 500 calls of 24 values; 10 rules on 10 actions, more on 50. The closures check nothing, neither",
  "what is there nor of which type it is, so they are right for complete calls only; they collect every rule that holds.",
  "Each engine decided as they do before it was timed (Cedar and casbin have no third verdict: what asks permits there).",
  "p50 / p99 in microseconds, and p50 against the closures'. p50: of means of batches; p99: clocked one by one, with the",
  "clock's own time.",
].join("\n");

async function timedAt(size: number, times: Times): Promise<{ row: Row; all: readonly Timed[] }> {
  const world = worldOf(size);
  const contenders = await contendersOf(world);
  for (const one of contenders) await compare(one, world);
  let all: readonly Timed[] = [];
  const [row] = await bestOfThree(async () => {
    all = await measured(contenders, world.subjects, times);
    return [rowOf(size, all)];
  });
  return { row: row as Row, all };
}

export async function contendersOf({ rules, policy }: World): Promise<readonly Contender[]> {
  const { judge } = compilePolicies([policy]);
  const own = { says: "verdict", compared: 500, answers: "at once" } as const;
  return [
    { name: "closures by hand, all rules that hold", ...own, decide: limitOf(rules) },
    { name: "countersign", ...own, decide: judge },
    caslOf(rules),
    cedarOf(rules),
    await casbinOf(rules),
    rulesEngineOf(rules),
  ];
}

/** @throws where an engine does not decide as the closures do. */
export async function compare(one: Contender, { rules, subjects }: World): Promise<void> {
  const limit = limitOf(rules);
  const verdicts = new Map(rules.map(({ id, verdict }) => [id, verdict]));
  for (const call of subjects.slice(0, one.compared)) {
    const { verdict, rules: held } = limit(call);
    const deciding = held.filter((id) => verdicts.get(id) === verdict);
    const answer = await one.decide(call);
    if (!agrees(one, { verdict, deciding, held }, answer))
      throw new Error(`${one.name} decides ${JSON.stringify(answer)}, not ${verdict}: ${JSON.stringify(call)}`);
  }
}

interface Expected {
  readonly verdict: Answer["verdict"];
  /** Of the rules that hold, those with this verdict: an engine that names rules names these, and none that does not hold. */
  readonly deciding: readonly string[];
  readonly held: readonly string[];
}

function agrees({ says }: Contender, expected: Expected, { verdict, rules }: Answer): boolean {
  if (says === "permission") return (verdict === "deny") === (expected.verdict === "deny");
  if (verdict !== expected.verdict) return false;
  return (
    !rules || (expected.deciding.every((id) => rules.includes(id)) && rules.every((id) => expected.held.includes(id)))
  );
}

function rowOf(size: number, [limit, ours, ...others]: readonly Timed[]): Row {
  if (!limit || !ours) throw new Error("there is nothing to compare");
  const ratios = others.map(({ name, p50 }) => `${name.split(",")[0]} ${ratio(p50 / ours.p50)}`);
  return {
    what: `decision p50 at ${size} rules`,
    value: ours.p50 / limit.p50,
    unit: "x closures",
    goal: "<= 2",
    slack: 1.25,
    note: `${us(ours.p50)} against ${us(limit.p50)} us; to ours: ${ratios.join(", ")}`,
  };
}

function tableOf(timed: readonly (readonly Timed[])[]): string {
  const names = timed[0]?.map(({ name }) => name) ?? [];
  const lines = names.map((name, i): Line => ({ name, cells: timed.map((all) => cellOf(all, i)) }));
  const head: Line = { name: "engine", cells: SIZES.map((size) => `${size} rules`) };
  const bar: Line = { name: "---", cells: SIZES.map(() => "---") };
  return [head, bar, ...lines].map(({ name, cells }) => `| ${[name, ...cells].join(" | ")} |`).join("\n");
}

function cellOf(all: readonly Timed[], i: number): string {
  const { p50, p99 } = all[i] as Timed;
  return `${us(p50)} / ${us(p99)} (${ratio(p50 / (all[0] as Timed).p50)})`;
}

const us = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));
const ratio = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} x`;

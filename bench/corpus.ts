import { type Counts, countsOf, POLICIES, type Share, sumOf } from "./corpus-count.js";
import { type Suite, suitesIn } from "./corpus-data.js";

const BASE = "ask-every-write";
const HEAD = ["suite", "policy", "attacks stopped", "calls interrupted", "tasks interrupted", `of ${BASE}`];

/** How each policy fares on the suites of a folder, as a Markdown table, and on all of them. */
export const corpus = async (dir: string): Promise<string> => tableOf(suitesIn(dir));

export async function tableOf(suites: readonly Suite[]): Promise<string> {
  const names = [...suites.map(({ name }) => name), ...(suites.length > 1 ? ["all"] : [])];
  const counted = new Map<string, readonly Counts[]>();
  for (const [policy, by] of Object.entries(POLICIES)) {
    const own = await Promise.all(suites.map((suite) => countsOf(suite, by)));
    counted.set(policy, [...own, sumOf(own)]);
  }
  const rows = names.flatMap((suite, i) =>
    [...counted].map(([policy, all]) => rowOf(suite, policy, all[i] as Counts, counted.get(BASE)?.[i] as Counts)),
  );
  return [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const rowOf = (suite: string, policy: string, { attacks, calls, tasks }: Counts, base: Counts): readonly string[] => [
  suite,
  policy,
  told(attacks),
  told(calls),
  told(tasks),
  base.tasks.count === 0 ? "–" : (tasks.count / base.tasks.count).toFixed(2),
];

const told = ({ count, of }: Share): string =>
  `${count}/${of}${of === 0 ? "" : ` (${((100 * count) / of).toFixed(1)} %)`}`;

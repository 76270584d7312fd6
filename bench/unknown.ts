import { type Args, ENGINES, type Engined } from "./unknown-engines.js";

type Decided = "allow" | "deny" | "error";

/** The calls: four whose amount cannot be compared with 100, and two that show that the rules work. */
export const CALLS: readonly { readonly says: string; readonly args: Args }[] = [
  { says: "no `amount`", args: {} },
  { says: '`"900"`', args: { amount: "900" } },
  { says: '`"1,000"`', args: { amount: "1,000" } },
  { says: "`null`", args: { amount: null } },
  { says: "`900`", args: { amount: 900 } },
  { says: "`5`", args: { amount: 5 } },
];
const ALLOWED = CALLS.length - 1;

export interface Row extends Engined {
  readonly decided: readonly Decided[];
}

/** What every engine decides on every call. */
export async function unknownRows(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const one of ENGINES)
    rows.push({ ...one, decided: await Promise.all(CALLS.map(({ args }) => decidedBy(one, args))) });
  return rows;
}

const decidedBy = ({ decide }: Engined, args: Args): Promise<Decided> => decide(args).catch((): Decided => "error");

/** The rows as Markdown: one table, and then each rule as it ran, with what came of it. */
export function unknownTable(rows: readonly Row[]): string {
  const head = ["rules", ...CALLS.map(({ says }) => says)];
  const cells = rows.map((row) => [nameOf(row), ...row.decided.map(marked)]);
  return [tableOf([head, ...cells]), ...rows.map(section)].join("\n\n");
}

export const unknown = async (): Promise<string> => unknownTable(await unknownRows());

const nameOf = ({ engine, how }: Engined): string => (how ? `${engine}, ${how}` : engine);
const marked = (decided: Decided, at: number): string =>
  decided === "allow" && at !== ALLOWED ? "**allow**" : decided;

function section(row: Row): string {
  const results = row.decided.map((decided, at) => `${CALLS[at]?.says} ${marked(decided, at)}`).join(", ");
  const texts = row.rule.map(({ language, text }) => `\`\`\`${language}\n${text}\n\`\`\``);
  return [`### ${nameOf(row)}`, ...texts, `Decides: ${results}.`].join("\n\n");
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}

import { inspectorOf } from "../src/policy/guardrail/inspect.js";
import { SAMPLES, type Sample } from "./detectors-sample.js";

/** What a detector made of the labelled texts. */
export interface DetectorRow {
  /** The check, and what of it, as `personal: a phone number`. */
  readonly family: string;
  /** Of the texts that hold this. */
  readonly found: number;
  readonly missed: number;
  /** Texts that hold nothing of the family and were said to hold this. */
  readonly false: number;
  readonly missedTexts: readonly string[];
  readonly falseTexts: readonly string[];
}

/** Runs the built-in detectors that read texts over the labelled sample. */
export async function detectors(): Promise<readonly DetectorRow[]> {
  return (await Promise.all(SAMPLES.map(rowsOf))).flat();
}

async function rowsOf({ family, check, texts, kind }: Sample): Promise<readonly DetectorRow[]> {
  const inspect = inspectorOf(check);
  const findings = async (all: readonly string[]) =>
    Promise.all(all.map(async (text) => ({ text, finding: await inspect(text) })));
  const wrong = (await findings(texts.fine)).filter(({ finding }) => finding !== undefined);
  return Promise.all(
    Object.entries(texts.bad).map(async ([name, bad]) => {
      const missed = (await findings(bad)).filter(({ finding }) => finding === undefined);
      const taken = wrong.filter(({ finding = "" }) => kind(finding) === name);
      return {
        family: `${family}: ${name}`,
        found: bad.length - missed.length,
        missed: missed.length,
        false: taken.length,
        missedTexts: missed.map(({ text }) => text),
        falseTexts: taken.map(({ text }) => text),
      };
    }),
  );
}

/** The rows as a table. */
export function table(rows: readonly DetectorRow[]): string {
  const line = (name: string, ...numbers: readonly (string | number)[]) =>
    `${name.padEnd(48)}${numbers.map((one) => String(one).padStart(8)).join("")}`;
  const fine = new Map(SAMPLES.map(({ family, texts }) => [family, texts.fine.length]));
  return [
    line("detector", "found", "missed", "false", "of fine"),
    ...rows.map((row) =>
      line(row.family, row.found, row.missed, row.false, fine.get(row.family.split(": ")[0] ?? "") ?? 0),
    ),
  ].join("\n");
}

if (process.argv[1]?.endsWith("detectors.ts")) {
  const rows = await detectors();
  console.log(table(rows));
  if (process.argv.includes("--show"))
    for (const { family, missedTexts, falseTexts } of rows) console.log({ family, missedTexts, falseTexts });
}

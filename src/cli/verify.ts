import { parseArgs } from "node:util";
import { verifyLogs } from "../audit/verify.js";
import type { Problem, Report } from "../audit/verify-report.js";
import { keysOf } from "./key.js";
import { rememberedIn, targetOf } from "./logs.js";
import { coloured, logLine, problemLine, trustedLine, uncoloured } from "./print.js";
import { againstStore } from "./store.js";
import { Unusable } from "./unusable.js";

/** Where a command writes: one text a line. */
export interface Output {
  out(line: string): void;
  error(line: string): void;
  /** Whether `out` is a terminal that takes colours. */
  readonly style: "colours" | "plain";
}

const HELP = `countersign verify LOG|FOLDER --key KEY [--from CHECKPOINT] [--store FILE] [--json]

Checks that every line of a log is the one that was written and signed, that none is missing, and that each call that
people were asked about was executed as they approved it, once.

  LOG|FOLDER   a log (its checkpoints lie beside it, in LOG.checkpoints), or a folder of logs, as local() makes it
  --key        the public key of who wrote it: PEM (public.pem), JWK or JWK set; may be given again
  --from       a checkpoint that you kept (tail -n 5 LOG.checkpoints): the log must continue it; may be given again
  --store      the SQLite store: every execution it knows must be in the logs; give all of them (default: FOLDER/store.db)
  --json       the answer as JSON

Exit code: 0 nothing is wrong, 1 something is, 2 it could not be checked. A log is called closed when its signed end says
so, else open-ended: whether more was written cannot be known from the log alone.`;

/** Runs `countersign verify`; the answer is the exit code. */
export async function verifyCommand(args: readonly string[], output: Output): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = parsed(args);
    if (values.help) {
      output.out(HELP);
      return 0;
    }
    const report = await verified(positionals, values);
    if (values.json) output.out(JSON.stringify({ logs: report.logs, problems: report.problems }));
    else print(report, output);
    return report.problems.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    output.error(`countersign verify: ${error.message}`);
    return 2;
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: "string", multiple: true },
        from: { type: "string", multiple: true },
        store: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Unusable(`${(error as Error).message}. Try countersign verify --help`);
  }
}

interface Given {
  readonly key?: readonly string[];
  readonly from?: readonly string[];
  readonly store?: string;
}

async function verified([path, ...more]: readonly string[], { key = [], from = [], store }: Given): Promise<Report> {
  if (path === undefined || more.length > 0)
    throw new Unusable("name one log, or one folder of logs. Try countersign verify --help");
  if (key.length === 0)
    throw new Unusable("give --key, the public key of who wrote the log: a log cannot vouch for itself");
  const target = targetOf(path);
  const keys = key.flatMap(keysOf);
  const remembered = from.flatMap(rememberedIn);
  const report = await verifyLogs(target.logs, { keys, remembered });
  const against = store ?? target.store;
  const lost: readonly Problem[] = against === undefined ? [] : await againstStore(against, report);
  return { ...report, problems: [...report.problems, ...lost] };
}

function print({ logs, problems }: Report, { out, style }: Output): void {
  const paint = style === "colours" ? coloured : uncoloured;
  for (const problem of problems) out(problemLine(problem, paint));
  const wrong = new Set(problems.filter(({ file }) => file === "log" || file === "checkpoints").map(({ log }) => log));
  for (const log of logs) out(wrong.has(log.name) ? trustedLine(log) : logLine(log, paint));
  if (problems.length > 0) return;
  const open = logs.filter(({ state }) => state !== "closed").length;
  out(`${paint("nothing is wrong", "green")}${open > 0 ? `; open-ended: ${open} of ${logs.length}` : ""}`);
}

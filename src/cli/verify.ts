import { verifyLogs } from "../audit/verify.js";
import type { Problem, Report } from "../audit/verify-report.js";
import { parsed } from "./arguments.js";
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

const HELP = `countersign verify LOG|FOLDER --key KEY [--seal KEY] [--from CHECKPOINT] [--store FILE] [--json]

Checks that every line of a log is the one that was written and signed, that none is missing, and that each call that
people were asked about was executed as they were asked and approved it, once.

  LOG|FOLDER   a log (its checkpoints lie beside it, in LOG.checkpoints), or a folder of logs, as local() makes it
  --key        the public key of who wrote it: PEM (public.pem), JWK or JWK set. Each process signs its own log: where
               several keys signed the logs, such as a guard's and a desk's, or an old key and a new one, give --key for
               each. Use copies that lie where the writers of the logs cannot write: who can change a log can change a
               key beside it, too
  --seal       the public key of a desk, in the same forms; may be given again: only reviews that these desks sealed
               count. Without it those count that the --key sealed, and desks that the log itself names: it is told whose
  --from       a checkpoint that you kept (tail -n 5 LOG.checkpoints): the log must continue it; may be given again
  --store      the SQLite store: every execution it knows must be in the logs; give all of them (default: FOLDER/store.db)
  --json       the answer as JSON

Of each log it tells how many "executed digests as approved" are in it: so many calls that people were asked about were
executed, and what ran was exactly what they approved. Calls that policy allowed by itself are not counted. It tells also how
many records of the store were found forged, or set back, by the process that wrote the log: nothing ran by these.

A log is called closed when its signed end says so, else open-ended. An open-ended log may be a consistent older pair of
log and checkpoints, with all that came later cut off: nothing in the pair can tell, and it is no error. A checkpoint that
you kept shows it: give it with --from. Lines that no checkpoint covers are taken for what a crash leaves as long as they
can be of one commit; nobody has signed them.

Exit code: 0 nothing is wrong, 1 something is, 2 it could not be checked.`;

const OPTIONS = {
  key: { type: "string", multiple: true },
  seal: { type: "string", multiple: true },
  from: { type: "string", multiple: true },
  store: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Runs `countersign verify`; the answer is the exit code. */
export async function verifyCommand(args: readonly string[], output: Output): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = parsed(args, OPTIONS, ". Try countersign verify --help");
    if (values.help) {
      output.out(HELP);
      return 0;
    }
    const report = await verified(positionals, values, (line) => output.error(`countersign verify: ${line}`));
    if (values.json) output.out(JSON.stringify({ logs: report.logs, problems: report.problems }));
    else print(report, output);
    return report.problems.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    output.error(`countersign verify: ${error.message}`);
    return 2;
  }
}

interface Given {
  readonly key?: readonly string[];
  readonly seal?: readonly string[];
  readonly from?: readonly string[];
  readonly store?: string;
}

async function verified(
  [path, ...more]: readonly string[],
  given: Given,
  warn: (line: string) => void,
): Promise<Report> {
  const { key = [], seal, from = [], store } = given;
  if (path === undefined || more.length > 0)
    throw new Unusable("name one log, or one folder of logs. Try countersign verify --help");
  if (key.length === 0)
    throw new Unusable("give --key, the public key of who wrote the log: a log cannot vouch for itself");
  const target = targetOf(path);
  const keys = key.flatMap((file) => keysOf(file, warn));
  const seals = seal?.flatMap((file) => keysOf(file, warn));
  const remembered = from.flatMap(rememberedIn);
  const report = await verifyLogs(target.logs, { keys, remembered, ...(seals && { seals }) });
  const lost = store === undefined ? await besideLogs(target.store, report) : await againstStore(store, report);
  return { ...report, problems: [...report.problems, ...lost] };
}

/** The store that lies in the folder was not named: where it is none, the logs are judged all the same. */
async function besideLogs(path: string | undefined, report: Report): Promise<readonly Problem[]> {
  try {
    return path === undefined ? [] : await againstStore(path, report);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return [{ log: path ?? "", file: "store", line: 0, kind: "unreadable", text: error.message }];
  }
}

function print({ logs, problems }: Report, { out, style }: Output): void {
  const paint = style === "colours" ? coloured : uncoloured;
  for (const problem of problems) out(problemLine(problem, paint));
  for (const log of logs) {
    const own = problems.filter(
      ({ log: name, file }) => name === log.name && (file === "log" || file === "checkpoints"),
    );
    out(own.length > 0 ? trustedLine(log, own) : logLine(log, paint));
  }
  if (problems.length > 0) return;
  const open = logs.filter(({ state }) => state !== "closed").length;
  out(`${paint("nothing is wrong", "green")}${open > 0 ? `; open-ended: ${open} of ${logs.length}` : ""}`);
}

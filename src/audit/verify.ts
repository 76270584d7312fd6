import { parseCheckpoint } from "./checkpoint.js";
import { originOfSource } from "./event.js";
import type { PublicJwk } from "./signer.js";
import { Calls } from "./verify-calls.js";
import type { Signatures } from "./verify-heads.js";
import type { LogBytes } from "./verify-lines.js";
import { type Remembered, type Verified, verifyLog } from "./verify-log.js";
import type { Problem, ProblemKind, Report } from "./verify-report.js";
import { distrust, type Trust, trusting } from "./verify-trust.js";

/** What a verification believes; all else it checks. */
export interface Basis {
  /** Whose checkpoints count. */
  readonly keys: readonly PublicJwk[];
  /**
   * Desks whose seals on reviews count, and no others. Without them those of `keys` count, and of the desks that a log
   * itself names where it opens, at most 64 of one log: a report tells which of these were believed.
   */
  readonly seals?: readonly PublicJwk[];
  /** Signed notes that were kept elsewhere: the logs must continue them. */
  readonly remembered?: readonly { readonly name: string; readonly text: string }[];
  /** Default: every. */
  readonly signatures?: Signatures;
}

/**
 * Checks logs from their bytes alone: that each line is the one that was written and signed, that none is missing, and
 * that what was executed is what was approved, over all the logs together. It looks for the first wrong place of each.
 */
export async function verifyLogs(logs: readonly LogBytes[], basis: Basis): Promise<Report> {
  const trust = trusting(basis.keys);
  const { remembered, problems } = await readRemembered(basis, trust);
  const calls = new Calls(basis);
  const checks = { trust, remembered, signatures: basis.signatures ?? "every" };
  const found: Verified["report"][] = [];
  for (const log of logs) {
    const heard = calls.hear(log.name);
    const one = await verifyLog(log, { ...checks, onEvent: (event, line) => heard.add(event, line) });
    await calls.keep(heard, one.problems.length > 0 ? one.report.covered : one.report.events);
    found.push(one.report);
    problems.push(...one.problems);
  }
  const wrong = calls.problems();
  const reports = found.map((report) => ({
    ...report,
    digests: calls.digests.get(report.name) ?? 0,
    disbelieved: calls.disbelieved.get(report.name) ?? 0,
    seals: [...(calls.seals.get(report.name) ?? [])],
  }));
  return {
    logs: reports,
    problems: [...problems, ...oneWriterEach(found), ...gone(found, remembered), ...wrong],
    executed: calls.executed,
  };
}

async function readRemembered({ remembered = [] }: Basis, trust: Trust) {
  const good: Remembered[] = [];
  const problems: Problem[] = [];
  for (const { name, text } of remembered) {
    const checkpoint = parseCheckpoint(text);
    const trusted = checkpoint && (await trust(checkpoint));
    if (!checkpoint) problems.push(unsigned(name, "this is not a checkpoint"));
    else if (typeof trusted === "string") problems.push(unsigned(name, distrust(trusted, checkpoint)));
    else good.push({ name, checkpoint });
  }
  return { remembered: good, problems };
}

const unsigned = (name: string, text: string): Problem => about(name, "remembered", "signature", text);

function about(log: string, file: Problem["file"], kind: ProblemKind, text: string): Problem {
  return { log, file, line: 1, kind, text };
}

/** Two files of one writer are two histories, or a copy that hides one. */
function oneWriterEach(logs: readonly Verified["report"][]): Problem[] {
  const names = new Map<string, string>();
  return logs.flatMap(({ name, source }) => {
    const other = source === undefined ? undefined : names.get(source);
    if (source !== undefined && other === undefined) names.set(source, name);
    return other === undefined ? [] : [about(name, "log", "forked", `${other} is also the log of ${source}`)];
  });
}

function gone(logs: readonly Verified["report"][], remembered: readonly Remembered[]): Problem[] {
  const here = new Set(logs.map(({ source }) => originOfSource(source ?? "")));
  const lost = remembered.filter(({ checkpoint: { origin } }) => !here.has(origin));
  return lost.map(({ name, checkpoint: { origin } }) =>
    about(name, "remembered", "cut", `no log of ${origin} is here`),
  );
}

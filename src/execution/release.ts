import type { StandardSchemaV1 as Schema } from "@standard-schema/spec";
import type { Call } from "../action/capture.js";
import { freeze, thaw } from "../action/freeze.js";
import type { Limits } from "../action/limits.js";
import type { Json } from "../canonical.js";
import type { HashKey } from "../policy/hash-key.js";
import { masked } from "../policy/masked.js";
import type { Outgoing, OutgoingCheck } from "../policy/outgoing.js";
import type { Judging } from "../policy/verdict.js";
import { errorType, remade } from "./error-type.js";
import type { Released, Remade, Withheld } from "./released.js";
import type { Ran } from "./run.js";
import type { Right } from "./spend.js";
import { toldBy } from "./told.js";

export interface ReleaseParts {
  readonly judging: Pick<Judging, "outgoing" | "starting">;
  readonly hashKey: HashKey;
}

const LIMITS: Limits = { bytes: 16 * 1024 * 1024, depth: 64, nodes: 1_000_000 };

/**
 * What may leave of a run, by the rules on results as they are now: first masked, then checked. At once, and as it is,
 * where no rule concerns it. `id`: what the call is counted as; `hashed`: paths that were hashed before. Never rejects:
 * what goes wrong withholds.
 */
export function release<R>(
  ran: Ran<R>,
  call: Call,
  { id, hashed = [] }: { readonly id: string; readonly hashed?: readonly string[] | undefined },
  { judging, hashKey }: ReleaseParts,
): Released<R> | Promise<Released<R>> {
  try {
    const outgoing = judging.outgoing(call, id);
    return outgoing === undefined ? ran : leaving(ran, outgoing, { call, hashed, hashKey }).catch(() => closed(ran));
  } catch {
    return closed(ran);
  }
}

/**
 * A stored result leaves by the rules of now: they may have become stricter, or be another process's. It may be someone
 * else's words for this caller's session too.
 */
export async function releaseAgain(
  { stored, call, request }: Extract<Right, { stored: unknown }>,
  parts: ReleaseParts,
): Promise<Released> {
  try {
    await parts.judging.starting(call);
  } catch {
    return withheld([], "the session could not be marked as tainted");
  }
  return release({ ok: true, value: stored.value }, call, { id: request.asked.callId, hashed: stored.hashed }, parts);
}

const closed = (ran: Ran<unknown>): Withheld | Remade =>
  ran.ok ? withheld([], "what policy makes of it cannot be known") : mute(ran);

const withheld = (rules: readonly string[], why: string): Withheld => ({ ok: true, withheld: rules, why });
type Failed = Extract<Ran<never>, { readonly ok: false }>;
const mute = ({ cause, ...failed }: Failed): Remade => ({
  ...failed,
  cause: remade(cause),
  errorType: errorType(cause),
});

interface Around {
  readonly call: Call;
  readonly hashed: readonly string[];
  readonly hashKey: HashKey;
}

async function leaving<R>(
  ran: Ran<R>,
  asked: Outgoing | Promise<Outgoing | undefined>,
  around: Around,
): Promise<Released<R>> {
  const outgoing = await asked;
  if (!outgoing) return ran;
  if (!ran.ok) return ran.known === "no" ? mute(ran) : checkedText(ran, outgoing);
  if (ran.value === undefined) return ran;
  const json = jsonOf(ran.value);
  const rules = [...outgoing.masking, ...outgoing.checks.map(({ rule }) => rule)];
  if (json === undefined) return withheld(rules, "it is not JSON that could be masked and checked");
  return leavingAs<R>(json, outgoing, around);
}

/** An error leaves without what it says, but for its text for the model: checked as a result is. No mask looks into a text. */
async function checkedText(failed: Failed, { masking, checks }: Outgoing): Promise<Remade> {
  const told = toldBy(failed.cause);
  if (told === undefined || masking.length > 0 || (await failing(checks, told)).length > 0) return mute(failed);
  return { ...mute(failed), told };
}

async function leavingAs<R>(json: Json, outgoing: Outgoing, around: Around): Promise<Released<R>> {
  const { masking, checks } = outgoing;
  const left = masking.length === 0 ? json : maskedBy(json, outgoing, around);
  if (masking.length > 0 && !(await fits(around.call.definition.output, left)))
    return withheld(masking, "masked, it does not fit the action's `output` schema");
  const failed = await failing(checks, left);
  if (failed.length > 0) return withheld(failed, "it failed a check");
  const value = thaw(left) as R;
  return masking.length === 0 ? { ok: true, value } : { ok: true, value, masked: masking, hashed: hashesOf(outgoing) };
}

/** What was hashed before would be another hash now, of the same value. */
function maskedBy(json: Json, { masks }: Outgoing, { hashed, hashKey }: Around): Json {
  const due = Object.entries(masks).filter(([path, kind]) => kind !== "hash" || !hashed.includes(path));
  return masked(json, Object.fromEntries(due), hashKey());
}

const hashesOf = ({ masks }: Outgoing): readonly string[] =>
  Object.keys(masks).filter((path) => masks[path] === "hash");

function jsonOf(value: unknown): Json | undefined {
  try {
    return freeze(value, LIMITS).value;
  } catch {
    return undefined;
  }
}

async function fits(output: Schema | undefined, value: Json): Promise<boolean> {
  try {
    const checked = await output?.["~standard"].validate(value);
    return !checked?.issues;
  } catch {
    return false;
  }
}

/** The rules that a result fails. */
async function failing(checks: readonly OutgoingCheck[], result: Json): Promise<readonly string[]> {
  const found = await Promise.all(checks.map(async (check) => [check.rule, await check.fails(result)] as const));
  return found.flatMap(([rule, why]) => (why === undefined ? [] : [rule]));
}

import { type Bound, bind, type Call, type Deployment } from "../action/capture.js";
import { digest, type Json, shortDigest } from "../canonical.js";
import { type About, failure } from "../errors.js";
import type { Directory } from "../people/directory.js";
import type { Requirement } from "../policy/requirement.js";
import { cannotSay, peopleOf } from "./actors.js";
import { askedOf, requestedData } from "./asked.js";
import { type Combined, combine } from "./combine.js";
import { ended } from "./lifecycle.js";
import type { Records } from "./records.js";
import { asJson, FRESH, type Request } from "./request.js";
import { poolOf, satisfiable } from "./satisfiable.js";

/** What judging said, as far as asking needs it. */
export interface AskVerdict {
  readonly rules: readonly string[];
  readonly requirements: readonly Requirement[];
  readonly because: readonly string[];
}

export interface AskParts {
  readonly deployment: Deployment;
  readonly directory: Directory;
  readonly records: Records;
  readonly policy: string;
}

/** The key of a call, as the store and the world downstream see it: never the caller's own text. */
export interface Keys {
  /** Unique over (tenant, environment, action, actor chain, key); a tuple, not a joined string. */
  readonly row: string;
  /** For idempotency downstream. */
  readonly run: string;
  readonly given: string;
}

export function keysOf(call: Call, { tenant, environment }: Deployment, given: string): Keys {
  const tuple: Json = [tenant, environment, call.definition.name, call.actors, given];
  return { row: digest(["row", tuple]), run: shortDigest(["run", tuple]), given };
}

/**
 * Opens the request of a call, or finds the one that its key opened before.
 * @throws `denied` (actor), `unsatisfiable`, `unavailable` (directory, store, audit), `conflict`.
 */
export async function ask(
  call: Call,
  bound: Bound,
  verdict: AskVerdict,
  keys: Keys,
  parts: AskParts,
): Promise<{ request: Request; created: boolean }> {
  const about = { action: call.definition.name, callId: call.id };
  const excluded = await peopleOf(call, parts.directory, about, verdict.rules);
  const requirement = await mustBeMeetable(verdict, excluded, parts.directory, about);
  const { deployment, policy, records } = parts;
  const asked = askedOf({
    call,
    bound,
    deployment,
    requirement,
    policy,
    excluded: [...excluded],
    revision: 1,
    ...verdict,
  });
  const { created, request } = await records.open({
    id: requestIdOf(call),
    tenant: deployment.tenant,
    kind: "call",
    key: keys.row,
    state: "pending",
    dueIn: requirement.within,
    tags: tagsOf(call, requirement),
    request: asJson(asked),
    progress: asJson(FRESH),
  });
  if (created) await announce(request, records);
  else mustBeSame(call, request, keys, deployment, about);
  return { request, created };
}

/** A request is found by its id: nobody can guess one. */
export const requestIdOf = (call: Call): string => `req_${call.id.slice("call_".length)}`;

/** Nobody is asked before the asking is on disk; what cannot be recorded is taken back. */
async function announce(request: Request, records: Records): Promise<void> {
  try {
    records.note("approval.requested", request, requestedData(request.asked));
    await records.durable();
  } catch (error) {
    await records.write(request, ended(request, "cancelled", "not_recorded"));
    throw error;
  }
}

async function mustBeMeetable(
  verdict: AskVerdict,
  excluded: ReadonlySet<string>,
  directory: Directory,
  about: About,
): Promise<Combined> {
  const requirement = combine(verdict.requirements);
  if (requirement === "unsatisfiable") {
    const missing = [`one requirement for the rules ${verdict.rules.join(", ")}: theirs differ`];
    throw failure("unsatisfiable", about, "several ask rules apply and cannot be joined", {
      eligible: 0,
      needed: 1,
      missing,
    });
  }
  const pool = await poolOf(requirement, directory);
  if (pool === "unknown") throw cannotSay(about);
  const facts = satisfiable(requirement, pool, excluded);
  if (facts.missing.length === 0) return requirement;
  throw failure("unsatisfiable", about, `nobody can meet the requirement: missing ${facts.missing.join("; ")}`, facts);
}

/** The same key must mean the same call; of another call nothing is told. */
export function mustBeSame(call: Call, request: Request, keys: Keys, deployment: Deployment, about: About): void {
  const same = bind(call, deployment, request.asked).digest === request.asked.origin;
  if (!same) throw failure("conflict", about, "this key was used for another call", { key: keys.given });
}

export function tagsOf(call: Call, { approvers, escalate }: Pick<Combined, "approvers" | "escalate">): string[] {
  const { agent, session } = call.context;
  return [
    `action:${call.definition.name}`,
    ...(agent ? [`agent:${digest([agent.issuer, agent.subject])}`] : []),
    ...(session === undefined ? [] : [`session:${session}`]),
    ...[...approvers, ...escalate.flatMap(({ to }) => to)].map(
      (selector) => `approver:${Object.entries(selector).flat().join(":")}`,
    ),
  ];
}

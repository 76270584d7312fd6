import type { Bound, Call, Deployment } from "../action/capture.js";
import { type Keys, keyTag, mustBeSame } from "../approval/ask.js";
import { askedOf } from "../approval/asked.js";
import { LEASE, requirementOf } from "../approval/lifecycle.js";
import type { Records } from "../approval/records.js";
import { FRESH, type Progress, type Request, requestIdOf } from "../approval/request.js";
import { tagsOf } from "../approval/tags.js";
import type { Judged } from "../policy/judge.js";
import type { Judging } from "../policy/verdict.js";
import { type Claim, start } from "./claim.js";

export interface OpenParts {
  readonly deployment: Deployment;
  readonly records: Records;
  readonly judging: Judging;
  readonly policy: string;
}
/** The right to run it, or the request of the same key that was there before. */
export type Opened = { readonly claim: Claim } | { readonly attached: Request };

/** Opens the record of a call that is to start now, without asking: the same key starts the body once, in whatever process. */
export async function openExecution(
  call: Call,
  bound: Bound,
  judged: Pick<Judged, "rules" | "requirements" | "shadow">,
  keys: Keys,
  given: { readonly excluded: readonly string[]; readonly grant?: NonNullable<Progress["grant"]> },
  { deployment, records, judging, policy }: OpenParts,
): Promise<Opened> {
  const { rules, requirements, shadow } = judged;
  const { excluded, grant } = given;
  const requirement = requirementOf({ requirements });
  const first = { revision: 1, authors: [], askedAt: await records.now(), excluded };
  const facts = { call, bound, deployment, requirements, requirement, rules, policy, because: [], ...first };
  const { created, request } = await records.open({
    id: requestIdOf(call.id),
    key: keys.row,
    state: "executing",
    dueIn: LEASE,
    tags: [...tagsOf(call, requirement), ...(grant ? [keyTag(keys)] : [])],
    asked: askedOf({ ...facts, ...(shadow && { shadow }) }),
    progress: { ...FRESH, fence: 1, ...(grant && { grant }) },
  });
  if (!created) {
    mustBeSame(call, request, keys, deployment, { action: call.definition.name, callId: call.id });
    return { attached: request };
  }
  await start(request, keys.run, "execution.started", records, () => judging.starting(call));
  return { claim: { request, call, modified: false, approvedBy: [], runKey: keys.run } };
}

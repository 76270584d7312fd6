import type { Bound, Call, Deployment } from "../action/capture.js";
import { type Keys, mustBeSame, requestIdOf, tagsOf } from "../approval/ask.js";
import { askedOf } from "../approval/asked.js";
import { LEASE, requirementOf } from "../approval/lifecycle.js";
import type { Records } from "../approval/records.js";
import { asJson, FRESH, type Request } from "../approval/request.js";
import { type Claim, start } from "./claim.js";
import type { Judgement } from "./journal.js";

/** Claims an *allowed* call of an action with `once`: the same key starts the body once, in whatever process. */
export async function claimOnce(
  call: Call,
  bound: Bound,
  judgement: Judgement,
  keys: Keys,
  { deployment, records }: { deployment: Deployment; records: Records },
): Promise<{ claim: Claim } | { attached: Request }> {
  const { rules, policy } = judgement;
  const requirement = requirementOf({ requirements: [] });
  const asked = askedOf({
    call,
    bound,
    deployment,
    requirements: [],
    requirement,
    rules,
    policy,
    because: [],
    excluded: [],
    revision: 1,
  });
  const { created, request } = await records.open({
    id: requestIdOf(call),
    tenant: deployment.tenant,
    kind: "call",
    key: keys.row,
    state: "executing",
    dueIn: LEASE,
    tags: tagsOf(call, requirement),
    request: asJson(asked),
    progress: asJson({ ...FRESH, fence: 1 }),
  });
  if (!created) {
    mustBeSame(call, request, keys, deployment, { action: call.definition.name, callId: call.id });
    return { attached: request };
  }
  await start(request, keys.run, "execution.started", records);
  return { claim: { request, args: call.args, modified: false, approvedBy: [], runKey: keys.run } };
}

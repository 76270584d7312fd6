import type { Bound, Call } from "../action/capture.js";
import { earlierOf, followed } from "../approval/again.js";
import { askedOf } from "../approval/asked.js";
import { type Keys, keyTag } from "../approval/keys.js";
import { LEASE, requirementOf } from "../approval/lifecycle.js";
import { FRESH, type Progress, type Request, requestIdOf } from "../approval/request.js";
import type { SameParts } from "../approval/same.js";
import { tagsOf } from "../approval/tags.js";
import type { Judged } from "../policy/judge.js";
import type { Judging } from "../policy/verdict.js";
import { type Claim, start } from "./claim.js";

export interface OpenParts extends SameParts {
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
  parts: OpenParts,
): Promise<Opened> {
  const { deployment, records, judging, policy } = parts;
  const { rules, requirements, shadow } = judged;
  const { excluded, grant } = given;
  const requirement = requirementOf({ requirements });
  const first = { runKey: keys.run, revision: 1, authors: [], askedAt: await records.now(), excluded };
  const facts = { call, bound, deployment, requirements, requirement, rules, policy, because: [], ...first };
  const about = { action: call.definition.name, callId: call.id };
  const open = async (at: Keys, before?: Request): Promise<{ created: boolean; request: Request }> => {
    const { created, request } = await records.open({
      id: requestIdOf(call.id),
      key: at.row,
      state: "executing",
      dueIn: LEASE,
      tags: [...tagsOf(call, requirement), ...(grant ? [keyTag(keys)] : [])],
      asked: askedOf({ ...facts, ...(shadow && { shadow }), ...(before && { earlier: earlierOf(before, keys) }) }),
      progress: { ...FRESH, fence: 1, ...(grant && { grant }) },
    });
    const next = created ? undefined : await followed(call, request, at, parts, about);
    return next ? open(next, request) : { created, request };
  };
  const { created, request } = await open(keys);
  if (!created) return { attached: request };
  await start(request, keys.run, "execution.started", records, () => judging.starting(call));
  return { claim: { request, call, modified: false, approvedBy: [], runKey: keys.run } };
}

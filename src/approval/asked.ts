import type { Bound, Call, Deployment } from "../action/capture.js";
import { type Filled, filledIn } from "../action/filled.js";
import { redact } from "../action/redaction.js";
import type { Field } from "../action/view.js";
import { viewOf } from "../action/view.js";
import { digest, type Json, type JsonObject, shortDigest } from "../canonical.js";
import type { Said } from "../policy/judged.js";
import type { Remember } from "../policy/remember.js";
import type { Requirement } from "../policy/requirement.js";
import type { Combined } from "./combine.js";
import { neededOf } from "./needed.js";
import type { Asked, Earlier } from "./request.js";

/** Everything that one revision of a request is made of. */
export interface Parts {
  readonly call: Call;
  readonly bound: Bound;
  readonly deployment: Deployment;
  readonly requirements: readonly Requirement[];
  readonly requirement: Combined;
  readonly rules: readonly string[];
  readonly remember?: Remember;
  readonly shadow?: Said;
  readonly because: readonly string[];
  readonly policy: string;
  readonly excluded: readonly string[];
  readonly revision: number;
  /** Who wrote the revisions after the first, oldest first. */
  readonly authors: readonly string[];
  /** When the first was asked, by the store's clock. */
  readonly askedAt: number;
  readonly before?: readonly Field[];
  /** Of a later revision: what the first one was. */
  readonly origin?: string;
  readonly runKey?: string | undefined;
  readonly filled?: Filled;
  readonly earlier?: Earlier;
}

/** One revision, with its one view and the digest that binds both. */
export function askedOf(parts: Parts): Asked {
  const { call, bound, deployment, requirement, revision } = parts;
  const { definition, context } = call;
  const { environment } = deployment;
  const authors = [...new Set(parts.authors)];
  const filled = parts.origin === undefined ? filledIn(call) : (parts.filled ?? []);
  const { earlier } = parts;
  const again = earlier ? [`asked again: the request before (${earlier.requestId}) ${earlier.how}`] : [];
  const because = [...again, ...parts.because];
  const view = viewOf(call, { ...parts, because, authors, environment, stillNeeded: neededOf(requirement) });
  const viewDigest = digest(view as unknown as Json);
  return {
    v: 1,
    callId: call.id,
    action: definition.name,
    effect: definition.effect,
    definition: definition.digest,
    terms: definition.terms,
    environment,
    idempotent: definition.idempotent,
    args: redact(call.args, definition.secret),
    salt: bound.salt,
    secrets: bound.secrets,
    actors: call.actors,
    context,
    datasets: call.datasets,
    callDigest: bound.digest,
    origin: parts.origin ?? bound.digest,
    ...(parts.runKey !== undefined && { runKey: parts.runKey }),
    ...(filled.length > 0 && { filled }),
    argsCommit: bound.argsCommit,
    revision,
    view,
    viewDigest,
    digest: shortDigest({ callDigest: bound.digest, environment, revision, viewDigest }),
    requirements: parts.requirements,
    rules: parts.rules,
    ...(parts.remember && { remember: parts.remember }),
    ...(parts.shadow && { shadow: parts.shadow }),
    policy: parts.policy,
    excluded: parts.excluded,
    authors: parts.authors,
    askedAt: parts.askedAt,
    ...(earlier && { earlier }),
  };
}

/** What the log holds of a request: ids and digests, never arguments. */
export function requestedData(asked: Asked): JsonObject {
  const { model, session, run, toolCall } = asked.context;
  return {
    ...callData(asked),
    ...(asked.earlier && { again: asked.earlier.requestId }),
    ...(model !== undefined && { model }),
    ...(run !== undefined && { run }),
    ...(session !== undefined && { session }),
    ...(toolCall !== undefined && { tool_call: toolCall }),
    policy: policyData(asked),
    request_digest: asked.digest,
    requirements: requirementsOf(asked) as unknown as Json,
    view_digest: asked.viewDigest,
  };
}

/** All that must be met, and by which rules. */
export const requirementsOf = ({ requirements, since }: Asked): readonly Requirement[] => [
  ...requirements,
  ...(since?.requirements ?? []),
];
export const rulesOf = ({ rules, since }: Asked): readonly string[] => [
  ...new Set([...rules, ...(since?.rules ?? [])]),
];

const policyData = ({ shadow, requirements, ...asked }: Asked): JsonObject => ({
  hash: asked.since?.policy ?? asked.policy,
  rules: rulesOf({ ...asked, requirements }),
  ...(shadow && { shadow: { rules: shadow.rules, verdict: shadow.verdict } }),
  verdict: requirements.length > 0 ? "ask" : "allow",
});

const callData = (asked: Asked): JsonObject => ({
  action: asked.action,
  actors: JSON.parse(asked.actors) as Json,
  args_commit: asked.argsCommit,
  datasets: asked.datasets,
  definition: asked.definition,
  effect: asked.effect,
  environment: asked.environment,
  excluded: asked.excluded,
});

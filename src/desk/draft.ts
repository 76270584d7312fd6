import type { Definition } from "../action/action.js";
import { bind, type Call, callOf, parse, parsedInTime } from "../action/capture.js";
import { at, put } from "../action/paths.js";
import { SECRET } from "../action/redaction.js";
import { askedOf, requirementsOf, rulesOf } from "../approval/asked.js";
import { type Combined, combine } from "../approval/combine.js";
import { excludedNow, MAX_REVISIONS, requirementOf } from "../approval/lifecycle.js";
import { type Asked, countedKey, type Request } from "../approval/request.js";
import type { Review, ReviewOutcome } from "../approval/review.js";
import { poolsOf, satisfiable } from "../approval/satisfiable.js";
import { distinct } from "../approval/slots.js";
import { tagsOf } from "../approval/tags.js";
import { canonical, type Json, type JsonObject } from "../canonical.js";
import { isCountersignError } from "../errors.js";
import type { Judged } from "../policy/judge.js";
import { narrowest } from "../policy/remember.js";
import type { Explained } from "../policy/verdict.js";
import type { DeskParts } from "./parts.js";
import type { Saying } from "./saying.js";
import { outcome } from "./wording.js";

export type Modifying = Saying & { readonly review: Extract<Review, { decision: "modify" }> };

/** The revision that a modification would make, before anybody has said so. */
export interface Draft {
  readonly asked: Asked;
  /** Whether whoever makes it approves it, too. */
  readonly approves: boolean;
  readonly tags: readonly string[];
}

/** A modification is a new call through the whole path: schema, digest, policy, requirement. It never loosens what was asked. */
export async function draftOf(parts: DeskParts, saying: Modifying): Promise<Draft | ReviewOutcome> {
  const { request, person } = saying;
  const call = await modifiedCall(parts, saying);
  if ("why" in call) return call;
  const bound = bind(call, parts.deployment, request.asked);
  if (bound.digest === request.asked.callDigest) return outcome("invalid", { more: "Nothing is different." });
  const looking = { how: "look", id: request.asked.callId, key: () => countedKey(request) } as const;
  const judged = await parts.judging.judge(call, bound.digest, looking);
  if (judged.verdict === "deny") return outcome("policy_denied", { more: judged.rules.join(", ") });
  const requirements = distinct([...requirementsOf(request.asked), ...judged.requirements]);
  const requirement = combine(requirements);
  if (requirement.modify === "forbid") return outcome("forbidden");
  const approves = mayApprove(call, request.asked, requirement);
  const trouble = await cannotBeMet(parts, saying, requirement, approves ? [] : [person.id]);
  if (trouble) return trouble;
  const asked = revisionOf(parts, saying, { call, bound, requirements, requirement, judged });
  return { asked, approves, tags: [...new Set([...request.tags, ...tagsOf(call, requirement, [person.id])])] };
}

async function modifiedCall(parts: DeskParts, { request, review }: Modifying): Promise<Call | ReviewOutcome> {
  const { asked } = request;
  if (requirementOf(asked).modify === "forbid")
    return outcome("forbidden", { more: "This rule takes no modification." });
  if (asked.revision >= MAX_REVISIONS)
    return outcome("forbidden", { more: `A request has at most ${MAX_REVISIONS} revisions.` });
  const definition = parts.action(asked.action);
  if (!definition || !isAskedOf(definition, asked))
    return outcome("forbidden", { more: "This desk does not hold the action as it was asked." });
  const args = withSecrets(parts, request, definition, review.args);
  if ("why" in args) return args as unknown as ReviewOutcome;
  const about = { action: asked.action, callId: asked.callId };
  try {
    const { value, text } = await parsedInTime(parse(definition, args, about), parts.clock, about);
    const as = { ...definition, digest: asked.definition };
    return callOf(as, value, text, { context: asked.context, actors: asked.actors }, about);
  } catch (error) {
    if (isCountersignError(error, "input")) return outcome("invalid", { issues: error.issues, more: error.reason });
    throw error;
  }
}

/** With another schema, too: the arguments must be valid under it, and under the one of whoever runs them. */
const isAskedOf = ({ digest, terms }: Definition, asked: Asked): boolean =>
  digest === asked.definition || terms === asked.terms;

/** Secret arguments are carried by reference: nobody sees or changes them. */
function withSecrets(
  parts: DeskParts,
  request: Request,
  { secret }: Definition,
  given: Json,
): JsonObject | ReviewOutcome {
  const held = Object.keys(request.asked.secrets);
  const touched = secret.filter((path) => at(given, path) !== undefined && at(given, path) !== SECRET);
  if (touched.length > 0)
    return outcome("forbidden", { more: `A secret argument cannot be modified: ${touched.join(", ")}.` });
  if (held.length === 0) return given as JsonObject;
  const own = parts.argsOf(request.id);
  if (!own) return outcome("forbidden", { more: "Its secret arguments are only in the process that called." });
  return held.reduce<Json>((args, path) => put(args, path, at(own, path) ?? null), given) as JsonObject;
}

/** Whether modifying also approves: only where one person decides (else the mode is no longer `approve`), nothing critical changed, and the effect is not a grave one. */
function mayApprove({ args, definition }: Call, before: Asked, { modify: mode }: Combined): boolean {
  const grave = ["money", "destroy", "credential"].includes(definition.effect);
  const text = (value: Json | undefined) => (value === undefined ? "" : canonical(value));
  const changed = definition.critical.some(
    (path) => !definition.secret.includes(path) && text(at(args, path)) !== text(at(before.args, path)),
  );
  return mode === "approve" && !changed && !grave;
}

async function cannotBeMet(
  parts: DeskParts,
  { request }: Saying,
  requirement: Combined,
  author: readonly string[],
): Promise<ReviewOutcome | undefined> {
  const pools = await poolsOf(requirement, parts.directory);
  if (pools === "unknown") return outcome("directory_unknown");
  const { missing } = satisfiable(requirement, pools, new Set([...excludedNow(request), ...author]));
  return missing.length > 0 ? outcome("unsatisfiable", { more: missing.join("; ") }) : undefined;
}

function revisionOf(
  parts: DeskParts,
  { request, person }: Saying,
  made: {
    call: Call;
    bound: ReturnType<typeof bind>;
    requirements: Asked["requirements"];
    requirement: Combined;
    judged: Explained;
  },
): Asked {
  const { asked } = request;
  const revision = askedOf({
    ...made,
    deployment: parts.deployment,
    policy: parts.policy,
    rules: [...new Set([...rulesOf(asked), ...(made.judged.verdict === "ask" ? made.judged.rules : [])])],
    ...remembering(asked, made.judged),
    ...inShadow(asked, made.judged),
    because: made.judged.because(),
    excluded: asked.excluded,
    revision: asked.revision + 1,
    authors: [...asked.authors, person.id],
    askedAt: asked.askedAt,
    before: asked.view.fields,
    origin: asked.origin,
    runKey: asked.runKey,
    ...(asked.filled && { filled: asked.filled }),
    ...(asked.earlier && { earlier: asked.earlier }),
  });
  return asked.since ? { ...revision, since: asked.since } : revision;
}

/** Never further than the revision before, nor than the rules on the new one. */
function remembering(asked: Asked, judged: Judged): Pick<Asked, "remember"> {
  const remember = judged.verdict === "ask" ? narrowest([asked.remember, judged.remember]) : asked.remember;
  return remember ? { remember } : {};
}

/** With the rules in shadow, too, what was asked stays asked. */
function inShadow({ rules }: Asked, { shadow }: Judged): Pick<Asked, "shadow"> {
  if (shadow?.verdict === "allow") return { shadow: { verdict: "ask", rules } };
  return shadow ? { shadow } : {};
}

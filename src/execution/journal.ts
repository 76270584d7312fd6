import type { Bound, Call, Deployment } from "../action/capture.js";
import type { Fields } from "../audit/event.js";
import type { Said } from "../policy/judged.js";
import { saidOf } from "./outcome.js";
import type { Released } from "./released.js";

/** What every event of a call without a request says of it; the rest of a line is the recorder's. */
export interface Judgement {
  readonly verdict: "allow" | "deny" | "ask";
  readonly rules: readonly string[];
  readonly policy: string;
  /** With the rules in shadow. */
  readonly shadow?: Said;
  /** In a denial: what it was. */
  readonly reason?: string;
}

const q = (text: string): string => JSON.stringify(text);
const optional = (name: string, text: string | undefined): string =>
  text === undefined ? "" : `"${name}":${q(text)},`;

/**
 * Request and verdict as the members of one event, by key order: for `execution.started` of an allowed call and for a
 * denial by policy. Ids and digests only; the arguments enter as a salted commitment.
 */
export function callFields(call: Call, bound: Bound, { environment }: Deployment, judgement: Judgement): Fields {
  const { definition, context, actors, datasets } = call;
  const { verdict, rules, policy, shadow, reason } = judgement;
  return {
    a: `"action":${q(definition.name)},"actors":${actors},"args_commit":"${bound.argsCommit}","call_digest":"${bound.digest}","call_id":"${call.id}","datasets":${JSON.stringify(datasets)},"definition":"${definition.digest}","effect":"${definition.effect}","environment":${JSON.stringify(environment)},${optional("model", context.model)}"policy":{"hash":"${policy}","rules":${JSON.stringify(rules)},${shadow ? shadowText(shadow) : ""}"verdict":"${verdict}"},`,
    b: optional("reason", reason) + optional("run", context.run),
    c: optional("session", context.session) + optional("tool_call", context.toolCall),
  };
}

const shadowText = ({ rules, verdict }: Said): string =>
  `"shadow":{"rules":${JSON.stringify(rules)},"verdict":"${verdict}"},`;

/** The members of an outcome of an allowed call. */
export function outcomeFields(callId: string, ms: number, released: Released): Fields {
  const { error, masked, withheld } = saidOf(released);
  const failed = optional("error_type", error);
  const rules = masked ? `"masked":${JSON.stringify(masked)},` : "";
  return {
    a: `"call_id":"${callId}","duration_ms":${ms},${failed}${rules}`,
    b: "",
    c: withheld ? `"withheld":${JSON.stringify(withheld)},` : "",
  };
}

import type { Json, JsonObject } from "../../canonical.js";
import type { Principal } from "../../people/person.js";
import type { Call } from "../../policy/verdict.js";
import { type CedarRecord, recordOf } from "./value.js";

interface Entity {
  readonly type: "User" | "Agent" | "Tenant" | "Action";
  readonly id: string;
}

/** A call as Cedar is asked about it. */
export interface CedarRequest {
  readonly principal: Entity;
  readonly action: Entity;
  readonly resource: Entity;
  readonly context: CedarRecord;
}

/** @throws Error, without values of the call, where it has nobody who acts, or what Cedar cannot say */
export function requestOf({ action, effect, args, context }: Call): CedarRequest {
  const { user, agent, tenant } = context;
  const principal = user ? someone("User", user) : agent && someone("Agent", agent);
  if (!principal) throw new Error("Cedar needs a principal: give the context a user or an agent");
  if (tenant === undefined) throw new Error("Cedar needs a resource: the call has no tenant");
  if (typeof args !== "object" || args === null || Array.isArray(args))
    throw new Error("Cedar needs arguments by name");
  return {
    principal,
    action: { type: "Action", id: action },
    resource: { type: "Tenant", id: tenant },
    context: { input: recordOf(args as JsonObject), call: factsOf(effect, context) },
  };
}

const PLAIN = [
  "tenant",
  "environment",
  "tainted",
  "model",
  "session",
  "run",
  "toolCall",
  "request",
  "trace",
  "facts",
  "datasets",
] as const;

function factsOf(effect: string, context: Call["context"]): CedarRecord {
  const { agent, owner, delegators } = context;
  const plain = PLAIN.flatMap((name) => (context[name] === undefined ? [] : [[name, context[name] as Json] as const]));
  return {
    ...recordOf({ effect, ...Object.fromEntries(plain) }),
    ...(agent && { agent: { __entity: someone("Agent", agent) } }),
    ...(owner && { owner: { __entity: someone("User", owner) } }),
    ...(delegators && { delegators: delegators.map((one) => ({ __entity: someone("User", one) })) }),
  };
}

/** No two principals have one id: the first `|` ends the issuer. */
const someone = (type: "User" | "Agent", { issuer, subject }: Principal): Entity => ({
  type,
  id: `${issuer.replaceAll("%", "%25").replaceAll("|", "%7C")}|${subject}`,
});

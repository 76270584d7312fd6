import { EFFECTS, type Effect } from "../action/action.js";
import type { Context } from "../action/context.js";
import { tenantIn } from "../audit/event.js";
import type { LogBytes } from "../audit/verify-lines.js";
import type { Json, JsonObject } from "../canonical.js";
import type { Said } from "../policy/judged.js";
import { eventsIn, type LoggedEvent } from "./events.js";
import { isObject, isText, isTexts } from "./given-call.js";
import { Unusable } from "./unusable.js";

/** What a log says of the judging of one call: ids and digests, never arguments. */
export interface Decision extends Said {
  readonly callId: string;
  /** Where the store may have a record of it. */
  readonly requestId?: string;
  readonly action: string;
  readonly effect: Effect;
  readonly datasets: readonly string[];
  readonly callDigest: string;
  readonly definition: string;
  readonly tenant: string;
  readonly environment: string | null;
  /** As far as it is in the log. */
  readonly context: Partial<Context>;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The hash of the policy, or policies. */
  readonly policy: string;
}

/** Every call that the logs tell the verdict on, once. @throws Unusable for what is no log */
export async function* decisionsIn(logs: readonly LogBytes[]): AsyncGenerator<Decision> {
  const asked = new Map<string, Decision>();
  for (const log of logs)
    for await (const logged of eventsIn(log)) {
      const decision = decisionOf(logged);
      if (!decision) continue;
      const { requestId, callId } = decision;
      if (requestId === undefined) yield decision;
      else if (logged.event.type === "approval.requested" || !asked.has(callId)) asked.set(callId, decision);
    }
  yield* asked.values();
}

const JUDGED: ReadonlySet<string> = new Set(["execution.started", "approval.requested", "call.denied"]);

/** A denial that people, time or a claim brought about tells no verdict of its own. */
function decisionOf({ event, text, place }: LoggedEvent): Decision | undefined {
  const { data, source, type } = event;
  const said = data["policy"];
  if (!JUDGED.has(type) || said === undefined) return undefined;
  const { time } = JSON.parse(text) as { readonly time?: unknown };
  const at = typeof time === "string" ? Date.parse(time) : Number.NaN;
  if (!isWhole(data) || !isObject(said) || !isVerdict(said) || !Number.isFinite(at))
    throw new Unusable(`${place}: this event does not tell a verdict as ${type} does`);
  const { call_id: callId, call_digest: callDigest, request_id: requestId } = data;
  const { action, effect, datasets, definition, environment } = data;
  const tenant = tenantIn(source);
  if (tenant === undefined) throw new Unusable(`${place}: this event is of no writer of this package`);
  return {
    ...{ callId, action, effect, datasets, callDigest, definition, environment, at },
    ...(typeof requestId === "string" && { requestId }),
    tenant,
    context: contextOf(data),
    verdict: said.verdict,
    rules: said.rules,
    policy: said.hash,
  };
}

interface Whole extends JsonObject {
  readonly action: string;
  readonly actors: JsonObject;
  readonly call_id: string;
  readonly call_digest: string;
  readonly datasets: readonly string[];
  readonly definition: string;
  readonly effect: Effect;
  readonly environment: string | null;
}

const isWhole = (data: JsonObject): data is Whole =>
  ["action", "call_id", "call_digest", "definition"].every((key) => isText(data[key])) &&
  EFFECTS.includes(data["effect"] as Effect) &&
  isTexts(data["datasets"]) &&
  isObject(data["actors"]) &&
  (data["environment"] === null || isText(data["environment"]));

type Told = Said & { readonly hash: string };
const isVerdict = (said: object): said is Told => {
  const { verdict, rules, hash } = said as Partial<Told>;
  return ["allow", "ask", "deny"].includes(verdict as string) && isTexts(rules) && isText(hash);
};

const TEXTS = { model: "model", run: "run", session: "session", tool_call: "toolCall" } as const;

/** Of people issuers and subjects, without names. */
function contextOf(data: Whole): Partial<Context> {
  const texts = Object.entries(TEXTS).flatMap(([key, name]): readonly (readonly [string, Json])[] =>
    isText(data[key]) ? [[name, data[key] as string]] : [],
  );
  return { ...(data.actors as Partial<Context>), ...Object.fromEntries(texts) };
}

import type { Effect } from "../action/action.js";
import type { Deployment } from "../action/capture.js";
import type { Context } from "../action/context.js";
import type { Commitments } from "../action/redaction.js";
import type { View } from "../action/view.js";
import type { Json, JsonObject } from "../canonical.js";
import type { Said } from "../policy/judged.js";
import type { Remember } from "../policy/remember.js";
import type { Requirement } from "../policy/requirement.js";
import type { Delivery } from "./request-message.js";
import type { Sealed } from "./review.js";
import type { State } from "./state.js";
import type { Row } from "./store.js";

/** One revision of a call as it is kept: what people are asked about. Secret arguments are marks with commitments. */
export interface Asked {
  readonly v: 1;
  readonly callId: string;
  readonly action: string;
  readonly effect: Effect;
  readonly definition: string;
  readonly environment: string | null;
  readonly idempotent: boolean;
  readonly args: JsonObject;
  readonly salt: string;
  readonly secrets: Commitments;
  readonly actors: string;
  readonly context: Partial<Context>;
  readonly datasets: readonly string[];
  readonly callDigest: string;
  /** The first revision's call digest: what a key re-attaches to. */
  readonly origin: string;
  readonly argsCommit: string;
  readonly revision: number;
  readonly view: View;
  readonly viewDigest: string;
  /** What a message carries and a review echoes: binds call, revision, view and environment. */
  readonly digest: string;
  /** Every ask rule's requirement, of every revision: it only accumulates. */
  readonly requirements: readonly Requirement[];
  readonly rules: readonly string[];
  /** For what an approval may answer later calls, at most. */
  readonly remember?: Remember;
  /** What the verdict would have been with the rules in shadow, where some concern the call. */
  readonly shadow?: Said;
  readonly policy: string;
  /** Canonical person ids of the whole actor chain. */
  readonly excluded: readonly string[];
}

export interface Delivered extends Delivery {
  readonly transport: string;
  readonly failed?: string;
}

/** What happened to a request so far. */
export interface Progress {
  /** On the current revision, oldest first. */
  readonly reviews: readonly Sealed[];
  /** Every modification, oldest first: their people are authors for ever. */
  readonly modifications: readonly Sealed[];
  readonly deliveries: readonly Delivered[];
  readonly fence: number;
  /** Milliseconds after the opening up to which reminders and escalations were sent. */
  readonly told?: number;
  readonly restarts?: number;
  readonly why?: string;
  /** The standing right that answered the call, with the reviews that stood when it did. */
  readonly grant?: {
    readonly id: string;
    readonly request_id: string;
    readonly revision: number;
    readonly call_digest: string;
    readonly reviews: readonly Sealed[];
  };
  /** The result as it left, only of an action with an `output` schema. `hashed`: paths whose values are hashes. */
  readonly result?: { readonly value: Json; readonly hashed?: readonly string[] };
  /** There is no result: the rules that withheld it. */
  readonly withheld?: readonly string[];
}

/** A row read as a request. */
export interface Request
  extends Pick<Row, "id" | "tenant" | "key" | "version" | "state" | "openedAt" | "due" | "tags"> {
  readonly state: State;
  readonly asked: Asked;
  readonly progress: Progress;
}

/** Whether a record is of this tenant and environment: one store may hold several, and none knows of the others. */
export const isHere = (
  { tenant, asked }: Pick<Request, "tenant"> & { readonly asked: Pick<Asked, "environment"> },
  here: Deployment,
): boolean => tenant === here.tenant && asked.environment === here.environment;

export const NEVER = Number.MAX_SAFE_INTEGER;
export const FRESH: Progress = { reviews: [], modifications: [], deliveries: [], fence: 0 };

export function requestOf(row: Row): Request {
  const { id, tenant, key, version, state, openedAt, due, tags } = row;
  const asked = row.request as unknown as Asked;
  return {
    id,
    tenant,
    key,
    version,
    state: state as State,
    openedAt,
    due,
    tags,
    asked,
    progress: row.progress as unknown as Progress,
  };
}

/** A record of core's as the JSON that stores keep. */
export const asJson = (value: Asked | Progress): Json => value as unknown as Json;

const FINAL: ReadonlySet<State> = new Set(["denied", "expired", "cancelled", "succeeded", "failed"]);
export const isFinal = (state: State): boolean => FINAL.has(state);

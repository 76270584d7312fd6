import type { Effect } from "../action/action.js";
import type { Deployment } from "../action/capture.js";
import type { Context } from "../action/context.js";
import type { Filled } from "../action/filled.js";
import type { Commitments } from "../action/redaction.js";
import type { View } from "../action/view.js";
import type { Json, JsonObject } from "../canonical.js";
import type { Said } from "../policy/judged.js";
import type { Remember } from "../policy/remember.js";
import type { Requirement } from "../policy/requirement.js";
import type { Delivery } from "./request-message.js";
import type { Sealed } from "./review.js";
import type { Seal } from "./seal.js";
import type { State } from "./state.js";
import type { Row } from "./store.js";

/** One revision of a call as it is kept: what people are asked about. Secret arguments are marks with commitments. */
export interface Asked {
  readonly v: 1;
  readonly callId: string;
  readonly action: string;
  readonly effect: Effect;
  readonly definition: string;
  /** The definition without its schema; not there in what an older release asked. */
  readonly terms?: string;
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
  /** For idempotency downstream, whoever runs it; not there in what an older release asked. */
  readonly runKey?: string;
  /** What the schema filled into the first revision, where it did. */
  readonly filled?: Filled;
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
  /** Person ids of those who wrote the revisions after the first, oldest first. */
  readonly authors: readonly string[];
  /** When the first revision was asked, in milliseconds by the store's clock: every deadline is counted from here. */
  readonly askedAt: number;
  /** Of the guard that asked, or of the desk that modified; a call that started without being asked has a start's seal instead. */
  readonly seal?: Seal;
  /** The request of this key before. */
  readonly earlier?: Earlier;
  /** What the policy asked more when the approval was to be used. Under a seal of its own: the call is what it was. */
  readonly since?: Since;
}

/** What a newer policy asks of a request that was approved under an older one. */
export interface Since {
  /** When, in milliseconds by the store's clock: the time to decide counts from here. */
  readonly at: number;
  readonly requirements: readonly Requirement[];
  readonly rules: readonly string[];
  readonly policy: string;
  /** Of the guard. */
  readonly seal: Seal;
}

/** A request of the same key that ended without a run, so that people are asked again. */
export interface Earlier {
  readonly requestId: string;
  /** The key of the first of them. */
  readonly key: string;
  /** How it ended, as people are told. */
  readonly how: string;
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
  /** How often the body was started. */
  readonly fence: number;
  /** Milliseconds after the asking up to which reminders and escalations were sent. */
  readonly told?: number;
  readonly why?: string;
  /** Its caller was told how it ended, or has asked again: the next call of its key goes on from there. */
  readonly heard?: "yes" | "again";
  /** The guard's seal on the newest start. */
  readonly started?: Seal;
  /** Of whoever ended it, on how it ended; absent where reviews or time ended it, for they prove it. */
  readonly ended?: Seal;
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

/** A row read as a request. Whoever has one has it from `records`, which has checked what in it is sealed. */
export interface Request extends Pick<Row, "id" | "tenant" | "key" | "version" | "state" | "due" | "tags"> {
  readonly state: State;
  readonly asked: Asked;
  readonly progress: Progress;
  /** In memory only: this process has opened it, so it would know of a start. */
  readonly opened?: "here";
}

/** Whether a call's record is of this tenant and environment: one store may hold several, and none knows of the others. */
export function isOurs({ tenant, kind, request }: Row, here: Deployment): boolean {
  if (kind !== "call" || tenant !== here.tenant) return false;
  const { environment } = (request ?? {}) as Partial<Asked>;
  return environment === undefined || environment === here.environment; // without one it is nobody's, and is found out
}

export const NEVER = Number.MAX_SAFE_INTEGER;
export const FRESH: Progress = { reviews: [], modifications: [], deliveries: [], fence: 0 };

/** A request as it is now, and the store's time. */
export interface Loaded {
  readonly request: Request;
  readonly now: number;
}

/** As it is kept, nothing checked. */
export const requestOf = ({ id, tenant, key, version, state, due, tags, request, progress }: Row): Request => ({
  id,
  tenant,
  key,
  version,
  state: state as State,
  due,
  tags,
  asked: request as unknown as Asked,
  progress: progress as unknown as Progress,
});

/** The key of the call in the counts of other calls, however often it was asked. */
export const countedKey = ({ key, asked }: Pick<Request, "key" | "asked">): string => asked.earlier?.key ?? key;

/** A request is found by its id, and its call by it: nobody can guess one. */
export const requestIdOf = (callId: string): string => `req_${callId.slice("call_".length)}`;
export const callIdOf = (requestId: string): string => `call_${requestId.slice("req_".length)}`;

/** A record of core's as the JSON that stores keep. */
export const asJson = (value: Asked | Progress): Json => value as unknown as Json;

const FOUND_OUT: ReadonlySet<string | undefined> = new Set(["forged", "rolled_back"]);
/** Whether it ended because its record was not believed; it stays so. */
export const isFoundOut = ({ progress: { why } }: { readonly progress: Pick<Progress, "why"> }): boolean =>
  FOUND_OUT.has(why);

const FINAL: ReadonlySet<State> = new Set(["denied", "expired", "cancelled", "succeeded", "failed"]);
export const isFinal = (state: State): boolean => FINAL.has(state);

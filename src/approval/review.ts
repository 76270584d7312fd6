import type { Json } from "../canonical.js";
import type { Issue } from "../errors.js";
import type { Identity } from "../people/identity.js";
import type { Proof } from "../people/person.js";
import type { Remember } from "../policy/remember.js";
import type { RequestMessage } from "./request-message.js";
import type { Seal } from "./seal.js";

/** What one person may say. `remember`: for which later calls the approval may answer, within the rule's. `modify` gives all arguments, save secret ones, which are carried by reference. */
export type Decision =
  | { decision: "approve"; reason?: string; remember?: Remember }
  | { decision: "deny"; reason?: string }
  | { decision: "modify"; args: Json; reason?: string };

/**
 * One person's decision. `digest` is the message's: it binds the call, the revision and the view, so it says what this person was shown.
 * `after`, where it was proven by itself: how many answers of theirs to this revision were recorded when the proof was asked for.
 * Where one more has been recorded since, the proof counts for nothing.
 */
export type Review = Decision & { by: Identity; revision: number; digest: string; after?: number };

/** What the desk answers to a decision; everything but `recorded`, `resolved` and `revised` changed nothing. */
export type Answer =
  | "recorded"
  | "resolved"
  | "revised"
  | "duplicate"
  | "stale"
  | "too_late"
  | "not_eligible"
  | "not_a_person"
  | "excluded"
  | "needs_step_up"
  | "reason_required"
  | "directory_unknown"
  | "forbidden"
  | "invalid"
  | "policy_denied"
  | "unsatisfiable";

/** `message` only for one who may see the request; an unknown id and no right to it answer alike (`not_eligible`). */
export interface ReviewOutcome {
  readonly result: Answer;
  readonly why: string;
  readonly message?: RequestMessage;
  /** What a step-up must reach. */
  readonly proof?: Proof;
  readonly issues?: readonly Issue[];
}

/** What a desk signs of a review. Names as in the log: this travels with `execution.started`. */
export interface ReviewPayload {
  readonly v: 1;
  readonly tenant: string;
  readonly environment: string | null;
  readonly request_id: string;
  readonly revision: number;
  readonly call_digest: string;
  readonly view_digest: string;
  readonly decision: "approve" | "deny" | "modify";
  /** Whether it counts as this person's agreement (a modification does only under `modify: "approve"`). */
  readonly approves: boolean;
  readonly person: string;
  readonly issuer: string;
  readonly subject: string;
  readonly proof: Proof;
  /** What it counts for, frozen when recorded: later changes of groups do not re-score it. */
  readonly slots: readonly string[];
  readonly vetoes: readonly string[];
  /** Of the slots, those counted only in the stead of people who are away: their ids. */
  readonly stands_in?: Readonly<Record<string, readonly string[]>>;
  readonly reason?: string;
  /** SHA-256, hex, of the canonical evidence of the identity, which the event of the review holds. */
  readonly evidence?: string;
  /** For what the approval may answer later calls. */
  readonly remember?: Remember;
  /** SHA-256, hex, of the seal of the review before it, else of the revision as it was asked: none can be left out or moved. */
  readonly prev: string;
  /** Milliseconds by the store's clock. */
  readonly issued_at: number;
}

/** A review with the desk's seal. */
export interface Sealed extends Seal {
  readonly payload: ReviewPayload;
}

import type { Known } from "../../action/context.js";
import type { JsonObject } from "../../canonical.js";
import type { Said } from "../judged.js";

/** How much it matters: an `error` cannot be meant, a `warning` may be, a `note` often is. */
export type Severity = "error" | "warning" | "note";

const SEVERITIES = {
  /** Conditions that contradict each other. */
  empty: "error",
  /** An argument that no action of the rule has. */
  "unknown-path": "error",
  /** A condition on what an input schema never lets through. */
  "out-of-schema": "error",
  /** People who cannot be enough. */
  unmeetable: "error",
  /** An allow of a later policy. */
  widening: "error",
  /** A rule on nothing, a mask of nothing. */
  "no-effect": "error",
  /** An allow or ask that a stronger rule always overrules. */
  shadowed: "warning",
  /** A rule whose calls another one decides alike. */
  redundant: "warning",
  /** An allow that reads nothing of where the effect lands. */
  "free-critical": "warning",
  /** An action that is denied because no rule is on it. */
  "no-rule": "warning",
  /** A narrowing rule and an allow that overlap in part. */
  conflicting: "note",
  /** A rule too involved to be compared. */
  unanalysed: "note",
} as const satisfies Record<string, Severity>;
export type Kind = keyof typeof SEVERITIES;

/** A call, and what the policies say of it: judged, not predicted. */
export interface Witness {
  readonly action: string;
  readonly args: JsonObject;
  readonly context: Partial<Known>;
  /** The time of judging, where rules ask for it: ISO 8601. */
  readonly at?: string;
  readonly verdict: Said["verdict"];
  readonly rules: readonly string[];
}

/** What is wrong, or may be, with a policy that can be loaded. */
export interface Finding {
  readonly kind: Kind;
  readonly severity: Severity;
  /** The policy's id. */
  readonly policy: string;
  /** As in the issues of `loadPolicy`: `rules[2].when[0]`. */
  readonly path: string;
  /** The rules that it is about, its own first: ids, with their policy's where there are several. */
  readonly rules: readonly string[];
  readonly message: string;
  /** A call that shows it. None where no call can, or none was found; the message then says so. */
  readonly witness?: Witness;
}

type About = Pick<Finding, "policy" | "path" | "rules" | "message"> & { readonly severity?: Severity };

/** A finding of a kind, as severe as its kind is unless it says otherwise. */
export const finding = (kind: Kind, { severity = SEVERITIES[kind], ...about }: About): Finding => ({
  kind,
  severity,
  ...about,
});

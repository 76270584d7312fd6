import { redact } from "../action/redaction.js";
import type { Json } from "../canonical.js";
import type { Concerned } from "./candidates.js";
import { applies, type Compiled } from "./compile.js";
import { type Masks, strictest } from "./mask.js";
import type { Subject } from "./subject.js";

/** What must become of a result before it leaves: masked, then checked. */
export interface Outgoing {
  readonly masks: Masks;
  /** The rules that mask. */
  readonly masking: readonly string[];
  readonly checks: readonly OutgoingCheck[];
}

/** A rule that checks. `fails`: why the masked result does, undefined where it passes. */
export interface OutgoingCheck {
  readonly rule: string;
  fails(result: Json): string | undefined | Promise<string | undefined>;
}

/** Undefined where the result leaves as it is. */
export function outgoingOf({ outgoing }: Concerned, subject: Subject): Outgoing | undefined {
  const applied = outgoing.filter((rule) => applies(rule, subject));
  if (applied.length === 0) return undefined;
  const masking = applied.filter(({ rule }) => rule.mask);
  return {
    masks: strictest(masking.flatMap(({ rule }) => (rule.mask ? [rule.mask] : []))),
    masking: masking.map(({ label }) => label),
    checks: checksOf(applied, subject),
  };
}

function checksOf(applied: readonly Compiled[], { args, secret, context }: Subject): readonly OutgoingCheck[] {
  const shown = redact(args, secret);
  return applied.flatMap(({ label, inspect }) =>
    inspect ? [{ rule: label, fails: (value) => inspect({ value, args: shown, context, of: "result" }) }] : [],
  );
}

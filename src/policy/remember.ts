import { type Duration, milliseconds } from "../clock.js";

/**
 * For which later calls, how long and how often an approval may answer. `"same call"`: the same in everything that its
 * digest binds; `{ critical: "equal" }`: the same critical arguments, of the same people and agent on the same datasets.
 * On a rule it is the ceiling; kept with the review that grants it, it may only narrow the rule's.
 */
export interface Remember {
  readonly scope: "same call" | { readonly critical: "equal" };
  readonly for: Duration;
  readonly uses: number;
}

/** The narrowest of all; nothing where one of them is missing: what one rule does not let be remembered, none does. */
export function narrowest(all: readonly (Remember | undefined)[]): Remember | undefined {
  const [first, ...others] = all;
  return others.reduce((a, b) => (a && b ? narrower(a, b) : undefined), first);
}

function narrower(a: Remember, b: Remember): Remember {
  return {
    scope: a.scope === "same call" ? a.scope : b.scope,
    for: Math.min(forMs(a), forMs(b)),
    uses: Math.min(a.uses, b.uses),
  };
}

/** Whether what is asked for is no more than the ceiling. */
export function isWithin(asked: Remember, ceiling: Remember): boolean {
  const scope = asked.scope === "same call" || ceiling.scope !== "same call";
  return scope && forMs(asked) <= forMs(ceiling) && asked.uses <= ceiling.uses;
}

/** Milliseconds. */
export const forMs = (remember: Remember): number => milliseconds(remember.for, "remember.for");

/** Whether a value of whatever origin is one. */
export function isRemember(value: unknown): value is Remember {
  const { scope, for: time, uses, ...others } = (value ?? {}) as Partial<Remember>;
  const scoped = scope === "same call" || (typeof scope === "object" && scope?.critical === "equal");
  if (!scoped || !Number.isInteger(uses) || (uses as number) < 1 || Object.keys(others).length > 0) return false;
  try {
    return forMs({ for: time } as Remember) > 0;
  } catch {
    return false;
  }
}

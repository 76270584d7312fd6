import fc from "fast-check";
import { WHO } from "../../approval/shapes.js";

const KINDS = {
  approve: 40,
  claim: 20,
  modify: 6,
  pass: 8,
  deny: 3,
  settle: 4,
  reconcile: 5,
  cancel: 1,
  leave: 2,
  policy: 3,
} as const;

/** One thing that happens; of what it does not need it makes nothing. */
export interface Act {
  readonly kind: keyof typeof KINDS;
  readonly who: string;
  readonly proof: "L1" | "L3" | "L4";
  /** How many revisions old the card is. */
  readonly behind: number;
  readonly seconds: number;
  /** Of a modification: policy asks for more. */
  readonly larger: boolean;
  readonly policy: "as ever" | "stricter" | "denies";
  /** How many acts later it writes what it made of what it read. */
  readonly slow: number;
}

export const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.oneof(
    ...Object.entries(KINDS).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind as Act["kind"]) })),
  ),
  who: fc.constantFrom(...WHO),
  proof: fc.constantFrom("L1", "L3", "L3", "L4"),
  behind: fc.constantFrom(0, 0, 0, 0, 0, 1),
  seconds: fc.constantFrom(1, 3, 8, 31, 100),
  larger: fc.boolean(),
  policy: fc.constantFrom("as ever", "stricter", "denies"),
  slow: fc.constantFrom(0, 0, 0, 1, 2),
});

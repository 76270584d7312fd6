import { type Duration, milliseconds } from "../clock.js";
import type { Approvers, Proof } from "../people/person.js";

/** More ways than this to choose a threshold for each stage are not looked through: refused at load, and met by nobody. */
export const MOST_CHOICES = 64;

/** How many of whom. `approve` and `deny` are 1 unless said: people who must agree, people whose deny ends it. */
export interface Threshold {
  approvers: Approvers;
  approve?: number;
  deny?: number;
  proof?: Proof;
  remind?: readonly Duration[];
  /** Adds people to this threshold after a time; never replaces or lowers anything. */
  escalate?: readonly { after: Duration; to: Approvers }[];
}
/** One step of a requirement: met when any of its thresholds is. */
export interface Stage {
  name: string;
  anyOf: readonly [Threshold, ...Threshold[]];
}

/**
 * Who must agree: one threshold, or stages that must all be met. `within`: time to decide. `useWithin`: how long an
 * approval may wait for its run (default: as long as `within`, 15m at least). `modify`: default "approve" where one person decides.
 */
export type Requirement = (
  | (Threshold & { stages?: never })
  | ({ stages: readonly [Stage, ...Stage[]]; order?: "parallel" | "sequential"; proof?: Proof } & {
      [K in Exclude<keyof Threshold, "proof">]?: never;
    })
) & { within: Duration; useWithin?: Duration; reason?: "required"; modify?: "approve" | "author" | "forbid" };

/** The shortest (ms) that an approval may be used where no rule says otherwise. */
export const SHORTEST_USE = 15 * 60_000;

/** How long (ms) an approval may be used. */
export const useWithinOf = ({ within, useWithin }: Requirement): number =>
  useWithin === undefined
    ? Math.max(milliseconds(within, "within"), SHORTEST_USE)
    : milliseconds(useWithin, "useWithin");

import { type Combined, combine } from "../../src/approval/combine.js";
import { countsFor } from "../../src/approval/eligible.js";
import type { ReviewPayload } from "../../src/approval/review.js";
import { type Pools, satisfiable } from "../../src/approval/satisfiable.js";
import { tally } from "../../src/approval/tally.js";
import type { Person, Proof, Selector } from "../../src/people/person.js";
import type { Requirement, Stage, Threshold } from "../../src/policy/requirement.js";

/** Groups by person: enough of a directory for the pure functions. */
export type Groups = Readonly<Record<string, readonly string[]>>;
export interface Click {
  readonly who: string;
  readonly says?: "approve" | "deny";
  readonly proof?: Exclude<Proof, "L0">;
  /** Milliseconds after the opening. */
  readonly at?: number;
}

export const of = (group: string, more: Partial<Threshold> = {}): Threshold => ({ approvers: { group }, ...more });
export const one = (group: string, more: Partial<Requirement> = {}): Requirement =>
  ({ ...of(group), within: "1h", ...more }) as Requirement;
/** Stages in order; a stage is one threshold or several of which one is enough. */
export const staged = (stages: readonly (Threshold | Threshold[])[], more: object = {}): Requirement => ({
  within: "1h",
  ...more,
  stages: stages.map((stage, i) => ({ name: `s${i}`, anyOf: [stage].flat() })) as unknown as [Stage],
});

const belongs = (groups: Groups, who: string, selector: Selector): boolean =>
  ("group" in selector && (groups[who] ?? []).includes(selector.group)) ||
  ("person" in selector && selector.person === who);

export function review(who: string, more: Partial<ReviewPayload> = {}): ReviewPayload {
  return {
    v: 1,
    tenant: "t",
    environment: null,
    request_id: "r",
    revision: 1,
    call_digest: "c",
    view_digest: "v",
    decision: "approve",
    approves: more.decision !== "deny",
    person: who,
    issuer: "i",
    subject: who,
    proof: "L1",
    slots: [],
    vetoes: [],
    prev: "",
    issued_at: 0,
    ...more,
  };
}

/** What the clicks leave behind: each counts for what its author was eligible for when it came, or is not a review. */
export function replay(requirement: Combined, groups: Groups, clicks: readonly Click[]): readonly ReviewPayload[] {
  let reviews: readonly ReviewPayload[] = [];
  for (const { who, says = "approve", proof = "L1", at = 0 } of clicks) {
    const right = (selector: Selector) => (belongs(groups, who, selector) ? "own" : "none");
    const { slots, vetoes } = countsFor(requirement, right, proof, at, reviews);
    const counts = says === "approve" ? slots : vetoes;
    const given = { decision: says, proof, slots: says === "approve" ? slots : [], vetoes, issued_at: at };
    if (counts.length > 0) reviews = [...reviews, review(who, given)];
  }
  return reviews;
}

export const outcome = (requirement: Combined, groups: Groups, clicks: readonly Click[]) =>
  tally(requirement, replay(requirement, groups, clicks));

/** What comes of it when these people say these things, one after the other. */
export const after = (rules: readonly Requirement[], groups: Groups, ...clicks: readonly (string | Click)[]) =>
  outcome(
    combine(rules),
    groups,
    clicks.map((click) => (typeof click === "string" ? { who: click } : click)),
  ).state;

export function poolsOf(groups: Groups, more: Partial<Person> = {}): Pools {
  const people = Object.entries(groups).map(([id, list]): Person => {
    return { id, kind: "human", active: true, identities: [], groups: list, roles: [], ...more };
  });
  return (selector) => new Map(people.filter(({ id }) => belongs(groups, id, selector)).map((one) => [one.id, one]));
}

export const missing = (rules: readonly Requirement[], groups: Groups, excluded: readonly string[] = []) =>
  satisfiable(combine(rules), poolsOf(groups), new Set(excluded)).missing;

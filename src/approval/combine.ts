import { type Json, shortDigest } from "../canonical.js";
import { milliseconds } from "../clock.js";
import { misuse } from "../errors.js";
import { type Requirement, SHORTEST_USE, type Threshold, useWithinOf } from "../policy/requirement.js";
import { type Notice, noticesOf } from "./notices.js";
import { counted, distinct, type Need, needsOf, poolOf, type Slot, stagesOf } from "./slots.js";

/** So many different people of these end the request by denying it. */
export interface Veto extends Pick<Slot, "approvers" | "escalate"> {
  readonly name: string;
  readonly deny: number;
}

/** The requirement that a request must meet, of whatever rules it came. */
export interface Combined {
  /** Each is met by its own people; the same one may be there several times. */
  readonly needs: readonly Need[];
  readonly vetoes: readonly Veto[];
  /** Reminders and escalations on the way, by time. */
  readonly notices: readonly Notice[];
  /** Milliseconds. */
  readonly within: number;
  /** Counted from the approval. */
  readonly useWithin: number;
  /** The same in earlier releases: what these let expire has expired. */
  readonly unusedAfter: number;
  readonly reason: boolean;
  readonly modify: "approve" | "author" | "forbid";
}

const STRICTNESS = ["approve", "author", "forbid"] as const;

/**
 * One requirement that is never looser than any of them: of each kind of need, the largest count that one of them has.
 * Order-free and idempotent. No requirement at all is met by nobody.
 * @throws code `input` for data that is no requirement.
 */
export function combine(requirements: readonly Requirement[]): Combined {
  if (requirements.length === 0) return NOBODY;
  requirements.forEach(checkWords);
  const needs = largest(requirements.map(needsOf));
  const thresholds = requirements.flatMap((one) => stagesOf(one).flat());
  const within = Math.min(...requirements.map((one) => milliseconds(one.within, "within")));
  return {
    needs,
    vetoes: distinct(thresholds.map(vetoOf)),
    notices: noticesOf(thresholds, within),
    within,
    useWithin: Math.min(...requirements.map(useWithinOf)),
    unusedAfter: Math.min(...requirements.map(({ useWithin = SHORTEST_USE }) => milliseconds(useWithin, "useWithin"))),
    reason: requirements.some(({ reason }) => reason !== undefined),
    modify: strictest(requirements, mostPeople(needs)),
  };
}

/** Most people that it can take to meet these needs. */
export const mostPeople = (needs: readonly Need[]): number =>
  needs.reduce((sum, { options }) => sum + Math.max(...options.map(({ approve }) => approve)), 0);

/** The multiset maximum: never the sum, so that the same rule twice asks for nobody more, and never a set. */
function largest(rules: readonly (readonly Need[])[]): readonly Need[] {
  const all: Need[] = [];
  for (const needs of rules) {
    const left = all.map(({ name }) => name);
    for (const need of needs) {
      const there = left.indexOf(need.name);
      if (there < 0) all.push(need);
      else left.splice(there, 1);
    }
  }
  return all.sort((a, b) => depth(a) - depth(b) || (a.name < b.name ? -1 : 1));
}

const depth = ({ options }: Need): number => options[0]?.slot.after.length ?? 0;

function vetoOf(threshold: Threshold): Veto {
  const veto = { ...poolOf(threshold), deny: counted(threshold.deny, "deny") };
  return { name: shortDigest(veto as unknown as Json), ...veto };
}

function strictest(requirements: readonly Requirement[], people: number): Combined["modify"] {
  const modes = requirements.map(({ modify = "approve" }) => STRICTNESS.indexOf(modify));
  return STRICTNESS[Math.max(people > 1 ? 1 : 0, ...modes)] as Combined["modify"];
}

/** A word that is not known must not be taken for the laxer one. */
function checkWords(requirement: Requirement): void {
  const { order = "parallel" } = requirement.stages ? requirement : {};
  if (!["parallel", "sequential"].includes(order)) throw misuse("requirement.order", "use parallel or sequential");
  if (!STRICTNESS.includes(requirement.modify ?? "approve"))
    throw misuse("requirement.modify", `use ${STRICTNESS.join(", ")}`);
}

const NOWHERE: Slot = { name: "nobody", approvers: [], escalate: [], proof: "L4", after: [] };
const NOBODY: Combined = {
  needs: [{ name: "nobody", options: [{ slot: NOWHERE, approve: 1 }] }],
  vetoes: [],
  notices: [],
  within: 0,
  useWithin: 0,
  unusedAfter: 0,
  reason: false,
  modify: "forbid",
};

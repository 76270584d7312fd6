import { canonical, type Json, shortDigest } from "../canonical.js";
import { milliseconds } from "../clock.js";
import { misuse } from "../errors.js";
import { type Approvers, LEVELS, type Proof, type Selector } from "../people/person.js";
import type { Requirement, Threshold } from "../policy/requirement.js";

/** Adds people to a slot, some milliseconds after the request was opened. */
export interface Escalation {
  readonly after: number;
  readonly to: Selector;
}

/** A place for one person. Named by its content: the same place in several rules is one, in every process. */
export interface Slot {
  readonly name: string;
  readonly approvers: readonly Selector[];
  readonly escalate: readonly Escalation[];
  readonly proof: Proof;
  /** What must be met before it opens: the earlier stages of a sequential rule. */
  readonly after: readonly Need[];
}
export interface Option {
  readonly slot: Slot;
  readonly approve: number;
}
/** Met when one of its options is: so many different people in slots of that kind. */
export interface Need {
  readonly name: string;
  readonly options: readonly Option[];
}

/** What a rule needs: a stage of one threshold needs N times one person, a choice of thresholds is one need. */
export function needsOf(requirement: Requirement): readonly Need[] {
  const needs: Need[] = [];
  for (const thresholds of stagesOf(requirement)) {
    const after = requirement.stages && requirement.order === "sequential" ? [...needs] : [];
    needs.push(...stageNeeds(thresholds.map((one) => optionOf(one, requirement.proof, after))));
  }
  return needs;
}

/** The thresholds of each stage. @throws code `input` where there are none: an empty list is not met by nobody. */
export function stagesOf(requirement: Requirement): readonly (readonly Threshold[])[] {
  const stages: readonly (readonly Threshold[])[] = requirement.stages?.map(({ anyOf }) => anyOf) ?? [
    [requirement as Threshold],
  ];
  if (stages.length > 0 && stages.every(({ length }) => length > 0)) return stages;
  throw misuse("requirement", "needs at least one stage, and every stage at least one threshold");
}

function stageNeeds(options: readonly Option[]): readonly Need[] {
  const distinct = [...new Map(options.map((one) => [nameOf(one), one])).entries()].sort(byText);
  const [[, only] = [], ...others] = distinct;
  if (!only || others.length > 0)
    return [{ name: shortDigest(distinct.map(([name]) => name)), options: distinct.map(([, one]) => one) }];
  const { slot, approve } = only;
  return Array.from({ length: approve }, () => ({ name: slot.name, options: [{ slot, approve: 1 }] }));
}

const nameOf = ({ slot, approve }: Option): string => `${slot.name} ${approve}`;
const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

function optionOf(threshold: Threshold, proof: Proof | undefined, after: readonly Need[]): Option {
  const who = { ...poolOf(threshold), proof: highest([proof, threshold.proof]) };
  const before = after.map(({ name }) => name).sort();
  const name = shortDigest({ ...who, ...(before.length > 0 && { after: before }) } as unknown as Json);
  return { slot: { name, ...who, after }, approve: counted(threshold.approve, "approve") };
}

/** Who a threshold names, now and later, in one order whatever way it is written. */
export function poolOf({ approvers, escalate = [] }: Threshold): Pick<Slot, "approvers" | "escalate"> {
  const steps = escalate.flatMap(({ after, to }) =>
    selectors(to).map((one) => ({ after: milliseconds(after, "escalate.after"), to: one })),
  );
  return {
    approvers: selectors(approvers),
    escalate: distinct(steps).sort((a, b) => a.after - b.after),
  };
}

const SELECTORS: ReadonlySet<string> = new Set(["group", "role", "person", "onCall"]);

function selectors(approvers: Approvers): readonly Selector[] {
  const list = ([] as readonly Selector[]).concat(approvers);
  const named = list.every((one) => Object.keys(one).length === 1 && SELECTORS.has(Object.keys(one)[0] as string));
  if (list.length > 0 && named) return distinct(list);
  throw misuse("requirement.approvers", "name a group, role, person or onCall: an empty list means nobody");
}

/** Without doubles, in the order of their canonical text. */
export function distinct<T>(list: readonly T[]): T[] {
  const byContent = new Map(list.map((one) => [canonical(one as Json), one]));
  return [...byContent].sort(byText).map(([, one]) => one);
}

/** @throws code `input` for what is no number of people: none at all would be met at once. */
export function counted(count: number | undefined, where: string): number {
  if (count === undefined) return 1;
  if (Number.isInteger(count) && count >= 1) return count;
  throw misuse(`requirement.${where}`, "must be a whole number of people, 1 or more");
}

/** The strongest of them; L1 where none is given. */
export function highest(proofs: readonly (Proof | undefined)[]): Proof {
  const given = proofs.filter((proof) => proof !== undefined);
  if (!given.every((proof) => proof in LEVELS)) throw misuse("requirement.proof", "use L1, L2, L3 or L4");
  return given.reduce((best, proof) => (LEVELS[proof] > LEVELS[best] ? proof : best), "L1");
}

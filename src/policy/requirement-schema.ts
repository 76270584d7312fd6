import * as z from "zod/mini";
import { type Duration, milliseconds } from "../clock.js";
import type { Issue } from "../errors.js";
import { LEVELS, type Selector } from "../people/person.js";
import { issuesIn } from "./issues.js";
import { MOST_CHOICES, type Threshold } from "./requirement.js";
import { choose, described, isObject, listOr, name, strict } from "./schema-parts.js";

const MOST_PEOPLE = 100;
const LONGEST = 3_650 * 86_400_000;

/** Longer than zero, at most ten years. */
export const duration = z
  .unknown()
  .check(z.refine(isDuration, 'must be a duration longer than zero: milliseconds or "30s", "5m", "2h", "1d"'));
const count = z
  .unknown()
  .check(
    z.refine(
      (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_PEOPLE,
      `must be a whole number of people, 1 to ${MOST_PEOPLE}`,
    ),
  );
const proof = z.unknown().check(
  z.refine((value) => typeof value === "string" && Object.hasOwn(LEVELS, value), {
    error: ({ input }) => `is ${described(input)}: use L1, L2, L3, L4`, // L0 is nothing: it may stand there, and asks for nothing
  }),
);

const selector = strict({
  group: z.optional(name),
  role: z.optional(name),
  person: z.optional(name),
  onCall: z.optional(name),
}).check(z.refine((value) => Object.keys(value).length === 1, "name one of group, role, person, onCall"));
const approvers = listOr(selector, "an empty list means nobody");

const threshold = {
  approvers,
  approve: z.optional(count),
  deny: z.optional(count),
  proof: z.optional(proof),
  remind: z.optional(z.array(duration)),
  escalate: z.optional(z.array(strict({ after: duration, to: approvers }))),
};

const common = {
  within: duration,
  useWithin: z.optional(duration),
  reason: z.optional(z.literal("required")),
  modify: z.optional(z.enum(["approve", "author", "forbid"])),
};

const enough = z.refine(isEnough, "names fewer people than must approve or deny");
const anyOf = z.array(strict(threshold).check(enough)).check(z.minLength(1, "needs at least one threshold"));
const stages = z
  .array(strict({ name, anyOf }))
  .check(z.minLength(1, "needs at least one stage"))
  .check(z.refine((list) => new Set(list.map((stage) => stage.name)).size === list.length, "two stages of one name"))
  .check(
    z.refine(
      (list) => list.reduce((choices, stage) => choices * stage.anyOf.length, 1) <= MOST_CHOICES,
      `more than ${MOST_CHOICES} ways to choose a threshold for each stage: use fewer`,
    ),
  );

const SINGLE = { ...threshold, ...common };
const single = strict(SINGLE, `use ${Object.keys(SINGLE).join(", ")}, or stages and order`).check(enough);
const staged = strict(
  { stages, order: z.optional(z.enum(["parallel", "sequential"])), proof: z.optional(proof), ...common },
  "with stages, who and how many belong to a threshold of a stage",
);

/** Who must agree, as data: one threshold, or stages. */
export const requirement = choose((value) => (isObject(value) && "stages" in value ? staged : single));

/** Everything that is wrong with the form of a requirement. */
export const requirementIssues = (data: unknown): readonly Issue[] => issuesIn(requirement, data);

/** Whoever names nobody but persons says how many there are. */
function isEnough(value: unknown): boolean {
  const { approvers, escalate = [], approve = 1, deny = 1 } = value as Threshold;
  const named = [approvers, ...escalate.map(({ to }) => to)].flat() as Selector[];
  const persons = new Set(named.map((one) => ("person" in one ? one.person : undefined)));
  return persons.has(undefined) || persons.size >= Math.max(approve, deny);
}

function isDuration(value: unknown): boolean {
  try {
    const ms = milliseconds(value as Duration, "");
    return ms > 0 && ms <= LONGEST;
  } catch {
    return false;
  }
}

import { isCountersignError } from "../errors.js";
import { analyse } from "../policy/analysis/analyse.js";
import type { Finding } from "../policy/analysis/finding.js";
import type { Policy } from "../policy/rule.js";
import { directoryIn } from "./approvers.js";
import type { Checked } from "./checked.js";
import type { Place } from "./place.js";
import { unmeetable } from "./unmeetable.js";
import { Unusable } from "./unusable.js";

/** A finding, and where in the file it is. */
export type PlacedFinding = Finding & Place;

/** What a policy is held against, beside actions. */
export interface Against {
  /** The policies of the layers above, the organisation's first. */
  readonly above: readonly Policy[];
  /** A file of people. */
  readonly people: string | undefined;
}

/** What a file of a policy says and can hardly mean, in the order of its lines. @throws Unusable for a file of people that is none */
export async function findingsIn(
  { policy, known, place }: Checked,
  { above, people }: Against,
): Promise<readonly PlacedFinding[]> {
  if (!policy) return [];
  const directory = people === undefined ? undefined : await directoryIn(people);
  const found = await analysed([...above, policy], () => analyse([...above, policy], known, unmeetable(directory)));
  return found
    .filter((one) => one.policy === policy.id)
    .map((one) => ({ ...place(one.path), ...one }))
    .sort((one, other) => one.line - other.line || one.column - other.column);
}

async function analysed(policies: readonly Policy[], analyse: () => Promise<readonly Finding[]>) {
  try {
    return await analyse();
  } catch (error) {
    if (!isCountersignError(error, "input")) throw error;
    throw new Unusable(`the policies ${policies.map(({ id }) => id).join(", ")} do not go together: ${error.reason}`);
  }
}

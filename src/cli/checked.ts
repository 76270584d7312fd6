import type { Action } from "../action/action.js";
import { isCountersignError } from "../errors.js";
import { loadPolicy } from "../policy/load.js";
import type { Policy } from "../policy/rule.js";
import { actionsIn, assumedActions } from "./actions.js";
import type { Place } from "./place.js";
import { type Fault, readPolicy, START } from "./policy-file.js";
import type { Predicates } from "./predicates.js";

/** What a file of a policy is found to be: a policy, or what is wrong with it, in the order of its lines. */
export interface Checked {
  readonly file: string;
  readonly policy: Policy | undefined;
  readonly faults: readonly Fault[];
  /** Whether actions were known: the names of actions in rules, and the arguments that these rules read, rest on them. */
  readonly actions: "checked" | "unchecked";
  readonly known: readonly Action[] | undefined;
  place(path: string): Place;
}

/**
 * Checks a file as `loadPolicy` checks its data: against the actions that a module exports, or taking the names of actions
 * as they are given. @throws Unusable when the file or the module cannot be read
 */
export async function checkedPolicy(file: string, module?: string, predicates?: Predicates): Promise<Checked> {
  const given = module === undefined ? undefined : await actionsIn(module);
  const actions = given === undefined ? "unchecked" : "checked";
  const read = await readPolicy(file);
  const place = read.state === "faulty" ? () => START : read.place;
  const common = { file, actions, known: given, place } as const;
  const refused = (faults: readonly Fault[]) => ({ ...common, policy: undefined, faults: inOrder(faults) });
  if (read.state === "faulty") return refused(read.faults);
  try {
    return { ...common, policy: loadPolicy(read.data, given ?? assumedActions(read.data), predicates), faults: [] };
  } catch (error) {
    if (!isCountersignError(error, "input")) throw error;
    return refused(error.issues.map(({ path, message }) => ({ ...place(path), path, message })));
  }
}

const inOrder = (faults: readonly Fault[]): readonly Fault[] =>
  faults.toSorted((one, other) => one.line - other.line || one.column - other.column);

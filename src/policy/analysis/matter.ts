import type { Action, Definition } from "../../action/action.js";
import type { Policy } from "../rule.js";
import { type Class, classesOf } from "./classes.js";
import { definitionsOf, type Examined, examine } from "./examined.js";

/** What is analysed. Without actions, names in rules are taken as they are given and nothing is known of arguments. */
export interface Matter {
  readonly rules: readonly Examined[];
  readonly actions: readonly Definition[] | undefined;
  readonly classes: ReadonlyMap<Examined, readonly Class[]>;
}

export function matterOf(policies: readonly Policy[], given: readonly Action[] | undefined): Matter {
  const rules = examine(policies);
  const actions = given && definitionsOf(given);
  return { rules, actions, classes: classesOf(rules, actions) };
}

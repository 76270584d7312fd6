import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type Action, action, definitionOf } from "../action/action.js";
import { byName, namedBy } from "../policy/known-actions.js";
import type { Policy } from "../policy/rule.js";
import { policyIssues } from "../policy/schema.js";
import { snapshot } from "../policy/snapshot.js";
import { exists, mustBeFile } from "./files.js";
import { plain } from "./print.js";
import { Unusable } from "./unusable.js";

/** The actions that a module exports, one by one or in lists. @throws Unusable when there are none */
export async function actionsIn(path: string): Promise<readonly Action[]> {
  const exported: readonly unknown[] = Object.values(await exportsOf(path, "the actions"));
  const actions = exported.flat().filter(isAction);
  if (actions.length === 0)
    throw new Unusable(`${path} exports no action: export what action(…) made, or a list of them`);
  const [twice] = byName(actions).issues;
  if (twice) throw new Unusable(`${path} exports ${twice.message}`);
  return actions;
}

/** What a module exports. @throws Unusable when it cannot be loaded */
export async function exportsOf(path: string, what: string): Promise<object> {
  if (exists(path)) mustBeFile(path, what);
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as object;
  } catch (error) {
    const why = plain(error instanceof Error ? (error.message.split("\n")[0] as string) : String(error));
    const hint = /\.[cm]?ts$/.test(path) ? ` (TypeScript needs Node 22.18, or NODE_OPTIONS="--import tsx")` : "";
    throw new Unusable(`cannot load ${what} of ${path}: ${why}${hint}`);
  }
}

function isAction(value: unknown): value is Action {
  try {
    definitionOf(value as Action);
    return true;
  } catch {
    return false;
  }
}

/** For each name that a policy's rules give, an action of which nothing else is known: no argument of it is refused. */
export function assumedActions(data: unknown): readonly Action[] {
  const read = snapshot(data);
  if (read === undefined || policyIssues(read).length > 0) return [];
  const names = (read as unknown as Policy).rules.flatMap(namedBy);
  return [...new Set(names)].map((name) => action(name, { input: ANYTHING, effect: "read", critical: ["unknown"] }));
}

export const ANYTHING: StandardSchemaV1<Record<string, string>> = {
  "~standard": { version: 1, vendor: "countersign", validate: (value) => ({ value: value as Record<string, string> }) },
};

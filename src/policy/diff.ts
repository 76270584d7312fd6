import { canonical, type Json } from "../canonical.js";
import type { Policy, RuleData } from "./rule.js";

/** A member that differs: `old` or `new` is absent where it is not there. In a list, one item that is gone or new. */
export interface Change {
  /** `version`, `when`, `require.approve`. */
  readonly path: string;
  readonly old?: Json;
  readonly new?: Json;
}

/** What two policies differ in, rules by their id, in the order of the ids. */
export interface PolicyDiff {
  readonly hash: "same" | "different";
  /** Of the policy itself: id, version, mode. */
  readonly members: readonly Change[];
  readonly added: readonly RuleData[];
  readonly removed: readonly RuleData[];
  readonly changed: readonly { readonly id: string; readonly changes: readonly Change[] }[];
}

/** The order of rules changes no verdict, so it is no difference here; the hash has it. */
export function diffPolicies(old: Policy, next: Policy): PolicyDiff {
  const [before, after] = [byId(old), byId(next)];
  return {
    hash: old.hash === next.hash ? "same" : "different",
    members: changesOf(header(old), header(next), ""),
    added: [...after.values()].filter(({ id }) => !before.has(id)),
    removed: [...before.values()].filter(({ id }) => !after.has(id)),
    changed: [...after.values()].flatMap((rule) => changedFrom(before.get(rule.id), rule)),
  };
}

const header = ({ id, version, mode }: Policy): Json => ({ id, mode, ...(version === undefined ? {} : { version }) });

const byId = ({ rules }: Policy): ReadonlyMap<string, RuleData> =>
  new Map(rules.toSorted((one, other) => (one.id < other.id ? -1 : 1)).map((rule) => [rule.id, rule]));

function changedFrom(old: RuleData | undefined, rule: RuleData): PolicyDiff["changed"] {
  const changes = old === undefined ? [] : changesOf(old as unknown as Json, rule as unknown as Json, "");
  return changes.length > 0 ? [{ id: rule.id, changes }] : [];
}

type Members = { readonly [key: string]: Json };
const isMembers = (value: Json | undefined): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

function changesOf(old: Json | undefined, next: Json | undefined, path: string): readonly Change[] {
  if (old !== undefined && next !== undefined && canonical(old) === canonical(next)) return [];
  if (isMembers(old) && isMembers(next)) return memberChanges(old, next, path);
  const items = isList(old) && isList(next) ? itemChanges(old, next, path) : [];
  if (items.length > 0) return items;
  return [{ path, ...(old === undefined ? {} : { old }), ...(next === undefined ? {} : { new: next }) }];
}

function memberChanges(old: Members, next: Members, path: string): readonly Change[] {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(next)])].sort();
  return keys.flatMap((key) => changesOf(old[key], next[key], path === "" ? key : `${path}.${key}`));
}

/** None where only the order differs. */
function itemChanges(old: readonly Json[], next: readonly Json[], path: string): readonly Change[] {
  return [
    ...without(old, next).map((item) => ({ path, old: item })),
    ...without(next, old).map((item) => ({ path, new: item })),
  ];
}

/** The items that are not in the other list, or not as often. */
function without(items: readonly Json[], others: readonly Json[]): readonly Json[] {
  const left = others.map(canonical);
  return items.filter((item) => {
    const at = left.indexOf(canonical(item));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

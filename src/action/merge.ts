import { type Principal, samePrincipal } from "../people/person.js";
import type { Context } from "./context.js";

type Contexts = readonly (Partial<Context> | undefined)[];
type People = Partial<Pick<Context, (typeof ROLES)[number] | "delegators">>;
type Fields = Partial<Omit<Context, keyof People>>;

const ROLES = ["agent", "user", "owner"] as const;
const PEOPLE: ReadonlySet<string> = new Set([...ROLES, "delegators"]);

/**
 * The people of nested contexts, outermost first. The first context that names a role keeps it; whoever a later one
 * names instead joins the delegators. Nobody who was named anywhere is lost, so no context can free an approver.
 */
export function mergePeople(outerToInner: Contexts): People {
  const people: Partial<Record<(typeof ROLES)[number], Principal>> = {};
  const delegators: Principal[] = [];
  const add = (who: Principal) => delegators.some((other) => same(other, who)) || delegators.push(who);
  for (const context of outerToInner) {
    for (const role of ROLES) {
      const who = context?.[role];
      if (who === undefined) continue;
      const first = people[role] ?? who;
      people[role] = first;
      if (!same(first, who)) add(who);
    }
    [context?.delegators ?? []].flat().forEach(add);
  }
  return delegators.length > 0 ? { ...people, delegators } : people;
}

/**
 * What contexts say besides people, the one that wins first. Datasets are united, facts merged by key. Names that are no
 * field stay, for the check of the merged context to refuse.
 */
export function mergeFields(byPrecedence: Contexts): Fields {
  const fields: { [field: string]: unknown } = {};
  for (const context of byPrecedence)
    for (const [name, value] of Object.entries(context ?? {}))
      if (value !== undefined && !PEOPLE.has(name)) fields[name] = join(name, fields[name], value);
  return fields;
}

function join(name: string, first: unknown, later: unknown): unknown {
  if (name === "datasets") return [...new Set([first ?? [], later].flat())];
  if (name === "facts") return { ...(later as object), ...(first as object | undefined) };
  return first ?? later;
}

/** Nested contexts as one, outermost first: the outer people stay who they are, of other fields the inner one wins. */
export function mergeContexts(...outerToInner: Contexts): Partial<Context> {
  return { ...mergeFields(outerToInner.toReversed()), ...mergePeople(outerToInner) };
}

// What is not a principal is the same only as itself: it stays, for the check of the merged context to refuse.
function same(a: Principal, b: Principal): boolean {
  return a === b || (typeof a?.issuer === "string" && typeof b?.issuer === "string" && samePrincipal(a, b));
}

import type { Json } from "../src/canonical.js";
import type { Subject } from "../src/policy/judge.js";
import type { Case, Given } from "./decisions-world.js";

type Holds = (call: Subject) => boolean;

export interface Answer {
  readonly verdict: Given["verdict"];
  /** Ids of rules: by hand, of all that hold; of ours, of those that decided. */
  readonly rules?: readonly string[];
}

/**
 * Closures as one writes them by hand for calls that are complete and of their types, indexed by action: nothing is
 * checked, nothing is unknown. All rules that hold are collected; deny before ask before allow.
 */
export function limitOf(rules: readonly Given[]): (call: Subject) => Required<Answer> {
  const index = new Map<string, { id: string; rank: number; holds: Holds }[]>();
  for (const rule of rules) {
    const own = index.get(rule.action) ?? [];
    index.set(rule.action, own);
    own.push({ id: rule.id, rank: VERDICTS.indexOf(rule.verdict), holds: all(rule.when.map(holdsOf)) });
  }
  return (call) => {
    const found: string[] = [];
    let best = 0;
    for (const { id, rank, holds } of index.get(call.action) ?? []) {
      if (!holds(call)) continue;
      found.push(id);
      if (rank > best) best = rank;
    }
    return { verdict: found.length === 0 ? "deny" : (VERDICTS[best] as Given["verdict"]), rules: found };
  };
}

const VERDICTS = ["allow", "ask", "deny"] as const;

function all([one, two, three]: readonly Holds[]): Holds {
  if (!one || !two) throw new Error("a rule of the comparison has two or three conditions");
  return three ? (call) => one(call) && two(call) && three(call) : (call) => one(call) && two(call);
}

function holdsOf(given: Case): Holds {
  const read = readerOf(given.path);
  switch (given.op) {
    case "gt":
      return (call) => (read(call) as number) > given.value;
    case "gte":
      return (call) => (read(call) as number) >= given.value;
    case "eq":
      return (call) => read(call) === given.value;
    case "endsWith":
      return (call) => (read(call) as string).endsWith(given.value);
    case "absent":
      return (call) => read(call) === undefined;
    case "in": {
      const among = new Set<unknown>(given.value);
      return (call) => among.has(read(call));
    }
  }
}

type Tree = Readonly<Record<string, Readonly<Record<string, Json>>>>;

function readerOf(path: string): (call: Subject) => Json | undefined {
  const [root, key = "", last] = path.split(".");
  const top = (call: Subject) => (root === "args" ? call.args : call.context) as Tree[string];
  return last === undefined ? (call) => top(call)[key] : (call) => (top(call) as Tree)[key]?.[last];
}

import type { PolicyJson } from "@cedar-policy/cedar-wasm";

const OURS: ReadonlySet<string> = new Set(["User", "Agent", "Tenant", "Action"]);

type Node = Readonly<Record<string, unknown>>;

/** What a policy names that no call has: a type of entities, or a group. Undefined where it names nothing such. */
export function foreignIn(policy: PolicyJson, known: "no groups" | "groups of actions"): string | undefined {
  const { principal, action, resource, conditions } = policy;
  const nodes = [...nodesOf({ principal, action, resource, conditions })];
  const type = nodes.map(typeOf).find((one) => one !== undefined && !OURS.has(one));
  if (type !== undefined) return `${type}: the entities of a call are User, Agent, Tenant and Action`;
  const group = nodes.map(groupOf).find((one) => one !== undefined && !(one === "Action" && known !== "no groups"));
  if (group === undefined) return undefined;
  return group === "Action"
    ? "a group of actions, which needs a schema: write ==, or a list of several"
    : `a group of ${group}, and a call has no groups: write ==`;
}

function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const one of Object.values(value)) yield* nodesOf(one);
}

/** Of `{ type, id }`, as an entity is written, or of an `is`. */
function typeOf(node: Node): string | undefined {
  const { type, id, entity_type } = node;
  if (typeof entity_type === "string") return entity_type;
  return typeof type === "string" && typeof id === "string" ? type : undefined;
}

/** The type of the one entity that something is to be `in`: in a scope, in a condition, after an `is`. */
function groupOf(node: Node): string | undefined {
  const inside = node["op"] === "in" ? node : (node["in"] as Node | undefined);
  if (typeof inside !== "object" || inside === null) return undefined;
  const value = "right" in inside ? (inside["right"] as Node) : inside;
  const entity = value["entity"] ?? (value["Value"] as Node | undefined)?.["__entity"];
  return entity === undefined ? undefined : typeOf(entity as Node);
}

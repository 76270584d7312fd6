import type { PolicyJson, Response } from "@cedar-policy/cedar-wasm";
import { digest, type Json } from "../../canonical.js";
import type { Cedar } from "./engine.js";
import type { Parsed, Policies } from "./policies.js";
import type { CedarRequest } from "./request.js";

/** The policies whose scope has one action, parsed once under a name. */
export interface ActionSet {
  readonly name: string;
  readonly policies: readonly Parsed[];
}

export interface Sets {
  /** The set of the request's action. */
  concerned(request: CedarRequest): ActionSet;
  /** @throws Error, without values of the call, where the call does not fit the schema */
  decide(set: ActionSet, request: CedarRequest): Response;
}

const MOST_ACTIONS = 1000;

/** A set of its own for each action: Cedar goes through every policy of the one that it is asked about. */
export function setsOf(cedar: Cedar, { list, schema }: Policies): Sets {
  const schemaName = schema === undefined ? undefined : nameOf("schema", schema as Json);
  if (schemaName !== undefined) mustBe(cedar.preparseSchema(schemaName, schema as never));
  const scopes = prepared(
    cedar,
    list.map(({ id, json }) => [id, scopeOf(json)]),
  );
  const sets = new Map<string, ActionSet>();

  const decide = (name: string, request: CedarRequest): Response => {
    const answer = cedar.statefulIsAuthorized({
      ...request,
      entities: [],
      preparsedPolicySetId: name,
      ...(schemaName !== undefined && { preparsedSchemaName: schemaName, validateRequest: true }),
    });
    if (answer.type === "success") return answer.response;
    // Cedar's own words may hold arguments.
    throw new Error(`Cedar cannot be asked about ${request.action.id}: the call does not fit the schema`);
  };

  /** Cedar itself says which scopes have the action: it knows the groups of the schema. */
  const found = (request: CedarRequest): ActionSet => {
    const ids = new Set(decide(scopes, request).diagnostics.reason);
    const policies = list.filter(({ id }) => ids.has(id));
    const texts = policies.map(({ id, text }) => [id, text] as const);
    return { name: prepared(cedar, texts), policies };
  };

  return {
    decide: (set, request) => decide(set.name, request),
    concerned(request) {
      const known = sets.get(request.action.id);
      if (known) return known;
      if (sets.size >= MOST_ACTIONS) sets.clear();
      const set = found(request);
      sets.set(request.action.id, set);
      return set;
    },
  };
}

/** Permits whatever the scope says of actions. */
const scopeOf = ({ action }: PolicyJson): PolicyJson => ({
  effect: "permit",
  principal: { op: "All" },
  action,
  resource: { op: "All" },
  conditions: [],
});

/** The name of a set, by what it holds: Cedar keeps sets for the whole process, by name and without end. */
function prepared(cedar: Cedar, policies: readonly (readonly [id: string, policy: string | PolicyJson])[]): string {
  const staticPolicies = Object.fromEntries(policies);
  const name = nameOf("policies", staticPolicies as unknown as Json);
  mustBe(cedar.preparsePolicySet(name, { staticPolicies }));
  return name;
}

const nameOf = (kind: string, content: Json): string => `countersign ${kind} ${digest(content)}`;

function mustBe(answer: { readonly type: "success" | "failure" }): void {
  if (answer.type === "failure") throw new Error("Cedar refuses policies or a schema that it took before");
}

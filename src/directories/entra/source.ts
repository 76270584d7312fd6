import type { Account, Source } from "../remote/answers.js";
import { cached } from "../remote/cached.js";
import { textOf } from "../remote/shape.js";
import { accountOf, GUID, numberedUsers, transitiveUsers } from "./accounts.js";
import type { Graph } from "./graph.js";
import { type AppRoles, appRoles, holdersOf, rolesOf } from "./roles.js";

/** A tenant's users, service principals, groups and the roles of one application, each answer kept for `age` milliseconds. */
export function entraSource(tenant: string, clientId: string, graph: Graph, age: number): Source {
  const accounts = cached<Account | undefined>(age);
  const members = cached<readonly Account[] | undefined>(age);
  const holders = cached<readonly Account[]>(age);
  const numbers = cached<readonly Account[]>(age);
  const names = cached<readonly string[]>(age);
  const application = cached<AppRoles>(age);
  const roles = () => application("", () => appRoles(graph, clientId));
  const account = async (id: string) => (GUID.test(id) ? accounts(id, () => accountOf(graph, id)) : undefined);
  return {
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    account,
    numbered: (employee) => numbers(employee, () => numberedUsers(graph, employee)),
    members: async (group) => (GUID.test(group) ? members(group, () => transitiveUsers(graph, group)) : undefined),
    groups: async ({ id, kind }) => names(`groups ${id}`, () => groupsOf(graph, humanOnly(id, kind))),
    roles: async ({ id, kind }) => names(`roles ${id}`, async () => rolesOf(graph, humanOnly(id, kind), await roles())),
    holders: async (role) => {
      const all = await roles();
      return [...all.values.values()].includes(role)
        ? holders(role, () => holdersOf(graph, role, all, account))
        : undefined;
    },
  };
}

/** Of a machine nothing more is asked: it never decides. */
function humanOnly(id: string, kind: Account["kind"]): string {
  if (kind === "human") return id;
  throw new Error("not asked of a machine");
}

async function groupsOf(graph: Graph, user: string): Promise<readonly string[]> {
  const path = `/users/${user}/transitiveMemberOf/microsoft.graph.group?$count=true&$top=999&$select=id`;
  const found = await graph.list(path);
  if (!found) throw new Error("a user without a list of groups");
  return found.map(({ id }) => textOf(id));
}

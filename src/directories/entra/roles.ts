import type { Account } from "../remote/answers.js";
import { fieldsOf, listOf, nameOf, textOf } from "../remote/shape.js";
import { directUsers } from "./accounts.js";
import type { Fields, Graph } from "./graph.js";

/** The roles that an application defines, by their ids; a switched-off one is none. */
export interface AppRoles {
  readonly servicePrincipal: string;
  readonly values: ReadonlyMap<string, string>;
}

const MOST_USERS = 100;

export async function appRoles(graph: Graph, clientId: string): Promise<AppRoles> {
  const found = await graph.object(`/servicePrincipals(appId='${clientId}')?$select=id,appRoles`);
  if (!found) throw new Error("the application has no service principal in this tenant");
  const roles = listOf(found["appRoles"]).map(fieldsOf);
  const values = roles.flatMap(({ id, value, isEnabled }): [string, string][] => {
    const name = nameOf(value);
    return name === undefined || isEnabled !== true ? [] : [[textOf(id), name]];
  });
  return { servicePrincipal: textOf(found["id"]), values: new Map(values) };
}

/** The roles of a user, those of groups that hold the user directly included: a nested group passes no role on. */
export async function rolesOf(graph: Graph, user: string, roles: AppRoles): Promise<readonly string[]> {
  const given = await graph.list(`/users/${user}/appRoleAssignments?$count=true`);
  if (!given) throw new Error("a user without a list of roles");
  return given
    .filter(({ resourceId }) => resourceId === roles.servicePrincipal)
    .flatMap(({ appRoleId }) => roles.values.get(textOf(appRoleId)) ?? []);
}

/** Who has a role, themselves or by a group that holds them directly. */
export async function holdersOf(
  graph: Graph,
  role: string,
  roles: AppRoles,
  account: (id: string) => Promise<Account | undefined>,
): Promise<readonly Account[]> {
  const given = await graph.list(`/servicePrincipals/${roles.servicePrincipal}/appRoleAssignedTo?$top=999`);
  if (!given) throw new Error("an application without a list of who has its roles");
  const such = given.filter(({ appRoleId }) => roles.values.get(textOf(appRoleId)) === role);
  const [users, groups] = [idsOf(such, "User"), idsOf(such, "Group")];
  if (users.length > MOST_USERS || groups.length > MOST_USERS)
    throw new Error("a role is given one by one to too many");
  const found: (Account | undefined)[] = [];
  for (const id of users) found.push(await account(id));
  for (const id of groups) found.push(...((await directUsers(graph, id)) ?? []));
  return found.flatMap((one) => one ?? []);
}

const idsOf = (given: readonly Fields[], type: string): string[] =>
  given.filter(({ principalType }) => principalType === type).map(({ principalId }) => textOf(principalId));

import type { Account } from "../remote/answers.js";
import { employeeOf, spellingsOf } from "../remote/employee.js";
import { nameOf, textOf } from "../remote/shape.js";
import type { Fields, Graph } from "./graph.js";

/** Object ids as tokens and Graph write them. */
export const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const USER = "$select=id,displayName,accountEnabled,userType,employeeId,mail";
const CAST = `$count=true&$top=999&${USER}`;

/** The user of an object id, else the service principal. */
export async function accountOf(graph: Graph, id: string): Promise<Account | undefined> {
  const user = await graph.object(`/users/${id}?${USER}`);
  if (user) return user["id"] === id ? userAccount(user) : undefined;
  const service = await graph.object(`/servicePrincipals/${id}?$select=id,displayName,accountEnabled`);
  return service && service["id"] === id ? account(service, "service", enabled(service)) : undefined;
}

/** The users of an employee id. Graph lets `employeeId` be filtered by `in`, of at most 15 values (user resource type). */
export async function numberedUsers(graph: Graph, employee: string): Promise<readonly Account[]> {
  const ids = spellingsOf(employee).map((id) => `'${id}'`);
  const found = await graph.list(`/users?$filter=${encodeURIComponent(`employeeId in (${ids.join(",")})`)}&${CAST}`);
  if (!found) throw new Error("no list of users");
  return found.map(userAccount).filter((one) => one.employee === employee);
}

/** The users of a group, also by way of other groups. */
export const transitiveUsers = async (graph: Graph, group: string): Promise<readonly Account[] | undefined> =>
  (await graph.list(`/groups/${group}/transitiveMembers/microsoft.graph.user?${CAST}`))?.map(userAccount);

/** The users who are in a group themselves. */
export const directUsers = async (graph: Graph, group: string): Promise<readonly Account[] | undefined> =>
  (await graph.list(`/groups/${group}/members/microsoft.graph.user?${CAST}`))?.map(userAccount);

// A type derived from user is an agent's. Only a member decides: a guest's account is kept by somebody else.
function userAccount(user: Fields): Account {
  const kind = (user["@odata.type"] ?? "#microsoft.graph.user") === "#microsoft.graph.user" ? "human" : "service";
  return account(user, kind, enabled(user) && user["userType"] === "Member");
}

const account = (one: Fields, kind: Account["kind"], active: Account["active"]): Account => ({
  id: textOf(one["id"]),
  name: nameOf(one["displayName"]),
  kind,
  active,
  employee: employeeOf(one["employeeId"]),
  mail: nameOf(one["mail"]),
});

// Null where the application may not read it.
function enabled({ accountEnabled }: Fields): boolean {
  if (typeof accountEnabled === "boolean") return accountEnabled;
  throw new Error("Graph does not say whether an account is enabled");
}

import type { Account, Source } from "../remote/answers.js";
import { cached } from "../remote/cached.js";
import { employeeOf, spellingsOf } from "../remote/employee.js";
import { fieldsOf, listOf, nameOf, textOf } from "../remote/shape.js";
import type { OktaApi } from "./api.js";

type Json = Readonly<Record<string, unknown>>;
const USER_ID = /^[A-Za-z0-9]{1,64}$/;
const GROUP_ID = /^00g[A-Za-z0-9]{17}$/;
/** Their names are unique in an organisation and given by its administrators; those of imported groups are neither. */
const NAMED = ["OKTA_GROUP", "BUILT_IN"];
const MACHINE = /^(?:service|service[ _-]?account|bot|machine)$/i;

/** Okta's users and groups, each answer kept for `age` milliseconds. `link`: the attribute that makes accounts one human's. */
export function oktaSource(domain: string, api: OktaApi, age: number, link?: "employeeNumber"): Source {
  const accounts = cached<Account | undefined>(age);
  const members = cached<readonly Account[] | undefined>(age);
  const groups = cached<readonly string[]>(age);
  const numbers = cached<readonly Account[]>(age);
  const schemas = cached<void>(age);
  const fixed = (path: string) => schemas(path, () => mustBeFixed(api, path));
  const groupId = cached<string | undefined>(age);
  const idOf = (group: string) => (GROUP_ID.test(group) ? group : groupId(group, () => groupNamed(api, group)));
  return {
    issuer: `https://${domain}`,
    account: async (id) => (USER_ID.test(id) ? accounts(id, () => accountOf(api, id, link && fixed)) : undefined),
    async members(group) {
      const id = group === "" ? undefined : await idOf(group);
      return id === undefined ? undefined : members(id, () => membersOf(api, id));
    },
    groups: ({ id }) => groups(id, () => groupsOf(api, id)),
    // Okta knows roles of its own administrators only.
    holders: async () => [],
    roles: async () => [],
    numbered: link && ((employee) => numbers(employee, () => accountsNumbered(api, employee))),
  };
}

/** `fixed` is asked about the schema of the user's type. */
async function accountOf(
  api: OktaApi,
  id: string,
  fixed?: (path: string) => Promise<void>,
): Promise<Account | undefined> {
  const user = await api.object(`/users/${id}`);
  // The path takes logins and their short forms and "me" as well: only the id is an identity.
  if (user?.["id"] !== id) return undefined;
  await fixed?.(schemaOf(user));
  return account(user);
}

async function accountsNumbered(api: OktaApi, employee: string): Promise<readonly Account[]> {
  const search = spellingsOf(employee).map((number) => `profile.employeeNumber eq "${number}"`);
  const found = await api.list(`/users?limit=200&search=${encodeURIComponent(search.join(" or "))}`);
  if (!found) throw new Error("no list of users");
  return found.map(account).filter((one) => one.employee === employee);
}

/** The schema of a user's type is linked as `https://acme.okta.com/api/v1/meta/schemas/user/osc1…` (Users API, `_links`). */
function schemaOf(user: Json): string {
  const { href } = fieldsOf(fieldsOf(user["_links"])["schema"]);
  const [, path] = /\/api\/v1(\/meta\/schemas\/user\/[A-Za-z0-9]{1,64})$/.exec(textOf(href)) ?? [];
  return textOf(path);
}

/** @throws Error where people may change their own number: whoever does would be somebody else. */
async function mustBeFixed(api: OktaApi, path: string): Promise<void> {
  const base = fieldsOf(fieldsOf((await api.object(path))?.["definitions"])["base"]);
  const { permissions } = fieldsOf(fieldsOf(base["properties"])["employeeNumber"]);
  const own = listOf(permissions)
    .map(fieldsOf)
    .filter(({ principal }) => principal === "SELF");
  if (own.length === 0 || own.some(({ action }) => action !== "READ_ONLY" && action !== "HIDE"))
    throw new Error("people may change their own employeeNumber");
}

const membersOf = async (api: OktaApi, id: string) => (await api.list(`/groups/${id}/users?limit=200`))?.map(account);

function account(user: Json): Account {
  const profile = fieldsOf(user["profile"]);
  const moving = user["transitioningToStatus"] ?? "ACTIVE";
  const parts = [profile["firstName"], profile["lastName"]].flatMap((part) => nameOf(part) ?? []);
  return {
    id: textOf(user["id"]),
    name: nameOf(profile["displayName"]) ?? nameOf(parts.join(" ")),
    kind: MACHINE.test(nameOf(profile["userType"]) ?? "") ? "service" : "human",
    active: textOf(user["status"]) === "ACTIVE" && moving === "ACTIVE",
    employee: employeeOf(profile["employeeNumber"]),
    mail: nameOf(profile["email"]),
  };
}

async function groupsOf(api: OktaApi, id: string): Promise<readonly string[]> {
  const found = await api.list(`/users/${id}/groups?limit=200`);
  if (!found) throw new Error("a user without a list of groups");
  return found.flatMap((group) => {
    const own = textOf(group["id"]);
    const name = named(group);
    return name === undefined || GROUP_ID.test(name) ? [own] : [own, name];
  });
}

async function groupNamed(api: OktaApi, name: string): Promise<string | undefined> {
  const search = `profile.name eq "${name.replaceAll(/["\\]/g, "\\$&")}"`;
  const found = await api.list(`/groups?limit=200&search=${encodeURIComponent(search)}`);
  const ids = (found ?? []).filter((group) => named(group) === name).map((group) => textOf(group["id"]));
  if (ids.length > 1) throw new Error("two groups of one name");
  return ids[0];
}

const named = (group: Json): string | undefined =>
  NAMED.includes(textOf(group["type"])) ? nameOf(fieldsOf(group["profile"])["name"]) : undefined;

import type { Directory } from "../../people/directory.js";
import type { Person, Principal, Selector } from "../../people/person.js";

/** One account of a vendor's directory. */
export interface Account {
  readonly id: string;
  readonly name?: string | undefined;
  readonly kind: Person["kind"];
  readonly active: boolean;
}

/** What a vendor's API answers; each throws where it cannot say, and gives `undefined` for what is not there. */
export interface Source {
  readonly issuer: string;
  account(id: string): Promise<Account | undefined>;
  members(group: string): Promise<readonly Account[] | undefined>;
  holders(role: string): Promise<readonly Account[] | undefined>;
  groups(account: Account): Promise<readonly string[]>;
  roles(account: Account): Promise<readonly string[]>;
}

/** A directory over a vendor's API: what it cannot say is `"unknown"`, what is not there is nobody. */
export function directoryOf(source: Source): Directory {
  return {
    people: ({ issuer, subject }: Principal) =>
      orUnknown(async () => (issuer === source.issuer ? one(source, subject) : [])),
    members: (of: Selector) => orUnknown(() => membersOf(source, of)),
  };
}

async function membersOf(source: Source, of: Selector): Promise<readonly Person[] | "unknown"> {
  if ("person" in of) return one(source, of.person);
  if ("group" in of) return several(source, await source.members(of.group));
  if ("role" in of) return several(source, await source.holders(of.role));
  return "unknown";
}

async function one(source: Source, id: string): Promise<readonly Person[]> {
  const account = await source.account(id);
  return account ? [await detailed(source, account)] : [];
}

/** Nobody's groups and roles are asked for one by one: who the members are is the answer. */
const several = (source: Source, found: readonly Account[] = []): readonly Person[] =>
  [...new Map(found.map((account) => [account.id, account])).values()].map((account) => person(source, account));

async function detailed(source: Source, account: Account): Promise<Person> {
  const [groups, roles] = await Promise.all([
    orUnknown(() => source.groups(account)),
    orUnknown(() => source.roles(account)),
  ]);
  return person(source, account, groups, roles);
}

const person = (
  { issuer }: Source,
  { id, name, kind, active }: Account,
  groups: Person["groups"] = "unknown",
  roles: Person["roles"] = "unknown",
): Person =>
  Object.freeze({
    id,
    ...(name !== undefined && { name }),
    kind,
    active,
    identities: Object.freeze([Object.freeze({ issuer, subject: id })]),
    groups: groups === "unknown" ? groups : Object.freeze([...new Set(groups)]),
    roles: roles === "unknown" ? roles : Object.freeze([...new Set(roles)]),
  });

async function orUnknown<T>(question: () => Promise<T>): Promise<T | "unknown"> {
  try {
    return await question();
  } catch {
    return "unknown";
  }
}

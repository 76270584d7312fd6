import type { Directory } from "../../people/directory.js";
import type { Person, Principal, Selector } from "../../people/person.js";
import { type ListedAccount, telling } from "../accounts.js";
import { EMPLOYEE_IDS, employeeIn, personIdOf } from "./employee.js";

/** One account of a vendor's directory. */
export interface Account {
  readonly id: string;
  readonly name?: string | undefined;
  readonly kind: Person["kind"];
  readonly active: boolean;
  /** As `employeeOf` gives it. */
  readonly employee?: string | undefined;
  readonly mail?: string | undefined;
}

/** What a vendor's API answers; each throws where it cannot say, and gives `undefined` for what is not there. */
export interface Source {
  readonly issuer: string;
  account(id: string): Promise<Account | undefined>;
  members(group: string): Promise<readonly Account[] | undefined>;
  holders(role: string): Promise<readonly Account[] | undefined>;
  groups(account: Account): Promise<readonly string[]>;
  roles(account: Account): Promise<readonly string[]>;
  /** All accounts of an employee number. There where people are linked by it. */
  readonly numbered?: ((employee: string) => Promise<readonly Account[]>) | undefined;
}

/** A directory over a vendor's API: what it cannot say is `"unknown"`, what is not there is nobody. */
export function directoryOf(source: Source): Directory {
  const directory: Directory = {
    people: ({ issuer, subject }: Principal) =>
      orUnknown(async () => (issuer === source.issuer ? onlyOf(source, await source.account(subject)) : [])),
    members: (of: Selector) => orUnknown(() => membersOf(source, of)),
    ids: source.numbered ? EMPLOYEE_IDS : `account ids of ${source.issuer}`,
  };
  return telling(directory, {
    accounts: async (of) => (await listed(source, of)).map((account) => told(source, account)),
  });
}

async function membersOf(source: Source, of: Selector): Promise<readonly Person[] | "unknown"> {
  if ("onCall" in of) return "unknown";
  const found = await listed(source, of);
  // Nobody's groups and roles are asked for one by one: who the members are is the answer.
  if (!("person" in of)) return several(source, found);
  if (found.filter(decides).length > 1) throw new Error(TWICE);
  return Promise.all(found.slice(0, 1).map((account) => detailed(source, account)));
}

async function listed(source: Source, of: Selector): Promise<readonly Account[]> {
  if ("person" in of) return withId(source, of.person);
  if ("group" in of) return (await source.members(of.group)) ?? [];
  if ("role" in of) return (await source.holders(of.role)) ?? [];
  throw new Error("no on-call lists here");
}

/** The account of a person's id first, and the others that it has. */
async function withId(source: Source, id: string): Promise<readonly Account[]> {
  const employee = source.numbered && employeeIn(id);
  if (employee !== undefined) return (await source.numbered?.(employee))?.toSorted(first) ?? [];
  const account = await source.account(id);
  return account && idOf(source, account) === id && !isNobody(source, account) ? [account] : [];
}

/**
 * The one person of an account. A human without a number may be anybody whom another directory has, and of two active
 * accounts of one number nobody knows whether they are one human's: neither can be told.
 */
async function onlyOf(source: Source, account: Account | undefined): Promise<readonly Person[]> {
  if (!account) return [];
  if (isNobody(source, account)) throw new Error("an account without an employee number");
  const { id, employee } = account;
  const same = employee === undefined ? [] : ((await source.numbered?.(employee)) ?? []);
  if (decides(account) && same.some((other) => other.id !== id && decides(other))) throw new Error(TWICE);
  return [await detailed(source, account)];
}

const TWICE = "an employee number of two active accounts";
const decides = ({ active, kind }: Account): boolean => active && kind === "human";
const first = (a: Account, b: Account): number => Number(decides(b)) - Number(decides(a));
const isNobody = ({ numbered }: Source, { kind, employee }: Account): boolean =>
  numbered !== undefined && kind === "human" && employee === undefined;
const idOf = ({ numbered }: Source, { id, employee }: Account): string =>
  numbered && employee !== undefined ? personIdOf(employee) : id;

/** Each person once; as the account that may decide, where one of several may. */
const several = (source: Source, found: readonly Account[]): readonly Person[] => [
  ...new Map(
    found.toSorted((a, b) => first(b, a)).map((account) => [idOf(source, account), person(source, account)]),
  ).values(),
];

const told = (source: Source, account: Account): ListedAccount => ({
  identity: { issuer: source.issuer, subject: account.id },
  person: idOf(source, account),
  active: decides(account),
  name: account.name,
  mail: account.mail,
  employee: account.employee,
});

async function detailed(source: Source, account: Account): Promise<Person> {
  const [groups, roles] = await Promise.all([
    orUnknown(() => source.groups(account)),
    orUnknown(() => source.roles(account)),
  ]);
  return person(source, account, groups, roles);
}

const person = (
  source: Source,
  account: Account,
  groups: Person["groups"] = "unknown",
  roles: Person["roles"] = "unknown",
): Person =>
  Object.freeze({
    id: idOf(source, account),
    ...(account.name !== undefined && { name: account.name }),
    kind: account.kind,
    active: account.active && !isNobody(source, account),
    identities: Object.freeze([Object.freeze({ issuer: source.issuer, subject: account.id })]),
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

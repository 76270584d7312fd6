import { accountsOf, type ListedAccount, partsOf } from "../directories/accounts.js";
import { type Directory, resolve } from "../people/directory.js";
import type { Selector } from "../people/person.js";
import { type Examined, type Found, nameOf } from "./doctor-check.js";
import { Unusable } from "./unusable.js";

/**
 * People who are several to their directories and seem to be one human, and accounts that are nobody's for certain. That
 * an address of mail is the same proves nothing, and is good enough for a word of warning.
 * @throws Unusable where a directory cannot say
 */
export async function unlinkedPeople(examined: Examined): Promise<readonly Found[]> {
  const { accounts, missed } = await listed(examined);
  const told = new Set<string>();
  const found = KEYS.flatMap(({ kind, key, says }) =>
    kind === "question" && examined.names === "ignored"
      ? []
      : groups(accounts, key).flatMap(([value, same]): Found[] => {
          const people = onePerPerson(same);
          const pair = JSON.stringify(people.map(({ person }) => person).sort());
          if (people.length < 2 || told.has(pair)) return [];
          told.add(pair);
          return [{ kind, text: says(value, people.map(shown).join(" and ")) }];
        }),
  );
  const mixed = examined.names === "ignored" ? [] : mixedUp(accounts);
  return [...found, ...mixed, ...(await nobodys(accounts, examined.directories)), ...missed.map(unnamed)];
}

interface Key {
  readonly kind: Found["kind"];
  readonly key: (account: ListedAccount) => string | undefined;
  readonly says: (value: string, who: string) => string;
}

const CURE =
  "so one human could approve their own calls. Give the directories `link`, or list the accounts under one id in a staticDirectory";

const KEYS: readonly Key[] = [
  {
    kind: "problem",
    key: ({ employee }) => employee,
    says: (value, who) => `${who} have the employee number ${value} and are two people here, ${CURE}`,
  },
  {
    kind: "problem",
    key: ({ mail }) => mail?.toLowerCase(),
    says: (value, who) => `${who} have the mail address ${value} and are two people here, ${CURE}`,
  },
  {
    kind: "question",
    key: ({ name }) => name && wordsIn(name),
    says: (_, who) => `are ${who} one human? They have the same name and are two people here`,
  },
];

/** A number that was given to two people makes them one: their names may show it. */
const mixedUp = (accounts: readonly ListedAccount[]): readonly Found[] =>
  groups(accounts, ({ person }) => person).flatMap(([person, own]): Found[] => {
    const [one, ...others] = own.filter(({ name }) => name !== undefined);
    const other = others.find(({ name }) => !share(one?.name, name));
    if (!one || !other) return [];
    const who = `${shown(one)} and ${shown(other)}`;
    return [
      { kind: "question", text: `are ${who} one human? They are one person here, ${person}, of different names` },
    ];
  });

function share(one = "", other = ""): boolean {
  const words = wordsIn(one)?.split(" ") ?? [];
  return (
    wordsIn(other)
      ?.split(" ")
      .some((word) => words.includes(word)) ?? false
  );
}

/** A name without what is written differently here and there: "Smith, Ana" is "Ana Smith". */
const wordsIn = (name: string): string | undefined =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.sort()
    .join(" ");

interface Listed {
  readonly accounts: readonly ListedAccount[];
  /** Selectors that name nobody in any of the directories. */
  readonly missed: readonly Selector[];
}

async function listed({ directories, selectors }: Examined): Promise<Listed> {
  const all = new Map<string, ListedAccount>();
  const missed: Selector[] = [];
  for (const selector of selectors) {
    if ("onCall" in selector) continue; // whoever is on call now is in a group on another day
    const accounts: ListedAccount[] = [];
    for (const directory of directories.flatMap(partsOf)) accounts.push(...(await accountsIn(directory, selector)));
    for (const account of accounts) all.set(keyOf(account), account);
    if (accounts.length === 0) missed.push(selector);
  }
  return { accounts: [...all.values()], missed };
}

const accountsIn = (directory: Directory, selector: Selector): Promise<readonly ListedAccount[]> =>
  accountsOf(directory, selector).catch(() => {
    throw new Unusable(`a directory${of(directory)} cannot say who is ${nameOf(selector)}`);
  });

const unnamed = (selector: Selector): Found => ({
  kind: "problem",
  text: `${nameOf(selector)} names nobody: write it as the directory does`,
});

const of = ({ ids }: Directory): string => (ids === undefined ? "" : ` (${ids})`);
const keyOf = ({ person, identity: { issuer, subject } }: ListedAccount): string =>
  JSON.stringify([person, issuer, subject]);

function groups(
  accounts: readonly ListedAccount[],
  key: Key["key"],
): readonly (readonly [string, readonly ListedAccount[]])[] {
  const found = new Map<string, ListedAccount[]>();
  for (const account of accounts) {
    const value = key(account);
    if (value) found.set(value, [...(found.get(value) ?? []), account]);
  }
  return [...found];
}

const onePerPerson = (accounts: readonly ListedAccount[]): readonly ListedAccount[] => [
  ...new Map(accounts.map((account) => [account.person, account])).values(),
];

/** Active accounts whose person cannot be told by any of the directories that are used. */
async function nobodys(
  accounts: readonly ListedAccount[],
  directories: readonly Directory[],
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const account of accounts.filter(({ active }) => active)) {
    const answers = await Promise.all(directories.map((directory) => resolve(directory, account.identity)));
    if (answers.some((answer) => typeof answer !== "string")) continue;
    const why = answers.includes("ambiguous")
      ? "is more than one person"
      : account.employee === undefined
        ? UNNUMBERED
        : UNSAID;
    found.push({ kind: "problem", text: `${shown(account)} ${why}: it can neither ask nor decide` });
  }
  return found;
}

const UNNUMBERED = "is nobody for certain: it has no employee number, or the directory does not answer";
const UNSAID =
  "is nobody for certain: the directory does not answer, another active account has the same employee number, or people may change it themselves";

const shown = ({ identity: { issuer, subject }, name }: ListedAccount): string =>
  `account ${subject} of ${issuer}${name === undefined ? "" : ` (${name})`}`;

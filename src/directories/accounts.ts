import type { Directory } from "../people/directory.js";
import type { Person, Principal, Selector } from "../people/person.js";

/** An account as its directory lists it: more than a person tells, for `countersign doctor`. No decision rests on it. */
export interface ListedAccount {
  readonly identity: Principal;
  /** The id of the person whom the directory takes it for. */
  readonly person: string;
  readonly active: boolean;
  readonly name?: string | undefined;
  readonly mail?: string | undefined;
  readonly employee?: string | undefined;
}

/** What a directory tells of itself, beside the port: the directories that it is made of, or its accounts. */
type Inside =
  | { readonly directories: readonly Directory[] }
  | { accounts(of: Selector): Promise<readonly ListedAccount[]> };

// One name over all subpaths, which are bundled apart.
const INSIDE = Symbol.for("countersign.directory.inside");
type Told = Directory & { readonly [INSIDE]?: Inside };

export const telling = <D extends Directory>(directory: D, inside: Inside): D => ({ ...directory, [INSIDE]: inside });

/** The directories that a directory is made of; itself where it is one. */
export function partsOf(directory: Told): readonly Directory[] {
  const inside = directory[INSIDE];
  return inside && "directories" in inside ? inside.directories.flatMap(partsOf) : [directory];
}

/** The accounts of those whom a selector names. @throws Error where the directory cannot say */
export async function accountsOf(directory: Told, of: Selector): Promise<readonly ListedAccount[]> {
  const inside = directory[INSIDE];
  if (inside && "accounts" in inside) return inside.accounts(of);
  const found = await directory.members(of);
  if (found === "unknown") throw new Error("the directory cannot say");
  return found.flatMap(identitiesOf);
}

const identitiesOf = ({ id: person, active, name, identities }: Person): readonly ListedAccount[] =>
  identities.map((identity) => ({ identity, person, active, name, mail: mailIn(identity) }));

const mailIn = ({ subject }: Principal): string | undefined =>
  /^[^\s@]+@[^\s@]+$/.test(subject) ? subject : undefined;

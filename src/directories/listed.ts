import { misuse } from "../errors.js";
import type { Person, Principal } from "../people/person.js";

/** A person of a list: an active human in no group and no role unless it says otherwise. */
export type Listed = Pick<Person, "id" | "identities"> & Partial<Person>;

type Entry = { readonly [key: string]: unknown };
const PERSON = ["id", "name", "kind", "active", "identities", "groups", "roles", "away"];
const PRINCIPAL = ["issuer", "subject", "name"];

/** Checks a list and copies it, frozen. @throws code `input`, naming the place. */
export function parsePeople(list: unknown, where: string): readonly Person[] {
  if (!Array.isArray(list)) throw misuse(where, "must be a list of people");
  const people = list.map((entry, at) => parsePerson(entry, `${where}[${at}]`));
  checkUnique(people, where);
  return Object.freeze(people);
}

function parsePerson(value: unknown, where: string): Person {
  const entry = object(value, PERSON, where);
  const { name, kind = "human", active = true, identities, away } = entry;
  if (kind !== "human" && kind !== "service") throw misuse(`${where}.kind`, 'must be "human" or "service"');
  if (typeof active !== "boolean") throw misuse(`${where}.active`, "must be true or false");
  return Object.freeze({
    id: text(entry["id"], `${where}.id`),
    ...(name !== undefined && { name: text(name, `${where}.name`) }),
    kind,
    active,
    identities: parseIdentities(identities, `${where}.identities`),
    groups: names(entry["groups"], `${where}.groups`),
    roles: names(entry["roles"], `${where}.roles`),
    ...(away !== undefined && { away: parseAway(away, `${where}.away`) }),
  });
}

function parseIdentities(value: unknown, where: string): readonly Principal[] {
  if (!Array.isArray(value) || value.length === 0) throw misuse(where, "must list at least one { issuer, subject }");
  return Object.freeze(value.map((one, at) => parsePrincipal(one, `${where}[${at}]`)));
}

function parsePrincipal(value: unknown, where: string): Principal {
  const { issuer, subject, name } = object(value, PRINCIPAL, where);
  return Object.freeze({
    issuer: text(issuer, `${where}.issuer`),
    subject: text(subject, `${where}.subject`),
    ...(name !== undefined && { name: text(name, `${where}.name`) }),
  });
}

function parseAway(value: unknown, where: string): NonNullable<Person["away"]> {
  const entry = object(value, ["delegate", "until"], where);
  const until = text(entry["until"], `${where}.until`);
  if (Number.isNaN(Date.parse(until))) throw misuse(`${where}.until`, "must be an ISO 8601 time");
  return Object.freeze({ delegate: text(entry["delegate"], `${where}.delegate`), until });
}

function names(value: unknown, where: string): readonly string[] | "unknown" {
  if (value === undefined) return Object.freeze([]);
  if (value === "unknown") return value;
  if (!Array.isArray(value)) throw misuse(where, 'must be a list of names, or "unknown"');
  return Object.freeze(value.map((name, at) => text(name, `${where}[${at}]`)));
}

function checkUnique(people: readonly Person[], where: string): void {
  const ids = new Set<string>();
  const owners = new Map<string, Person>();
  for (const person of people) {
    if (ids.has(person.id)) throw misuse(where, `two people have the id ${JSON.stringify(person.id)}`);
    ids.add(person.id);
    for (const who of person.identities) claim(owners, who, person, where);
  }
  for (const { id, away } of people)
    if (away && (away.delegate === id || !ids.has(away.delegate)))
      throw misuse(
        where,
        `${JSON.stringify(id)} is stood in for by ${JSON.stringify(away.delegate)}, who must be another listed person`,
      );
}

function claim(owners: Map<string, Person>, who: Principal, person: Person, where: string): void {
  const key = JSON.stringify([who.issuer, who.subject]);
  const other = owners.get(key) ?? person;
  if (other !== person)
    throw misuse(
      where,
      `identity ${key} is claimed by ${JSON.stringify(other.id)} and ${JSON.stringify(person.id)}: it belongs to one person`,
    );
  owners.set(key, person);
}

function object(value: unknown, keys: readonly string[], where: string): Entry {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw misuse(where, "must be an object");
  for (const key of Object.keys(value))
    if (!keys.includes(key)) throw misuse(where, `unknown key ${JSON.stringify(key)}: use ${keys.join(", ")}`);
  return value as Entry;
}

function text(value: unknown, where: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw misuse(where, "must be a text that is not empty");
}

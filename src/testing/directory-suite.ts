import type { Directory } from "../people/directory.js";
import { type Person, type Principal, type Selector, samePrincipal } from "../people/person.js";
import { check, type Make, type Test } from "./check.js";

/** Who the directory under test knows: an identity of exactly one active human, one that two people claim, one of nobody. */
export interface Known {
  readonly one: Principal;
  readonly two?: Principal;
  readonly nobody: Principal;
}

const HOSTILE = ["", "*", "%", "__proto__", "constructor", "' OR ''='", "*)(uid=*", "../ana", "a\u0000b", "\ud800"];

/**
 * What every directory must do: exact identities, people that are well-formed, groups that agree with their members, and
 * "unknown" where it cannot say.
 * @param test how to register a test: `test` of vitest, Node, Bun, Deno. @param make makes a fresh directory.
 */
export function directorySuite(test: Test, make: Make<Directory>, known: Known): void {
  identityTests(test, make, known);
  memberTests(test, make, known);
}

function identityTests(test: Test, make: Make<Directory>, { one, two, nobody }: Known): void {
  test("a known identity is exactly one active human, who has it", async () => {
    const person = await onlyPerson(await make(), one);
    check(person.kind === "human" && person.active, `${person.id} must be an active human`);
    check(
      person.identities.some((own) => samePrincipal(own, one)),
      `${person.id} does not list the identity ${text(one)}`,
    );
  });
  test("an identity is the same person every time, whatever name it carries", async () => {
    const directory = await make();
    const first = await onlyPerson(directory, one);
    const again = await onlyPerson(directory, { ...one, name: "Somebody Else" });
    check(first.id === again.id, `${text(one)} was ${first.id}, then ${again.id}`);
  });
  test("every identity of a person leads back to that person", async () => {
    const directory = await make();
    const person = await onlyPerson(directory, one);
    for (const own of person.identities) {
      const found = await directory.people(own);
      check(
        found === "unknown" || found.some(({ id }) => id === person.id),
        `${text(own)} is ${person.id}'s, but not found`,
      );
    }
  });
  test("an identity of nobody is nobody: an empty list", async () => {
    const found = await (await make()).people(nobody);
    check(Array.isArray(found) && found.length === 0, `${text(nobody)} must be an empty list`);
  });
  test("an identity that is only similar is not that person", async () => {
    const directory = await make();
    for (const other of similar(one)) await checkNobody(directory, other, one);
  });
  test("hostile identities are nobody, or unknown", async () => {
    const directory = await make();
    for (const name of HOSTILE) {
      await checkNobody(directory, { issuer: name, subject: one.subject }, one);
      await checkNobody(directory, { issuer: one.issuer, subject: name }, one);
    }
  });
  if (two)
    test("an identity that two people claim is both of them", async () => {
      const found = await (await make()).people(two);
      const ids = found === "unknown" ? [] : found.map(checkPerson).map(({ id }) => id);
      check(new Set(ids).size > 1, `${text(two)} must be two people: choosing one of them is a guess`);
    });
}

function memberTests(test: Test, make: Make<Directory>, { one }: Known): void {
  test("a person is found by id, and an unknown id is nobody or unknown", async () => {
    const directory = await make();
    const { id } = await onlyPerson(directory, one);
    const found = await membersOf(directory, { person: id });
    check(
      found === "unknown" || (found.length === 1 && found[0]?.id === id),
      `members({ person: "${id}" }) must be that person`,
    );
    checkNone(await membersOf(directory, { person: `${id}-nobody` }), "an unknown person");
  });
  test("the groups and roles of a person have that person as a member, or are unknown", async () => {
    const directory = await make();
    const person = await onlyPerson(directory, one);
    for (const of of selectorsOf(person)) {
      const found = await membersOf(directory, of);
      check(found === "unknown" || found.some(({ id }) => id === person.id), `members(${text(of)}) lacks ${person.id}`);
    }
  });
  test("groups and roles that nobody has are empty or unknown, whatever their name", async () => {
    const directory = await make();
    for (const name of [...HOSTILE, "no-such-name-anywhere"]) {
      checkNone(await membersOf(directory, { group: name }), `group ${text(name)}`);
      checkNone(await membersOf(directory, { role: name }), `role ${text(name)}`);
      checkNone(await membersOf(directory, { onCall: name }), `schedule ${text(name)}`);
    }
  });
  test("what a caller does to an answer changes no later answer", async () => {
    const directory = await make();
    spoil(await directory.people(one));
    const { id } = await onlyPerson(directory, one);
    spoil(await directory.members({ person: id }));
    const found = await membersOf(directory, { person: id });
    check(found === "unknown" || found.length === 1, "an emptied answer emptied the directory");
  });
}

async function onlyPerson(directory: Directory, who: Principal): Promise<Person> {
  const found = await directory.people(who);
  check(found !== "unknown" && found.length === 1, `${text(who)} must be exactly one person`);
  return checkPerson(found[0]);
}

async function membersOf(directory: Directory, of: Selector): Promise<readonly Person[] | "unknown"> {
  const found = await directory.members(of);
  return found === "unknown" ? found : found.map(checkPerson);
}

function checkPerson(person: Person | undefined): Person {
  check(typeof person?.id === "string" && person.id !== "", "a person needs an id");
  const { id, kind, active, identities, groups, roles } = person;
  check(kind === "human" || kind === "service", `${id}: kind must be human or service`);
  check(typeof active === "boolean", `${id}: active must be true or false`);
  check(
    Array.isArray(identities) && identities.every(isPrincipal),
    `${id}: identities must be a list of { issuer, subject }`,
  );
  for (const list of [groups, roles])
    check(
      list === "unknown" || (Array.isArray(list) && list.every((name) => typeof name === "string")),
      `${id}: groups and roles are lists of names, or "unknown"`,
    );
  return person;
}

const isPrincipal = (who: Principal): boolean => Boolean(who?.issuer && who.subject);

async function checkNobody(directory: Directory, other: Principal, one: Principal): Promise<void> {
  if (samePrincipal(other, one)) return;
  const found = await directory.people(other);
  check(found === "unknown" || found.length === 0, `${text(other)} was taken for ${text(one)} or somebody else`);
}

function checkNone(found: readonly Person[] | "unknown", what: string): void {
  check(found === "unknown" || found.length === 0, `${what} must be nobody, or unknown`);
}

function similar({ issuer, subject }: Principal): Principal[] {
  const subjects = [
    subject.toUpperCase(),
    subject.toLowerCase(),
    `${subject} `,
    ` ${subject}`,
    `${subject}x`,
    subject.slice(0, -1),
  ];
  const issuers = [`${issuer}/`, `${issuer}x`, issuer.toUpperCase(), issuer.slice(0, -1)];
  return [
    ...subjects.map((other) => ({ issuer, subject: other })),
    ...issuers.map((other) => ({ issuer: other, subject })),
    { issuer: subject, subject: issuer },
  ];
}

const selectorsOf = ({ groups, roles }: Person): Selector[] => [
  ...(groups === "unknown" ? [] : groups.map((group) => ({ group }))),
  ...(roles === "unknown" ? [] : roles.map((role) => ({ role }))),
];

function spoil(answer: readonly Person[] | "unknown"): void {
  if (answer === "unknown" || Object.isFrozen(answer)) return;
  (answer as Person[]).length = 0;
}

const text = (value: unknown): string => JSON.stringify(value);

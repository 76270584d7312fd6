import { type Person, type Principal, samePrincipal } from "../people/person.js";

/** One person of what several directories say of one id: all identities, groups and roles, and the strictest of the rest. */
export function mergePeople(id: string, said: readonly Person[]): Person {
  const name = said.find((one) => one.name !== undefined)?.name;
  const away = said.find((one) => one.away !== undefined)?.away;
  return Object.freeze({
    id,
    ...(name !== undefined && { name }),
    kind: said.every((one) => one.kind === "human") ? "human" : "service",
    active: said.every((one) => one.active),
    identities: Object.freeze(identities(said)),
    groups: names(said.map(({ groups }) => groups)),
    roles: names(said.map(({ roles }) => roles)),
    ...(away !== undefined && { away }),
  });
}

const identities = (said: readonly Person[]): Principal[] => {
  const all = said.flatMap((one) => one.identities);
  return all.filter((who, at) => all.findIndex((other) => samePrincipal(other, who)) === at);
};

const names = (lists: readonly Person["groups"][]): Person["groups"] =>
  lists.includes("unknown") ? "unknown" : Object.freeze([...new Set(lists.flat())]);

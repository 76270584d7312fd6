import type { Directory, Person, Principal } from "../../../src/index.js";
import { person } from "../../../src/testing/testing.js";

const FINANCE = ["ana", "bo", "cy", "dee"];

/** The accounts of a company, in which people leave, and two accounts turn out to be of one person. */
export interface Crowd {
  readonly directory: Directory;
  /** Who an account is now; nobody who has left. Never the one whose agent calls. */
  human(account: string): string | undefined;
  leaves(who: string): void;
  /** An account is, it turns out, another person's. */
  merges(account: string, into: string): void;
}

export function crowdOf(caller: string): Crowd {
  const owner = new Map([...FINANCE, caller].map((id) => [id, id]));
  const left = new Set<string>();
  const personOf = (id: string): Person => ({
    id,
    kind: "human",
    active: !left.has(id),
    identities: [...owner].filter(([, who]) => who === id).map(([account]) => person(account)),
    groups: FINANCE.includes(id) ? ["finance"] : [],
    roles: [],
  });
  const people = () => [...new Set(owner.values())].map(personOf);
  return {
    directory: {
      async people({ issuer, subject }: Principal) {
        const id = issuer === "test" ? owner.get(subject) : undefined;
        return id === undefined ? [] : [personOf(id)];
      },
      async members(selector) {
        return people().filter(
          ({ id, groups }) =>
            ("person" in selector && selector.person === id) ||
            ("group" in selector && groups.includes(selector.group)),
        );
      },
    },
    human(account) {
      const id = owner.get(account);
      return id === undefined || id === caller || left.has(id) ? undefined : id;
    },
    leaves: (who) => void left.add(who),
    merges: (account, into) => void owner.set(account, owner.get(into) ?? into),
  };
}

/** Who somebody says they are: an issuer and that issuer's name for them. */
export interface Principal {
  readonly issuer: string;
  readonly subject: string;
  readonly name?: string;
}

/** How well an identity was proven: L1 a channel's word, L2 a sign-in for this decision, L3 a device key, L4 an own key. */
export type Proof = "L0" | "L1" | "L2" | "L3" | "L4";

/** One human (or service) with all their identities. `"unknown"` groups (overage, stale, no claim) are never "none". */
export interface Person {
  readonly id: string;
  readonly name?: string;
  readonly kind: "human" | "service";
  readonly active: boolean;
  readonly identities: readonly Principal[];
  readonly groups: readonly string[] | "unknown";
  readonly roles: readonly string[] | "unknown";
  /** A named person who stands in; never one who is excluded. */
  readonly away?: { readonly delegate: string; readonly until: string };
}

/** What core makes of a directory's answer. */
export type Resolved = Person | "none" | "ambiguous" | "unknown";
/** Names people: a group or role of the directory, one person by id, or whoever is on call. */
export type Selector = { group: string } | { role: string } | { person: string } | { onCall: string };
/** Any of these; an empty list is refused at load too. */
export type Approvers = Selector | readonly [Selector, ...Selector[]];

export const samePrincipal = (a: Principal, b: Principal): boolean => a.issuer === b.issuer && a.subject === b.subject;
export const LEVELS: Record<Proof, number> = { L0: 0, L1: 1, L2: 2, L3: 3, L4: 4 };

import type { Principal } from "../../people/person.js";

/** A person who has signed in. */
export interface Session extends Principal {
  readonly evidence: Readonly<Record<string, string>>;
  /** Chosen anew at each sign-in; what a sign-out revokes. */
  readonly sid: string;
}

/** A sign-in under way, for a session or for one decision. */
export interface Transaction {
  readonly state: string;
  readonly verifier: string;
  /** Random for a session; for a decision, its digest. */
  readonly nonce: string;
  /** Where the person goes on, as a path. */
  readonly next: string;
  readonly proves?: Wanted;
}

/** Who has to sign in for a decision, and since when. */
export interface Wanted extends Principal {
  /** Seconds since the epoch. */
  readonly since: number;
  /** When the provider says that the session's sign-in was, by its own clock. */
  readonly last?: number;
}

/** A sign-in for one decision. */
export interface Proved extends Principal {
  readonly digest: string;
  readonly evidence: Readonly<Record<string, string>>;
}

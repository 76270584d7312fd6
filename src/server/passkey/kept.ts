import type { Row, Store } from "../../approval/store.js";
import { digest, type Json, sha256 } from "../../canonical.js";
import { type Proof, samePrincipal } from "../../people/person.js";
import type { Key } from "./key.js";

/** So many passkeys has one person at most. */
export const MOST = 20;
/** Two changes of one row at once: one goes first, the other looks again. */
export const ATTEMPTS = 3;
/** Ten years: the store's sweep has nothing to do with it. */
const FOREVER = 3_650 * 24 * 60 * 60_000;

/** Whose a passkey is: the identity, not the person that a directory makes of it. */
export interface Owner {
  readonly issuer: string;
  readonly subject: string;
}
/** What is known of a passkey when it is added, and never changes. */
export interface Added extends Key {
  /** Credential id, base64url. */
  readonly credential: string;
  readonly transports: readonly string[];
  /** `"synced"`: it may be on several devices of its owner. */
  readonly device: "one" | "synced";
  /** How well its owner was proven when it was added. */
  readonly addedBy: Proof;
  /** Digest of the adding that it came of, which proved its owner: there comes one of each. */
  readonly adding: string;
}
export interface Passkey extends Added {
  readonly id: string;
  readonly version: number;
  readonly due: number;
  /** How often the device says that it was used; 0 where it does not count. */
  readonly counter: number;
  /** Milliseconds by the store's clock. */
  readonly addedAt: number;
  readonly usedAt?: number;
  /** The store's time of the reading. */
  readonly now: number;
}

/** The passkeys of one tenant: one row each, found by credential id or by owner; a removed one is closed, for ever. */
export interface Kept {
  /** Newest first. */
  of(owner: Owner): Promise<readonly Passkey[]>;
  /** Undefined also where it is somebody else's, or removed. */
  find(credential: string, owner: Owner): Promise<Passkey | undefined>;
  /**
   * `"taken"`: this credential id was given before, to whomever, in whatever tenant. `"used"`: another passkey came of this
   * adding, which may be gone by now.
   */
  add(owner: Owner, added: Added, counter: number): Promise<"added" | "taken" | "full" | "used">;
  /** Undefined where another use or a removal came first. */
  use(passkey: Passkey, counter: number): Promise<"used" | undefined>;
  /** Undefined where it was used each time that this was tried. */
  remove(credential: string, owner: Owner): Promise<"gone" | undefined>;
}

interface Progress {
  readonly counter: number;
  readonly usedAt?: number;
}

/** Over all tenants: a row's id is unique in its store. */
const idOf = (credential: string): string => `passkey_${sha256(credential)}`;
const tagOf = ({ issuer, subject }: Owner): string => `passkeys:${digest([issuer, subject])}`;

export function keptIn(store: Store, tenant: string): Kept {
  async function find(credential: string, owner: Owner): Promise<Passkey | undefined> {
    const { row, now } = await store.get(idOf(credential));
    return row && row.tenant === tenant && isLive(row, owner) ? passkeyOf(row, now) : undefined;
  }
  async function of(owner: Owner): Promise<readonly Passkey[]> {
    const filter = { tenant, kind: "tally", states: ["live"], tag: tagOf(owner), limit: 2 * MOST } as const;
    const { rows, now } = await store.list(filter);
    return rows.filter((row) => isLive(row, owner)).map((row) => passkeyOf(row, now));
  }
  async function add(owner: Owner, added: Added, counter: number) {
    const { issuer, subject } = owner;
    const id = idOf(added.credential);
    if ((await store.get(id)).row) return "taken";
    if ((await of(owner)).length >= MOST) return "full";
    const request = { issuer, subject, ...added } as unknown as Json;
    const key = digest(["passkey.adding", added.adding]);
    const row = { id, tenant, kind: "tally", key, state: "live", request, progress: { counter } } as const;
    const opened = await opening(store.open({ ...row, dueIn: FOREVER, tags: [tagOf(owner)] }), id);
    if (opened === "taken" || opened.created) return opened === "taken" ? opened : "added";
    return opened.row.id === id ? "taken" : "used";
  }
  /** A store refuses an id that another row has: somebody was first, at the same moment. */
  async function opening(opened: ReturnType<Store["open"]>, id: string) {
    return opened.catch(async (error: unknown) => {
      if ((await store.get(id)).row) return "taken" as const;
      throw error;
    });
  }
  async function use({ id, version, due, now }: Passkey, counter: number) {
    const progress = { counter, usedAt: now } satisfies Progress;
    const { set } = await store.compareAndSet(id, { version }, { state: "live", due, progress });
    return set ? "used" : undefined;
  }
  async function remove(credential: string, owner: Owner) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const found = await find(credential, owner);
      if (!found) return "gone";
      const { id, version, due, counter, usedAt } = found;
      const progress = { counter, ...(usedAt !== undefined && { usedAt }) };
      if ((await store.compareAndSet(id, { version }, { state: "closed", due, progress, tags: [] })).set) return "gone";
    }
    return undefined;
  }
  return { of, find, add, use, remove };
}

const isLive = (row: Row, owner: Owner): boolean =>
  row.kind === "tally" && row.state === "live" && samePrincipal(row.request as unknown as Owner, owner);

function passkeyOf({ id, version, due, openedAt, request, progress }: Row, now: number): Passkey {
  const { issuer: _, subject: __, ...added } = request as unknown as Added & Owner;
  return { ...added, ...(progress as unknown as Progress), id, version, due, addedAt: openedAt, now };
}

import { pae } from "../audit/dsse.js";
import { thumbprint, verifySignature } from "../audit/signature.js";
import type { PublicJwk, Signer } from "../audit/signer.js";
import { canonical, fromBase64, type JsonObject, sha256, toBase64 } from "../canonical.js";

/** A signature over a statement: base64 over the DSSE encoding of its canonical JSON. */
export interface Seal {
  readonly keyid: string;
  readonly sig: string;
}
/** What a statement is about: the payload types of `audit/dsse.ts`. */
export interface Statement {
  readonly type: string;
  readonly said: JsonObject;
}
/** Who may say it: the processes that run bodies, or those where people decide. */
export type Role = "guard" | "desk";

/** Signs statements, and knows whose signatures this process believes. */
export interface Seals {
  seal(statement: Statement, signer: Signer): Promise<Seal>;
  /** Whether a key of one of these roles made the seal. The key id is not asked: trust is in the keys. */
  holds(statement: Statement, seal: Seal, by: readonly Role[]): Promise<boolean>;
  /** Whether a key of this id is known in any role. No proof: it only tells a wrong configuration from a forgery. */
  knows(keyid: string): boolean;
}

const KEPT = 20_000;

/** A seal that was made or checked here is not checked again: by its signature, what it signs and by which key. */
export function sealsOf(keys: (role: Role) => readonly PublicJwk[]): Seals {
  const known = new Map<string, string>();
  const remember = (sig: string, what: string) => {
    if (known.size >= KEPT) known.clear();
    known.set(sig, what);
  };
  return {
    async seal(statement, signer) {
      const { bytes, hash } = bytesOf(statement);
      const sig = toBase64(await signer.sign(bytes));
      remember(sig, nameOf(hash, signer.publicJwk));
      return { keyid: signer.keyId, sig };
    },
    async holds(statement, { sig }, by) {
      const { bytes, hash } = bytesOf(statement);
      const signature = decoded(sig);
      const before = known.get(sig);
      for (const key of by.flatMap(keys)) {
        const name = nameOf(hash, key);
        if (before === name) return true;
        if (!signature || !(await verifySignature(key, bytes, signature))) continue;
        remember(sig, name);
        return true;
      }
      return false;
    },
    knows: (keyid) => ROLES.flatMap(keys).some((key) => thumbprint(key) === keyid),
  };
}

const ROLES: readonly Role[] = ["guard", "desk"];

function bytesOf({ type, said }: Statement) {
  const bytes = pae(type, canonical(said));
  return { bytes, hash: sha256(bytes) };
}

const nameOf = (hash: string, { x, y = "" }: PublicJwk): string => `${hash} ${x} ${y}`;

function decoded(sig: string) {
  try {
    return fromBase64(sig);
  } catch {
    return undefined;
  }
}

import { misuse } from "../errors.js";
import { LEVELS, type Proof } from "./person.js";

/**
 * A proven identity. Made by `proven` alone; a look-alike object is refused at run time.
 * A guard against accident, not a boundary: code in this process can call `proven`.
 */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly proof: Exclude<Proof, "L0">;
  readonly evidence: Readonly<Record<string, string>>;
  readonly "~proven": true;
}

// One register for the process, also over two copies of the package.
const REGISTER = Symbol.for("countersign.proven");
type Register = { [REGISTER]?: WeakSet<object> };
const register = (globalThis as Register)[REGISTER] ?? new WeakSet<object>();
(globalThis as Register)[REGISTER] = register;

/**
 * States that an identity has been verified. Call it only after verifying; the name is greppable on purpose.
 * @throws code `input` for L0, which proves nothing, and for an empty issuer or subject.
 */
export function proven(identity: Omit<Identity, "~proven">): Identity {
  const { issuer, subject, proof } = identity;
  if (!issuer || !subject) throw misuse("proven", "an identity needs an issuer and a subject");
  if (!(proof in LEVELS) || LEVELS[proof] < 1) throw misuse("proven.proof", "use L1, L2, L3 or L4: L0 proves nothing");
  const made: Identity = Object.freeze({
    issuer,
    subject,
    proof,
    evidence: Object.freeze({ ...identity.evidence }),
    "~proven": true,
  });
  register.add(made);
  return made;
}

export const isProven = (value: unknown): value is Identity =>
  typeof value === "object" && value !== null && register.has(value);

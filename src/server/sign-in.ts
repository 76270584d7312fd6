import type { Json } from "../canonical.js";
import type { Identity } from "../people/identity.js";
import type { Proof } from "../people/person.js";

/** Where a request came in, as the outside sees it. */
export interface Place {
  /** Of the handler, without a slash at its end: `https://review.acme.com/countersign`. */
  readonly base: string;
  /** Of this request. */
  readonly url: string;
  /** Whether the origin is the desk's own `url`, or only what the request's Host header says. */
  readonly origin: "config" | "host";
}

/** A decision that needs more proof than a session is. */
export interface Need {
  readonly proof: Proof;
  /** SHA-256 of the decision, base64url: what must be the nonce (L2) or the challenge (L3). */
  readonly digest: string;
  /** The path, from the origin on, where the person goes on afterwards. */
  readonly next: string;
}

/** Says who asks. Every answer of a desk depends on it. */
export interface SignIn {
  /** A Response starts the sign-in, or says 401 to a machine. */
  who(request: Request, place: Place): Promise<Identity | Response>;
  /** Its own pages, at and under …/sign-in. */
  routes?(request: Request, place: Place): Promise<Response | undefined>;
  /** Proves this decision, not this session. A Response leads to the proof, and from there back to `next`. */
  stepUp?(request: Request, need: Need, place: Place): Promise<Identity | Response>;
  /**
   * What the page of the step-up hands to `navigator.credentials.get`, as JSON (WebAuthn Level 3, §5.1.9), where this
   * person has a passkey here. The browser's answer comes back in the form's field `assertion`, which `stepUp` reads.
   */
  challenge?(request: Request, need: Need, place: Place): Promise<Json | undefined>;
}

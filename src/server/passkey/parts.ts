import type { Identity } from "../../people/identity.js";
import type { Place, SignIn } from "../sign-in.js";
import type { Kept } from "./kept.js";
import type { Settings } from "./options.js";

/** What passkeys work with. */
export interface Parts {
  readonly signIn: SignIn;
  readonly settings: Settings;
  readonly kept: Kept;
}

/** A request of somebody who is signed in. */
export interface Visit {
  readonly request: Request;
  readonly place: Place;
  readonly by: Identity;
  /** Path of the handler. */
  readonly base: string;
  /** What a passkey must have signed as its origin. */
  readonly origin: string;
}

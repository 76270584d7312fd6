import type { Store } from "../approval/store.js";
import { challengeFor } from "./passkey/challenge.js";
import { keptIn } from "./passkey/kept.js";
import { settingsOf } from "./passkey/options.js";
import type { Parts } from "./passkey/parts.js";
import { visit } from "./passkey/routes.js";
import { stepUp } from "./passkey/step-up.js";
import type { SignIn } from "./sign-in.js";

export interface PasskeyOptions {
  /** The domain that the passkeys are for (WebAuthn Level 3, RP ID): the desk's host, or a domain above it. It never changes: with it all passkeys are lost. */
  readonly rpId: string;
  /** Where passkeys are kept. Who can write here can add one to anybody. */
  readonly store: Store;
  /** The origin that browsers see, `https://review.acme.com`. Default: that of the desk's `url`. */
  readonly origin?: string;
  /** Whose passkeys these are; they count in no other tenant. Default: `"default"`. */
  readonly tenant?: string;
  /** What the device shows when a passkey is made. Default: `"countersign"`. */
  readonly name?: string;
  /**
   * Where the wrapped sign-in has no `stepUp`: `"refuse"` lets nobody add a passkey; with `"session"` a session is enough,
   * so a stolen one is, too. The evidence of every decision says how its passkey was added. Default: `"refuse"`.
   */
  readonly withoutStepUp?: "refuse" | "session";
}

/**
 * Adds passkeys to a sign-in: proof L3, a device key that signs the decision, because the challenge is its digest
 * (WebAuthn Level 3, §7.2). Who somebody is stays what the wrapped sign-in says. People keep up to 20 each, at
 * …/sign-in/passkeys, and add one only after a step-up (L2) of the wrapped sign-in for this adding.
 *
 * `stepUp` answers an identity whose evidence anybody can check without this package: `docs/passkeys.md`.
 * @throws code `input` for options that cannot work.
 */
export function withPasskeys(signIn: SignIn, options: PasskeyOptions): SignIn {
  const settings = settingsOf(signIn, options);
  const parts: Parts = { signIn, settings, kept: keptIn(options.store, settings.tenant) };
  return {
    who: (request, place) => signIn.who(request, place),
    routes: (request, place) => visit(parts, request, place),
    stepUp: (request, need, place) => stepUp(parts, request, need, place),
    challenge: (request, need, place) => challengeFor(parts, request, need, place),
  };
}

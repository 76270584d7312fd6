import type { Json } from "../../canonical.js";
import { isProven } from "../../people/identity.js";
import { LEVELS } from "../../people/person.js";
import type { Need, Place } from "../sign-in.js";
import type { Passkey } from "./kept.js";
import { originAt } from "./origin.js";
import type { Parts } from "./parts.js";

/** In milliseconds: a hint for the browser, as long as a step-up of a sign-in may take. */
export const PATIENCE = 300_000;

/** PublicKeyCredentialRequestOptionsJSON (WebAuthn Level 3, §5.1.9): the challenge is the digest of the decision. */
export async function challengeFor(
  parts: Parts,
  request: Request,
  need: Need,
  place: Place,
): Promise<Json | undefined> {
  const by = await parts.signIn.who(request, place);
  if (!isProven(by) || LEVELS[need.proof] > LEVELS.L3 || !originAt(parts.settings, place)) return undefined;
  const passkeys = await parts.kept.of(by);
  if (passkeys.length === 0) return undefined;
  return {
    challenge: need.digest,
    rpId: parts.settings.rpId,
    allowCredentials: passkeys.map(descriptorOf),
    userVerification: "required",
    timeout: PATIENCE,
  };
}

/** PublicKeyCredentialDescriptorJSON (WebAuthn Level 3, §5.8.3). */
export const descriptorOf = ({ credential, transports }: Passkey) =>
  ({ id: credential, type: "public-key", ...(transports.length > 0 && { transports }) }) as const;

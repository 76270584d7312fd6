import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { fromBase64url, toBase64 } from "../../canonical.js";
import { isDer } from "./der.js";
import type { Passkey } from "./kept.js";
import { type Expected, isFramed, isPlain, whyNot } from "./why.js";

/** What an assertion proved: the new count of the device, and what anybody can check it by. */
export interface Checked {
  readonly counter: number;
  readonly evidence: Readonly<Record<string, string>>;
}

/** Verifies an assertion (WebAuthn Level 3, §7.2): challenge, origin, RP ID, user verification, signature, counter. A text says why not. */
export async function check(
  assertion: AuthenticationResponseJSON,
  passkey: Passkey,
  expected: Expected,
): Promise<Checked | string> {
  const { clientDataJSON } = assertion.response;
  const why = () => whyNot(clientDataJSON, expected);
  if (isFramed(clientDataJSON)) return "The passkey was used on a page inside another one: open the desk on its own.";
  if (!isPlain(clientDataJSON)) return why();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: assertion,
      expectedChallenge: expected.digest,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      credential: { id: passkey.credential, publicKey: fromBase64url(passkey.cose), counter: passkey.counter },
      requireUserVerification: true,
    });
    const isExact = passkey.algorithm !== "ES256" || isDer(fromBase64url(assertion.response.signature));
    if (!verified || !isExact) return why();
    return { counter: authenticationInfo.newCounter, evidence: evidenceOf(assertion, passkey, expected) };
  } catch {
    return why();
  }
}

const base64 = (text: string): string => toBase64(fromBase64url(text));

const evidenceOf = ({ response }: AuthenticationResponseJSON, passkey: Passkey, { rpId }: Expected) => ({
  credential: passkey.credential,
  rp_id: rpId,
  algorithm: passkey.algorithm,
  public_key: passkey.publicKey,
  authenticator_data: base64(response.authenticatorData),
  client_data: base64(response.clientDataJSON),
  signature: base64(response.signature),
  added_by: passkey.addedBy,
});

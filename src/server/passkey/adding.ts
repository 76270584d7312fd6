import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeAttestationObject } from "@simplewebauthn/server/helpers";
import { fromBase64url, type Json, shortDigest, toBase64url } from "../../canonical.js";
import type { Identity } from "../../people/identity.js";
import { descriptorOf, PATIENCE } from "./challenge.js";
import { handleOf } from "./handle.js";
import type { Added, Owner, Passkey } from "./kept.js";
import { ALGORITHMS, keyOf } from "./key.js";
import type { Settings } from "./options.js";
import { isFramed, isPlain } from "./why.js";

const ONE = /^[\w-]{22}$/;

/** Names one adding: 128 random bits, base64url. */
export const newAdding = (): string => toBase64url(crypto.getRandomValues(new Uint8Array(16)));
export const isAdding = (text: string | null | undefined): text is string => typeof text === "string" && ONE.test(text);

/** What the step-up before an adding proves, and the challenge of the new passkey. */
export const digestOf = ({ rpId, tenant }: Settings, { issuer, subject }: Owner, adding: string): string =>
  shortDigest(["passkey.add", tenant, rpId, issuer, subject, adding]);

/** PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3, §5.1.8). */
export async function creationOf(
  { rpId, name }: Settings,
  by: Identity,
  digest: string,
  have: readonly Passkey[],
): Promise<Json> {
  const options = await generateRegistrationOptions({
    rpID: rpId,
    rpName: name,
    userID: handleOf(by),
    userName: by.subject.slice(0, 64),
    challenge: fromBase64url(digest),
    timeout: PATIENCE,
    authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  return { ...(options as unknown as { [key: string]: Json }), excludeCredentials: have.map(descriptorOf) };
}

/**
 * Verifies a new passkey (WebAuthn Level 3, §7.1). Who made the device is not asked: an attestation with certificates is
 * refused unread, as checking one would fetch from addresses that it names. Undefined: it is not a passkey of this adding.
 */
export async function addedOf(
  response: RegistrationResponseJSON,
  expected: { readonly digest: string; readonly origin: string; readonly rpId: string },
): Promise<(Omit<Added, "addedBy" | "adding"> & { readonly counter: number }) | undefined> {
  const { clientDataJSON, attestationObject, transports = [] } = response.response;
  try {
    if (isFramed(clientDataJSON) || !isPlain(clientDataJSON) || !isBare(attestationObject)) return undefined;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: expected.digest,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    const key = verified ? await keyOf(registrationInfo.credential.publicKey) : undefined;
    if (!verified || !key) return undefined;
    const { credential, credentialDeviceType } = registrationInfo;
    const device = credentialDeviceType === "multiDevice" ? "synced" : "one";
    return { ...key, credential: credential.id, counter: credential.counter, transports, device };
  } catch {
    return undefined;
  }
}

/** No attestation, or one that the passkey itself signed (WebAuthn Level 3, §8.2, §8.7). */
function isBare(text: string): boolean {
  const attestation = decodeAttestationObject(fromBase64url(text));
  const format = attestation.get("fmt");
  return format === "none" || (format === "packed" && attestation.get("attStmt").get("x5c") === undefined);
}

import { cose, decodeCredentialPublicKey } from "@simplewebauthn/server/helpers";
import { type Bytes, toBase64, toBase64url } from "../../canonical.js";

/** A credential's public key, in the form that WebAuthn gives it and in the one that other tools read. */
export interface Key {
  readonly algorithm: "ES256" | "EdDSA" | "RS256";
  /** COSE_Key (RFC 9052 §7), base64url. */
  readonly cose: string;
  /** SubjectPublicKeyInfo (RFC 5280 §4.1), DER, base64. */
  readonly publicKey: string;
}

/** Those that openssl verifies, by their COSE numbers (RFC 9053 §2, RFC 8812 §2): EdDSA is Ed25519, ES256 is on P-256. */
export const ALGORITHMS = [-8, -7, -257];
/** RSA of 2048 to 4096 bits. */
const MODULUS = { least: 256, most: 512 };

interface Imported {
  readonly algorithm: Key["algorithm"];
  readonly jwk: JsonWebKey;
  readonly as: AlgorithmIdentifier | EcKeyImportParams | RsaHashedImportParams;
}

/** Undefined for a key that is none of `ALGORITHMS`. @throws Error for one that is not on its curve */
export async function keyOf(bytes: Bytes): Promise<Key | undefined> {
  const imported = importedOf(bytes);
  if (!imported) return undefined;
  const { algorithm, jwk, as } = imported;
  const key = await crypto.subtle.importKey("jwk", jwk, as, true, ["verify"]);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", key));
  return { algorithm, cose: toBase64url(bytes), publicKey: toBase64(spki) };
}

function importedOf(bytes: Bytes): Imported | undefined {
  const key = decodeCredentialPublicKey(bytes);
  const number = key.get(cose.COSEKEYS.alg);
  if (cose.isCOSEPublicKeyEC2(key) && number === cose.COSEALG.ES256) {
    if (key.get(cose.COSEKEYS.crv) !== cose.COSECRV.P256) return undefined;
    const jwk = { kty: "EC", crv: "P-256", x: part(key.get(cose.COSEKEYS.x)), y: part(key.get(cose.COSEKEYS.y)) };
    return { algorithm: "ES256", jwk, as: { name: "ECDSA", namedCurve: "P-256" } };
  }
  if (cose.isCOSEPublicKeyOKP(key) && number === cose.COSEALG.EdDSA) {
    if (key.get(cose.COSEKEYS.crv) !== cose.COSECRV.ED25519) return undefined;
    const jwk = { kty: "OKP", crv: "Ed25519", x: part(key.get(cose.COSEKEYS.x)) };
    return { algorithm: "EdDSA", jwk, as: { name: "Ed25519" } };
  }
  if (!cose.isCOSEPublicKeyRSA(key) || number !== cose.COSEALG.RS256) return undefined;
  const modulus = key.get(cose.COSEKEYS.n);
  if (!modulus || modulus.length < MODULUS.least || modulus.length > MODULUS.most) return undefined;
  const jwk = { kty: "RSA", n: part(modulus), e: part(key.get(cose.COSEKEYS.e)) };
  return { algorithm: "RS256", jwk, as: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } };
}

const part = (bytes: Bytes | undefined): string => toBase64url(bytes ?? new Uint8Array());

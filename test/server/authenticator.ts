import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What a device could say otherwise than it should. */
export interface Lies {
  readonly challenge?: string;
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  /** UP 1, UV 4, BE 8, BS 16. */
  readonly flags?: number;
  readonly counter?: number;
  readonly crossOrigin?: true;
  readonly userHandle?: string;
  /** Credential id, base64url. */
  readonly id?: string;
  readonly attestation?: Attestation | ((signed: Buffer, key: KeyObject) => Attestation);
}
interface Attestation {
  readonly fmt: string;
  readonly attStmt: Cbor;
}
type Kind = "ES256" | "EdDSA" | "RS256" | "ES384";
export type Cbor = number | string | Uint8Array | readonly Cbor[] | Map<number | string, Cbor>;
interface Asked {
  readonly challenge: string;
}

const AT = 64;
const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url");
const sha256 = (data: Uint8Array | string) => createHash("sha256").update(data).digest();

/** One device with one passkey, in software: it answers what a browser hands on as JSON. */
export function authenticator(
  at: { rpId: string; origin: string },
  kind: Kind = "ES256",
  /** The client data as it is signed, of its JSON. */
  written = (json: string) => json,
) {
  const { publicKey, privateKey } = pairOf(kind);
  const own = base64url(randomBytes(32));
  let counter = 0;
  const clientData = (type: string, { challenge }: Asked, lies: Lies) =>
    Buffer.from(
      written(
        JSON.stringify({
          type: lies.type ?? type,
          challenge: lies.challenge ?? challenge,
          origin: lies.origin ?? at.origin,
          crossOrigin: lies.crossOrigin ?? false,
        }),
      ),
    );
  const head = (lies: Lies, more = 0) => {
    const flags = Buffer.from([(lies.flags ?? 5) | more]);
    const count = Buffer.alloc(4);
    counter += 1;
    count.writeUInt32BE(lies.counter ?? counter);
    return Buffer.concat([sha256(lies.rpId ?? at.rpId), flags, count]);
  };
  const frame = (lies: Lies, response: object) =>
    JSON.stringify({
      id: lies.id ?? own,
      rawId: lies.id ?? own,
      type: "public-key",
      clientExtensionResults: {},
      response,
    });
  return {
    id: own,
    publicKey,
    /** `navigator.credentials.create`. */
    create(asked: Asked, lies: Lies = {}): string {
      const id = Buffer.from(lies.id ?? own, "base64url");
      const size = Buffer.from([id.length >> 8, id.length & 255]);
      const authData = Buffer.concat([head(lies, AT), Buffer.alloc(16), size, id, cbor(coseOf(kind, publicKey))]);
      const data = clientData("webauthn.create", asked, lies);
      const clientDataJSON = base64url(data);
      const { attestation = { fmt: "none", attStmt: new Map() } } = lies;
      const { fmt, attStmt } =
        typeof attestation === "function"
          ? attestation(Buffer.concat([authData, sha256(data)]), privateKey)
          : attestation;
      const statement = new Map<string, Cbor>([["fmt", fmt], ["attStmt", attStmt], ["authData", authData]]); // biome-ignore format: short
      return frame(lies, { clientDataJSON, attestationObject: base64url(cbor(statement)), transports: ["internal"] });
    },
    /** `navigator.credentials.get`. */
    get(asked: Asked, lies: Lies = {}): string {
      const data = clientData("webauthn.get", asked, lies);
      const authenticatorData = head(lies);
      const signed = Buffer.concat([authenticatorData, sha256(data)]);
      return frame(lies, {
        clientDataJSON: base64url(data),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(sign(kind === "EdDSA" ? null : "sha256", signed, privateKey)),
        ...(lies.userHandle !== undefined && { userHandle: lies.userHandle }),
      });
    },
  };
}

function pairOf(kind: Kind): { publicKey: KeyObject; privateKey: KeyObject } {
  if (kind === "EdDSA") return generateKeyPairSync("ed25519");
  if (kind === "RS256") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  return generateKeyPairSync("ec", { namedCurve: kind === "ES256" ? "P-256" : "P-384" });
}

/** COSE_Key (RFC 9053 §7). */
function coseOf(kind: Kind, key: KeyObject): Map<number, Cbor> {
  const jwk = key.export({ format: "jwk" });
  const part = (name: "x" | "y" | "n" | "e") => Buffer.from(String(jwk[name]), "base64url");
  if (kind === "EdDSA") return new Map<number, Cbor>([[1, 1], [3, -8], [-1, 6], [-2, part("x")]]); // biome-ignore format: short
  if (kind === "RS256") return new Map<number, Cbor>([[1, 3], [3, -257], [-1, part("n")], [-2, part("e")]]); // biome-ignore format: short
  const [alg, curve] = kind === "ES256" ? [-7, 1] : [-35, 2];
  return new Map<number, Cbor>([[1, 2], [3, alg], [-1, curve], [-2, part("x")], [-3, part("y")]]); // biome-ignore format: short
}

/** As much of CBOR (RFC 8949) as WebAuthn needs. */
export function cbor(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? sized(1, -1 - value) : sized(0, value);
  if (typeof value === "string") return Buffer.concat([sized(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([sized(2, value.length), value]);
  if (value instanceof Map) {
    const members = [...value].map(([key, member]) => Buffer.concat([cbor(key), cbor(member)]));
    return Buffer.concat([sized(5, value.size), ...members]);
  }
  return Buffer.concat([sized(4, value.length), ...value.map(cbor)]);
}

function sized(major: number, size: number): Buffer {
  if (size < 24) return Buffer.from([(major << 5) | size]);
  if (size < 256) return Buffer.from([(major << 5) | 24, size]);
  return Buffer.from([(major << 5) | 25, size >> 8, size & 255]);
}

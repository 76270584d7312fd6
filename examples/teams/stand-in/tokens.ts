import { createHmac, createPublicKey, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";

/** `own` signs for Teams; `other` is published for other channels only; `foreign` is published nowhere and bears the id of `own`. */
export type KeyName = "own" | "other" | "foreign";
type Part = Readonly<Record<string, unknown>>;

/** What is unlike a token that the Bot Service sends; a claim that is `undefined` is left out. */
export interface Minting {
  readonly header?: Part;
  readonly claims?: Part;
  readonly key?: KeyName;
}

const ENDORSED: Readonly<Record<"own" | "other", readonly string[]>> = {
  own: ["msteams", "skype", "emulator"],
  other: ["webchat", "directline"],
};
const NAMES: readonly KeyName[] = ["own", "other", "foreign"];

const pair = promisify(generateKeyPair);
const made = new Map<KeyName, Promise<KeyObject>>();
/** Keys are made once a process: they are slow to make, and every stand-in may have the same. */
const keyOf = (name: KeyName): Promise<KeyObject> => {
  const known = made.get(name) ?? pair("rsa", { modulusLength: 2048 }).then(({ privateKey }) => privateKey);
  made.set(name, known);
  return known;
};

const rsa = (hash: string) => (input: string, key: KeyObject) => sign(hash, Buffer.from(input), key);
const SIGNATURES: Readonly<Record<string, (input: string, key: KeyObject) => Buffer>> = {
  RS256: rsa("sha256"),
  RS384: rsa("sha384"),
  RS512: rsa("sha512"),
  // The forgery that takes a public key for a shared secret, and the one without a signature.
  HS256: (input, key) =>
    createHmac("sha256", createPublicKey(key).export({ type: "spki", format: "pem" }))
      .update(input)
      .digest(),
  none: () => Buffer.alloc(0),
};

const encoded = (part: Part) => Buffer.from(JSON.stringify(part)).toString("base64url");
const kid = (name: KeyName) => (name === "other" ? "stand-in-other" : "stand-in-own");

/** A JSON Web Token (RFC 7519) in the compact form, of any header and claims, good or bad. */
export async function minted({ header, claims = {}, key = "own" }: Minting): Promise<string> {
  const head: Part = { typ: "JWT", alg: "RS256", kid: kid(key), ...header };
  const signature = SIGNATURES[String(head["alg"])];
  if (signature === undefined) throw new Error(`The stand-in signs ${Object.keys(SIGNATURES).join(", ")} only.`);
  const input = `${encoded(head)}.${encoded(claims)}`;
  return `${input}.${signature(input, await keyOf(key)).toString("base64url")}`;
}

/** The published keys, as the Bot Service publishes its own: each with the channels that it is endorsed for. */
export async function jwks(): Promise<{ readonly keys: readonly Part[] }> {
  const publish = async (name: "own" | "other"): Promise<Part> => {
    const { n, e } = createPublicKey(await keyOf(name)).export({ format: "jwk" });
    return { kty: "RSA", use: "sig", kid: kid(name), n, e, endorsements: ENDORSED[name] };
  };
  await Promise.all(NAMES.map(keyOf));
  return { keys: await Promise.all([publish("own"), publish("other")]) };
}

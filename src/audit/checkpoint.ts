import { type Bytes, fromBase64, fromHex, sha256, toBase64, toHex, utf8 } from "../canonical.js";
import { misuse } from "../errors.js";
import { publicBytes } from "./signature.js";
import type { PublicJwk, Signer } from "./signer.js";

/** A signed tree head: a C2SP checkpoint (c2sp.org/tlog-checkpoint) in a C2SP signed note (c2sp.org/signed-note). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  /** The note text, which is what the signatures sign. */
  readonly body: string;
  readonly signatures: readonly NoteSignature[];
}
export interface NoteSignature {
  readonly name: string;
  /** Four bytes, hex. A hint: it selects a key, it proves nothing. */
  readonly keyHash: string;
  readonly signature: Bytes;
}

/** The note text of a tree head: origin, size, base64 root, one a line. `root` is hex. @throws code `input` for an origin that C2SP does not allow as a key name. */
export function checkpointBody(origin: string, size: number, root: string): string {
  if (!NAME.test(origin)) throw misuse("origin", "must be text without spaces, line breaks or plus signs");
  return `${origin}\n${size}\n${toBase64(fromHex(root))}\n`;
}

/** What C2SP allows as a key name. Without spaces no note text can be a DSSE encoding, which begins `DSSEv1 `. */
const NAME = /^[^\s+]+$/;

/** C2SP has no type byte for raw ES256, so 0xff and a name of our own, as signed-note asks. */
const ES256_TYPE = "countersign.dev/es256-p1363";

/**
 * The C2SP key id, as 8 hex digits: SHA-256(name || 0x0A || type || key)[:4]. Ed25519: type 0x01, 32-byte key.
 * ES256 with raw r || s: type 0xff followed by `countersign.dev/es256-p1363`, key the 65-byte uncompressed point.
 * @throws code `input` when the key is neither.
 */
export function keyHash(name: string, jwk: PublicJwk): string {
  const key = publicBytes(jwk);
  if (!key) throw misuse("publicJwk", "is neither an Ed25519 nor a P-256 public key");
  const type = jwk.kty === "OKP" ? [1] : [0xff, ...utf8(ES256_TYPE)];
  return sha256(Uint8Array.from([...utf8(name), 0x0a, ...type, ...key])).slice(0, 8);
}

/** Makes the signed note of a tree head; `root` is hex. The answer is a promise only where the signer's is. */
export type SignTreeHead = (size: number, root: string) => string | Promise<string>;

/** What `signCheckpoint` does, for many heads of one log. @throws code `input` for a key of another kind. */
export function treeHeadSigner(signer: Signer, origin: string): SignTreeHead {
  const id = fromHex(keyHash(origin, signer.publicJwk));
  return (size, root) => {
    const body = checkpointBody(origin, size, root);
    const note = (signature: Uint8Array) =>
      `${body}\n\u2014 ${origin} ${toBase64(Uint8Array.from([...id, ...raw(signer, signature)]))}\n`;
    const signature = signer.sign(utf8(body));
    return isLater(signature) ? signature.then(note) : note(signature);
  };
}

const isLater = (answer: Uint8Array | Promise<Uint8Array>): answer is Promise<Uint8Array> =>
  typeof (answer as Partial<Promise<Uint8Array>> | undefined)?.then === "function";

/** The signed note of one tree head, signed in the origin's name. */
export const signCheckpoint = (signer: Signer, origin: string, size: number, root: string): string | Promise<string> =>
  treeHeadSigner(signer, origin)(size, root);

function raw({ algorithm }: Signer, signature: Uint8Array): Uint8Array {
  if (ArrayBuffer.isView(signature) && signature.length === 64) return signature;
  const wanted = algorithm === "ES256" ? "64 bytes, r || s (not DER)" : "64 bytes";
  const got = ArrayBuffer.isView(signature) ? `${signature.length} bytes` : typeof signature;
  throw misuse("signer.sign", `answered ${got}; a signature by ${algorithm} is ${wanted}`);
}

const BODY = /^([^\s+]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*$/;
const LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/;
const MOST_SIGNATURES = 64;

/** Reads a signed note, or answers undefined when it is not a checkpoint. Verifies no signature. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const cut = text.lastIndexOf("\n\n");
  if (cut < 0 || !text.endsWith("\n")) return undefined;
  const body = text.slice(0, cut + 1);
  const [, origin, size, root] = BODY.exec(body) ?? [];
  const hash = root && bytesOf(root);
  const lines = text.slice(cut + 2, -1).split("\n");
  if (!origin || !hash || !Number.isSafeInteger(Number(size)) || lines.length > MOST_SIGNATURES) return undefined;
  const signatures = lines.map(noteSignature);
  if (!signatures.every((signature) => signature !== undefined)) return undefined;
  return { origin, size: Number(size), root: toHex(hash), body, signatures };
}

function noteSignature(line: string): NoteSignature | undefined {
  const [, name, text] = LINE.exec(line) ?? [];
  const bytes = text && bytesOf(text);
  if (!name || !bytes || bytes.length < 5) return undefined;
  return { name, keyHash: toHex(bytes.slice(0, 4)), signature: bytes.slice(4) };
}

/** The bytes of a canonical base64 text; undefined for any other, so that one note has one text. */
function bytesOf(text: string): Bytes | undefined {
  const bytes = text.length % 4 === 0 ? fromBase64(text) : undefined;
  return bytes && toBase64(bytes) === text ? bytes : undefined;
}

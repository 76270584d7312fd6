import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { closeSync, existsSync, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { thumbprint } from "../audit/signature.js";
import type { PublicJwk, Signer } from "../audit/signer.js";
import { misuse } from "../errors.js";
import { codeOf, createWhole, makeFolderOf, replaceWhole, syncFolderOf } from "../sinks/jsonl/disk.js";

interface Key {
  readonly id: string;
  readonly jwk: PublicJwk;
  readonly secret: KeyObject;
}

/** Signs with the key in `FOLDER/signing.key`, made at its first use; of many processes that start at once, one makes it. */
export function folderSigner(folder: string): Signer {
  let known: Key | undefined;
  const key = () => {
    known ??= keyIn(folder);
    return known;
  };
  return {
    algorithm: "Ed25519",
    get keyId() {
      return key().id;
    },
    get publicJwk() {
      return key().jwk;
    },
    sign: (bytes) => sign(null, bytes, key().secret),
  };
}

function keyIn(folder: string): Key {
  const path = join(folder, "signing.key");
  const published = join(folder, "public.pem");
  const secret = privateKey(path, readKey(path) ?? newKey(path, published));
  const publicKey = createPublicKey(secret);
  publish(published, publicKey.export({ type: "spki", format: "pem" }).toString());
  const { kty, crv, x } = publicKey.export({ format: "jwk" }) as Record<keyof PublicJwk, string>;
  const jwk = { kty, crv, x };
  return { id: thumbprint(jwk), jwk, secret };
}

/** The text of the file; undefined where there is none. */
function readKey(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw misuse("local", `${path} cannot be read (${String(codeOf(error))})`);
  }
  try {
    mustBePrivate(path, fstatSync(file).mode);
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

/** Windows has no such modes: there the folder's own rights decide. */
function mustBePrivate(path: string, mode: number): void {
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  const bits = (mode & 0o777).toString(8).padStart(3, "0");
  throw misuse("local", `${path} can be read by others (mode ${bits}): run chmod 600 ${path}, or make a new key`);
}

/** A key is made before its public half: where only that is left, the key was lost, and another is not made quietly. */
function newKey(path: string, published: string): string {
  if (!existsSync(published)) return makeKey(path);
  const found = readKey(path);
  if (found !== undefined) return found;
  const cure = `put it back; or, for a new key, keep ${published}, which verifies the logs so far, somewhere else`;
  throw misuse("local", `${path} was removed, and ${published} says that there was one: ${cure}`);
}

function makeKey(path: string): string {
  makeFolderOf(path);
  const { privateKey: secret } = generateKeyPairSync("ed25519");
  if (createWhole(path, secret.export({ type: "pkcs8", format: "pem" }).toString())) syncFolderOf(path);
  return readKey(path) ?? "";
}

/** The library's own words may quote the key. */
function privateKey(path: string, pem: string): KeyObject {
  try {
    const secret = createPrivateKey(pem);
    if (secret.asymmetricKeyType === "ed25519") return secret;
  } catch {}
  throw misuse(
    "local",
    `${path} is not an Ed25519 private key in PKCS #8: put the key back; for a new one, delete it and move public.pem elsewhere`,
  );
}

/** Whatever stood there: the public half follows from the private one. */
function publish(path: string, pem: string): void {
  if (!existsSync(path) || readFileSync(path, "utf8") !== pem) replaceWhole(path, pem);
}

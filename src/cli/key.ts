import { createPublicKey } from "node:crypto";
import { publicPart } from "../audit/signature.js";
import type { PublicJwk } from "../audit/signer.js";
import { textOf } from "./files.js";
import { Unusable } from "./unusable.js";

/** The public keys of a PEM file, a JWK or a JWK set; `warn` is told of a file with a private key. @throws Unusable */
export function keysOf(path: string, warn: (line: string) => void): readonly PublicJwk[] {
  const text = textOf(path, "the key");
  const found = text.trimStart().startsWith("{") ? fromJson(text) : fromPem(text);
  const keys = found.map((key) => publicPart(key));
  const good = keys.filter((key) => key !== undefined);
  if (good.length > 0 && good.length === keys.length) {
    if (found.some((key) => "d" in key) || PRIVATE.test(text)) warn(`warning: ${path} ${KEEP_APART}`);
    return good;
  }
  throw new Unusable(`${path} is no Ed25519 or P-256 public key: give a PEM file, such as public.pem, or a JWK`);
}

const PRIVATE = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const KEEP_APART =
  "is a private key. The public one is enough, and whoever has this file can sign in its name: keep it where only its process can read it";

function fromJson(text: string): readonly PublicJwk[] {
  try {
    const json = JSON.parse(text) as PublicJwk & { readonly keys?: unknown };
    const keys: readonly unknown[] = Array.isArray(json.keys) ? json.keys : [json];
    return keys.map((key) => (key ?? {}) as PublicJwk);
  } catch {
    return [];
  }
}

function fromPem(text: string): readonly PublicJwk[] {
  try {
    return [createPublicKey(text).export({ format: "jwk" }) as unknown as PublicJwk];
  } catch {
    return [];
  }
}

import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { publicPart } from "../audit/signature.js";
import type { PublicJwk } from "../audit/signer.js";
import { reason, Unusable } from "./unusable.js";

/** The text of a file that the user named. @throws Unusable */
export function textOf(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Unusable(`cannot read ${what} ${path}: ${reason(error)}`);
  }
}

/** The public keys of a PEM file, a JWK or a JWK set. @throws Unusable */
export function keysOf(path: string): readonly PublicJwk[] {
  const text = textOf(path, "the key");
  const found = text.trimStart().startsWith("{") ? fromJson(text) : fromPem(text);
  const keys = found.map((key) => publicPart(key));
  const good = keys.filter((key) => key !== undefined);
  if (good.length > 0 && good.length === keys.length) return good;
  throw new Unusable(`${path} is no Ed25519 or P-256 public key: give a PEM file, such as public.pem, or a JWK`);
}

function fromJson(text: string): readonly PublicJwk[] {
  try {
    const json = JSON.parse(text) as PublicJwk & { readonly keys?: unknown };
    return Array.isArray(json.keys) ? (json.keys as PublicJwk[]) : [json];
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

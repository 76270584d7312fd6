import { digest, type Json, type JsonObject, toHex } from "../canonical.js";
import { at, replaceAt } from "./paths.js";

export const SECRET = "[secret]";

/** The arguments as callbacks, judges and stores may see them: secret values replaced by a mark. */
export function redact(args: JsonObject, secret: readonly string[]): JsonObject {
  return secret.reduce<Json>((value, path) => replaceAt(value, path, SECRET), args) as JsonObject;
}

/** Salted commitments (SD-JWT form, RFC 9901: `[salt, pointer, value]`), by path of the secret arguments that are there. */
export type Commitments = { readonly [path: string]: { readonly salt: string; readonly commit: string } };

export function commitments(args: JsonObject, secret: readonly string[], known: Commitments = {}): Commitments {
  const made: Record<string, { salt: string; commit: string }> = {};
  for (const path of secret) {
    const value = at(args, path);
    if (value === undefined) continue;
    const salt = known[path]?.salt ?? salted();
    made[path] = { salt, commit: digest([salt, path, value]) };
  }
  return made;
}

/** The arguments with each secret replaced by its commitment: what the call's digest binds. */
export function committed(args: JsonObject, made: Commitments): Json {
  return Object.keys(made).reduce<Json>(
    (value, path) => replaceAt(value, path, { commit: made[path]?.commit ?? "" }),
    args,
  );
}

/** Puts the caller's secret values where the stored arguments only have marks. */
export function restore(stored: JsonObject, own: JsonObject, secret: readonly string[]): JsonObject {
  return secret.reduce<Json>((value, path) => {
    const mine = at(own, path);
    return mine === undefined ? value : replaceAt(value, path, mine);
  }, stored) as JsonObject;
}

const POOL = new Uint8Array(4096);
let used = POOL.length;

/** 128 random bits, hex. */
export function salted(): string {
  if (used === POOL.length) {
    crypto.getRandomValues(POOL);
    used = 0;
  }
  used += 16;
  return toHex(POOL.subarray(used - 16, used));
}

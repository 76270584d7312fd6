import { EncryptJWT, jwtDecrypt } from "jose";
import { utf8 } from "../../canonical.js";
import { cookie, cookieOf } from "../sign-in/cookie.js";
import { originOf } from "../sign-in/where.js";
import type { Place } from "../sign-in.js";
import type { Proved, Session, Transaction } from "./kept.js";
import type { Setup } from "./profile.js";

/** What each cookie holds. */
interface Contents {
  readonly session: Session;
  readonly transaction: Transaction;
  readonly proof: Proved;
}
export type Purpose = keyof Contents;

/** Seconds. A session is for deciding, and its groups are those of the sign-in: after 15 minutes one signs in again. */
export const AGES = { session: 15 * 60, transaction: 10 * 60, proof: 5 * 60 } as const satisfies Record<
  Purpose,
  number
>;

/**
 * Cookies that only this desk can read and write. One of another purpose, provider, client or key is none, nor one of another
 * origin: browsers send a cookie to every port of its host (RFC 6265 §8.5).
 */
export interface SealedCookies {
  read<P extends Purpose>(purpose: P, request: Request, place: Place): Promise<Contents[P] | undefined>;
  write<P extends Purpose>(purpose: P, contents: Contents[P], place: Place): Promise<string>;
  clear(purpose: Purpose, place: Place): string;
}

const NAME = "countersign-";
const ALGORITHMS = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] };

export function sealedCookies({ profile, options }: Setup): SealedCookies {
  const keys = new Map<Purpose, Promise<CryptoKey>>();
  const keyFor = (purpose: Purpose) => {
    const key = keys.get(purpose) ?? derived(options.cookieKey, [purpose, profile.issuer, options.clientId]);
    keys.set(purpose, key);
    return key;
  };
  return {
    async read<P extends Purpose>(purpose: P, request: Request, place: Place) {
      const value = cookieOf(request, NAME + purpose, place);
      if (value === undefined) return undefined;
      try {
        const rules = { ...ALGORITHMS, requiredClaims: ["exp"], audience: originOf(place) };
        const { payload } = await jwtDecrypt(value, await keyFor(purpose), rules);
        return payload["is"] as Contents[P];
      } catch {
        return undefined;
      }
    },
    async write(purpose, contents, place) {
      const age = AGES[purpose];
      const sealed = await new EncryptJWT({ is: contents })
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .setAudience(originOf(place))
        .setExpirationTime(Math.floor(Date.now() / 1000) + age)
        .encrypt(await keyFor(purpose));
      return cookie(NAME + purpose, sealed, { age, sameSite: "Lax" }, place);
    },
    clear: (purpose, place) => cookie(NAME + purpose, "", { age: 0, sameSite: "Lax" }, place),
  };
}

/** HKDF (RFC 5869) with SHA-256; the parts name what the key is for. */
async function derived(secret: string, parts: readonly string[]): Promise<CryptoKey> {
  const master = await crypto.subtle.importKey("raw", utf8(secret), "HKDF", false, ["deriveKey"]);
  const info = utf8(JSON.stringify(["countersign/1", ...parts]));
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return crypto.subtle.deriveKey(how, master, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

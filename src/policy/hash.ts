import { digest, type Json } from "../canonical.js";
import type { Policy } from "./rule.js";

/** SHA-256 (hex) of the canonical JSON of a policy. A key that is absent is absent here too, so new keys change no old hash. */
export function policyHash({ id, version, mode, rules }: Omit<Policy, "hash">): string {
  return digest({ id, ...(version === undefined ? {} : { version }), mode, rules: rules as unknown as Json });
}

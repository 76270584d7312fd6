import { digest, type Json } from "../canonical.js";
import type { Policy } from "./rule.js";

/** SHA-256 (hex) of the canonical JSON of a policy. A key that is absent is absent here too, so new keys change no old hash. */
export function policyHash({ id, version, mode, predicates, rules }: Omit<Policy, "hash">): string {
  const stated = { ...(version === undefined ? {} : { version }), ...(predicates === undefined ? {} : { predicates }) };
  return digest({ id, ...stated, mode, rules: rules as unknown as Json });
}

/** Of all policies of a process: what its events carry. */
export const policiesHash = (policies: readonly Policy[]): string =>
  policies.length === 1 ? (policies[0] as Policy).hash : digest(policies.map(({ hash }) => hash));

import type { Place } from "../sign-in.js";
import { covers } from "./domain.js";
import type { Settings } from "./options.js";

/**
 * The origin that a passkey must have signed. Undefined where nobody but a Host header says it, or where it is not of the
 * RP ID: there passkeys prove nothing.
 */
export function originAt({ origin, rpId }: Settings, place: Place): string | undefined {
  if (origin !== undefined) return origin;
  const own = new URL(place.base);
  if (place.origin === "host" && !covers("localhost", own.hostname)) return undefined;
  return covers(rpId, own.hostname) ? own.origin : undefined;
}

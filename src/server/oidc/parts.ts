import type { SealedCookies } from "./cookies.js";
import type { Setup } from "./profile.js";
import type { Provider } from "./provider.js";
import type { Revoked } from "./revoked.js";

/** What every page of this sign-in works with. */
export interface Parts extends Setup {
  readonly provider: Provider;
  readonly cookies: SealedCookies;
  readonly revoked: Revoked;
}

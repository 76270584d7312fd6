import * as oidc from "openid-client";

/** A sign-in that came to nothing, as a page tells it. */
export interface Failed {
  readonly status: number;
  readonly why: string;
}

const REFUSED = "The identity provider did not let you sign in";
const ASK = "An administrator should look at the provider's and this desk's configuration.";

/** What to tell of what the exchange with a provider threw: never a description by the provider, a token or an address. */
export function failed(error: unknown): Failed {
  const code = codeOf(error);
  if (error instanceof oidc.AuthorizationResponseError) {
    const why = code === "access_denied" ? `${REFUSED}, or you cancelled.` : `${REFUSED} (${code}). ${ASK}`;
    return { status: 403, why };
  }
  if (code === "invalid_grant") return { status: 400, why: "This sign-in was used already, or took too long." };
  if (error instanceof oidc.ResponseBodyError)
    return { status: 502, why: `The identity provider refused this desk (${code}). ${ASK}` };
  if (BAD_TOKEN.has(code))
    return { status: 400, why: `What came back does not belong to a sign-in that started here (${code}).` };
  return { status: 502, why: `The identity provider could not be asked, or does not fit (${code}). ${ASK}` };
}

const BAD_TOKEN: ReadonlySet<string> = new Set([
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_KEY_SELECTION_FAILED",
  "OAUTH_PARSE_ERROR",
  "OAUTH_UNSUPPORTED_OPERATION",
]);

/** Of OAuth, or of the library; anything of another shape might be text for the page. */
function codeOf(error: unknown): string {
  const { error: said, code } = (error ?? {}) as { readonly error?: unknown; readonly code?: unknown };
  const found = said ?? code;
  return typeof found === "string" && /^[A-Za-z_]{1,60}$/.test(found) ? found : "no code";
}

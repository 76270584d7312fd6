import { fromHex, sha256, toBase64url } from "../../canonical.js";
import { type TokenClaims, text, texts } from "./profile.js";

const LONGEST = 200;

/** What the provider said about how somebody signed in, and the SHA-256 (base64url) of the token that says it. */
export function evidenceOf(
  claims: TokenClaims,
  name: "id_token" | "access_token",
  token: string,
): Record<string, string> {
  const { auth_time: at } = claims;
  const [acr, amr] = [texts(claims["acr"] ?? claims["acrs"]), texts(claims["amr"])].map((list) => list.join(" "));
  return {
    [`${name}_sha256`]: toBase64url(fromHex(sha256(token))),
    ...(typeof at === "number" && { auth_time: String(at) }),
    ...(acr && { acr: acr.slice(0, LONGEST) }),
    ...(amr && { amr: amr.slice(0, LONGEST) }),
    ...(text(claims["jti"]) && { jti: String(claims["jti"]).slice(0, LONGEST) }),
  };
}

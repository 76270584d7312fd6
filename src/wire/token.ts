import { fromBase64url } from "../canonical.js";
import { jsonIn } from "../json.js";

/**
 * Whether the header and the claims of a compact JWT name each member once. Others would read them another way: RFC 7515 §4
 * and RFC 7519 §4 let a parser take the last one.
 */
export const isPlain = (token: string): boolean => token.split(".", 2).every(isObject);

function isObject(part: string): boolean {
  try {
    return jsonIn(new TextDecoder().decode(fromBase64url(part))) !== undefined;
  } catch {
    return false;
  }
}

import { misuse } from "../../errors.js";
import { readText } from "../../wire/answer.js";

const TYPE = "application/x-www-form-urlencoded";
const LONGEST = 262_144;

/** The fields of a posted form, read from a copy. Undefined where it is no form, or one of more than 256 KB. */
export async function formOf(request: Request): Promise<URLSearchParams | undefined> {
  const type = request.headers.get("content-type") ?? "";
  if (request.method !== "POST" || type.split(";", 1)[0]?.trim().toLowerCase() !== TYPE) return undefined;
  if (request.bodyUsed) throw misuse("withPasskeys", "the form was read before: hand on a request whose body was not");
  const text = await readText(request.clone(), LONGEST);
  return text === undefined ? undefined : new URLSearchParams(text);
}

import { misuse } from "../../errors.js";

const TYPE = "application/x-www-form-urlencoded";
const LONGEST = 262_144;

/** The fields of a posted form, read from a copy. Undefined where it is no form, or one of more than 256 KB. */
export async function formOf(request: Request): Promise<URLSearchParams | undefined> {
  const type = request.headers.get("content-type") ?? "";
  if (request.method !== "POST" || type.split(";", 1)[0]?.trim().toLowerCase() !== TYPE) return undefined;
  if (request.bodyUsed) throw misuse("withPasskeys", "the form was read before: hand on a request whose body was not");
  const text = await textOf(request.clone().body);
  return text === undefined ? undefined : new URLSearchParams(text);
}

async function textOf(body: ReadableStream<Uint8Array> | null): Promise<string | undefined> {
  if (!body) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let read = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    read += value.byteLength;
    if (read > LONGEST) {
      void reader.cancel().catch(() => undefined); // ends only when the request's own body is given up, too
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

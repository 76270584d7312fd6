import { jsonIn } from "../json.js";

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The JSON of an answer. @throws SyntaxError, without the text, when it is none, or names a member twice. */
export function jsonOf(answer: Answer): unknown {
  const value = jsonIn(answer.text);
  if (value !== undefined) return value;
  throw new SyntaxError(`an answer with status ${answer.status} is not JSON`);
}

/** Reads a body of at most `most` bytes; `undefined` for a longer one, which is not read on. */
export async function readAnswer(response: Response, most: number): Promise<Answer | undefined> {
  const text = await readText(response, most);
  return text === undefined ? undefined : { status: response.status, headers: response.headers, text };
}

/** The text of a body of at most `most` bytes; `undefined` for a longer one, which is not read on. */
export async function readText({ body }: Pick<Response, "body">, most: number): Promise<string | undefined> {
  if (!body) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let read = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    read += value.byteLength;
    if (read > most) {
      void reader.cancel().catch(() => undefined); // a copy's ends only when its original is given up, too
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

import { createReadStream } from "node:fs";
import { unavailable } from "../../audit/unavailable.js";

const BLOCK = 256 * 1024;

/** The lines of a file, without their newlines. @throws code `unavailable` where it is not UTF-8 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let begun: string[] = []; // a line that goes over many blocks is put together once
  try {
    for await (const block of createReadStream(path, { highWaterMark: BLOCK })) {
      const [first = "", ...lines] = decoder.decode(block as Buffer, { stream: true }).split("\n");
      begun.push(first);
      const next = lines.pop();
      if (next === undefined) continue;
      yield begun.join("");
      yield* lines;
      begun = [next];
    }
  } catch (error) {
    throw unavailable(`${path} cannot be read: keep it as it is, verify it, and write to another`, error);
  }
}

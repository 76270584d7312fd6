import { createReadStream } from "node:fs";
import { unavailable } from "../../audit/unavailable.js";

const BLOCK = 256 * 1024;

/** The lines of a file, without their newlines. @throws code `unavailable` where it is not UTF-8 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let rest = "";
  try {
    for await (const block of createReadStream(path, { highWaterMark: BLOCK })) {
      const lines = (rest + decoder.decode(block as Buffer, { stream: true })).split("\n");
      rest = lines.pop() as string;
      yield* lines;
    }
  } catch (error) {
    throw unavailable(`${path} cannot be read: keep it as it is, verify it, and write to another`, error);
  }
}

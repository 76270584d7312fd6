import { ask, print, type Tty } from "./tty.js";

/** Shows lines a screen at a time; true when the last one was shown. */
export async function page(tty: Tty, lines: readonly string[], signal: AbortSignal): Promise<boolean> {
  const height = Math.max(5, (tty.output.rows ?? 24) - 2);
  const pages = Math.ceil(lines.length / height);
  for (let at = 0; at < pages; at++) {
    print(tty, lines.slice(at * height, (at + 1) * height));
    if (at + 1 === pages) return true;
    const answer = await ask(tty, `  -- ${at + 1} of ${pages}: Enter for the next, q to go back -- `, signal);
    if (answer === undefined || answer.trim().toLowerCase() === "q") return false;
  }
  return true;
}

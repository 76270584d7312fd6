import type { Act } from "../../action/act.js";
import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { howTo } from "./act.js";
import { card } from "./card.js";
import type { Seat } from "./send.js";
import { indented, type Sheet } from "./sheet.js";
import { ask, paintOf, print, say, type Tty, widthOf } from "./tty.js";

const drawn = (tty: Tty, message: RequestMessage, detail: Sheet["detail"]) =>
  card(message, { width: widthOf(tty), now: tty.clock.now(), paint: paintOf(tty), detail });

/** Shows the card; true when some of what a decision covers is not on it. */
export function show({ tty, as }: Seat, message: RequestMessage, act: Act): boolean {
  const { lines, cut } = drawn(tty, message, "short");
  const modify = message.modifiable ? "m  modify   " : "";
  const foot = [
    `d  deny at once   ${modify}v  view in full   q  leave undecided   ?  help`,
    `You answer as ${visible(as.name ?? as.subject)} (${visible(as.subject)}, ${visible(as.issuer)}).`,
    ...(cut && act.kind !== "withheld"
      ? ["Not everything fits here: v shows it all, and is needed before approving."]
      : []),
    `${howTo(act)} Enter alone does nothing.`,
  ];
  const width = widthOf(tty);
  print(tty, ["", ...lines, "", "─".repeat(width), ...foot.flatMap((text) => indented(text, width)), ""]);
  return cut;
}

/** Shows all of it, a screen at a time; true when the last line was shown. */
export async function showWhole({ tty, signal }: Seat, message: RequestMessage): Promise<boolean> {
  const { lines } = drawn(tty, message, "whole");
  const height = Math.max(5, (tty.output.rows ?? 24) - 2);
  const pages = Math.ceil(lines.length / height);
  for (let at = 1; ; at++) {
    print(tty, lines.slice((at - 1) * height, at * height));
    if (at === pages) return true;
    const answer = await ask(tty, `  -- ${at} of ${pages}: Enter for the next, q to go back -- `, signal);
    if (answer === undefined || answer.trim().toLowerCase() === "q") return false;
  }
}

/** Says what each key does. */
export function help({ tty }: Seat, { modifiable }: RequestMessage, act: Act): void {
  for (const text of [
    howTo(act),
    "d denies at once; d and some text denies with that reason.",
    modifiable
      ? "m changes the arguments; what you send is a new revision that must be approved as it then is."
      : "This call cannot be modified.",
    "v shows everything, with the whole digest. q leaves it undecided: it still waits, here or elsewhere.",
    "The check words are the same on every card of this revision: compare them by voice when in doubt.",
  ])
    say(tty, text);
}

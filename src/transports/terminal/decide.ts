import type { RequestMessage } from "../../approval/request-message.js";
import type { Decision } from "../../approval/review.js";
import type { JsonObject } from "../../canonical.js";
import { type Act, actOf, approves, COMMAND, howTo, mismatch } from "./act.js";
import { card } from "./card.js";
import { argumentsOf } from "./draft.js";
import { modified } from "./modify.js";
import { page } from "./pager.js";
import type { Seat } from "./seat.js";
import { type After, send } from "./send.js";
import { inert, prose } from "./text.js";
import { ask, paintOf, print, say, widthOf } from "./tty.js";

/** What became of asking: as after an answer, or `left` undecided. */
export type Left = Exclude<After, "stay"> | "left";

/** Shows one request and asks until it is answered, left, or ended by the signal. */
export async function decide(seat: Seat, message: RequestMessage): Promise<Left> {
  const { tty, signal } = seat;
  const act = actOf(message);
  let unseen = show(seat, message, act);
  for (;;) {
    const line = await ask(tty, "  > ", signal);
    if (line === undefined || /^\s*q\s*$/i.test(line)) return left(seat);
    const wanted = line.trim();
    if (wanted === "") continue;
    if (/^v$/i.test(wanted)) unseen = !(await whole(seat, message)) && unseen;
    else if (wanted === "?") help(seat, message, act);
    else {
      const after = await answered(seat, message, { line, act, unseen });
      if (after !== "stay") return after;
    }
  }
}

function left({ tty, signal }: Seat): Left {
  if (!signal.aborted) say(tty, "Left undecided. It still waits; nothing was recorded.");
  return "left";
}

/** Shows the card; true when some of what a decision covers is not on it. */
function show({ tty, as }: Seat, message: RequestMessage, act: Act): boolean {
  const width = widthOf(tty);
  const { lines, cut } = card(message, { width, now: tty.clock.now(), paint: paintOf(tty), detail: "short" });
  const who = `You answer as ${inert(as.name ?? as.subject)} (${inert(as.subject)}, ${inert(as.issuer)}).`;
  const modify = message.modifiable ? "m  modify   " : "";
  const keys = `d  deny at once   ${modify}v  view in full   q  leave undecided   ?  help`;
  const first =
    cut && act.by !== "nothing" ? "Not everything fits here: v shows it all, and is needed before approving." : "";
  const foot = [keys, who, first, `${howTo(act)} Enter alone does nothing.`].filter(Boolean);
  print(tty, [
    "",
    ...lines,
    "",
    "─".repeat(width),
    ...foot.flatMap((text) => [...prose(text, width - 2)]).map((text) => `  ${text}`),
    "",
  ]);
  return cut;
}

/** Shows all of it, a screen at a time; true when the last line was shown. */
function whole({ tty, signal }: Seat, message: RequestMessage): Promise<boolean> {
  const { lines } = card(message, { width: widthOf(tty), now: tty.clock.now(), paint: paintOf(tty), detail: "whole" });
  return page(tty, lines, signal);
}

function help({ tty }: Seat, { modifiable }: RequestMessage, act: Act): void {
  const texts = [
    howTo(act),
    "d denies at once; d and some text denies with that reason.",
    modifiable
      ? "m changes the arguments; what you send is a new revision that must be approved as it then is."
      : "This call cannot be modified.",
    "v shows everything, with the whole digest. q leaves it undecided: it still waits, here or elsewhere.",
    "The check words are the same on every card of this revision: compare them by voice when in doubt.",
  ];
  for (const text of texts) say(tty, text);
}

interface Said {
  readonly line: string;
  readonly act: Act;
  readonly unseen: boolean;
}

async function answered(seat: Seat, message: RequestMessage, { line, act, unseen }: Said): Promise<After> {
  const wanted = line.trim();
  if (/^m$/i.test(wanted)) return modify(seat, message);
  if (COMMAND.test(wanted)) return (await send(seat, message, denial(wanted))).after;
  if (!approves(act, line)) return stay(seat, mismatch(act));
  if (unseen) return stay(seat, "Nothing was recorded. Not everything was shown yet: v shows it all, then approve.");
  return (await send(seat, message, { decision: "approve" })).after;
}

function denial(wanted: string): Decision {
  const reason = wanted.slice(1).trim();
  return { decision: "deny", ...(reason !== "" && { reason }) };
}

async function modify(seat: Seat, message: RequestMessage): Promise<After> {
  const args = argumentsOf(message.view);
  if (!message.modifiable) return stay(seat, "This call cannot be modified.");
  if (!args) return stay(seat, "Not all of its arguments are here, so it cannot be modified here.");
  for (let draft: JsonObject | undefined = args; ; ) {
    draft = await modified(seat, message, draft);
    if (!draft) return stay(seat, "Not modified. It can still be approved or denied as it is.");
    const { after, outcome } = await send(seat, message, { decision: "modify", args: draft });
    if (outcome?.result !== "invalid") return after;
  }
}

function stay({ tty }: Seat, text: string): "stay" {
  say(tty, text);
  return "stay";
}

import type { Act } from "../../action/act.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { actOf, COMMAND, mismatch } from "./act.js";
import { modify } from "./modify.js";
import { later } from "./remember.js";
import { type After, type Seat, send, stay } from "./send.js";
import { help, show, showWhole } from "./show.js";
import { ask, say } from "./tty.js";

/** What became of asking: as after an answer, or `left` undecided. */
export type Left = Exclude<After, "stay"> | "left";

/** Shows one request and asks until it is answered, left, or ended by the signal. */
export async function decide(seat: Seat, message: RequestMessage): Promise<Left> {
  const act = actOf(message);
  let unseen = show(seat, message, act);
  for (;;) {
    const line = await ask(seat.tty, "  > ", seat.signal);
    const key = line?.trim().toLowerCase();
    if (line === undefined || key === "q") return left(seat);
    if (key === "v") unseen = !(await showWhole(seat, message)) && unseen;
    else if (key === "?") help(seat, message, act);
    else if (key) {
      const after = await answered(seat, message, { line, act, unseen });
      if (after !== "stay") return after;
    }
  }
}

function left({ tty, signal }: Seat): Left {
  if (!signal.aborted) say(tty, "Left undecided. It still waits; nothing was recorded.");
  return "left";
}

interface Said {
  readonly line: string;
  readonly act: Act;
  readonly unseen: boolean;
}

async function answered(seat: Seat, message: RequestMessage, { line, act, unseen }: Said): Promise<After> {
  const wanted = line.trim();
  if (/^m$/i.test(wanted)) return modify(seat, message);
  if (COMMAND.test(wanted)) {
    const reason = wanted.slice(1).trim();
    return (await send(seat, message, { decision: "deny", ...(reason !== "" && { reason }) })).after;
  }
  const wrong = mismatch(act, message, line);
  if (wrong !== undefined) return stay(seat, wrong);
  if (unseen) return stay(seat, "Nothing was recorded. Not everything was shown yet: v shows it all, then approve.");
  const meant = await later(seat, message);
  if (!meant) return stay(seat, "Nothing was recorded. It can still be approved or denied as it is.");
  return (await send(seat, message, { decision: "approve", ...meant })).after;
}

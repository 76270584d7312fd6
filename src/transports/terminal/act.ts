import { type Act, actOf as actAnywhere, typedFor, undone } from "../../action/act.js";
import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";

/** Lines that are commands; whatever else approves must not read like one. */
export const COMMAND = /^(?:[dmvq?]|d\s.*)$/i;

/** As anywhere; where the value to be typed reads like a command, the check word is typed instead. */
export function actOf(message: RequestMessage): Act {
  const act = actAnywhere(message);
  if (act.kind !== "type") return act;
  const field = message.view.fields.find(({ path }) => path === act.path);
  return field && COMMAND.test(typedFor(field).trim()) ? { kind: "word" } : act;
}

/** What is wrong with a line as the act; undefined where it is the act. */
export function mismatch(act: Act, message: RequestMessage, line: string): string | undefined {
  if (act.kind === "press" || act.kind === "tick")
    return line.trim() === (act.kind === "press" ? "a" : "yes") ? undefined : `Nothing was recorded. ${howTo(act)}`;
  const wrong = undone(act, message, { get: () => line });
  return wrong && Object.values(wrong)[0];
}

/** How to approve, without the value that is to be typed. */
export function howTo(act: Act): string {
  if (act.kind === "press") return "To approve, type a and press Enter.";
  if (act.kind === "tick") return `To approve, type yes and press Enter. It says: "${act.text}"`;
  if (act.kind === "type")
    return `To approve, type the value of \`${visible(act.path)}\`${act.and ? ", a space and the 2nd check word" : ""} from the box and press Enter.`;
  return act.kind === "word" ? "To approve, type the 2nd check word from the box and press Enter." : act.why;
}

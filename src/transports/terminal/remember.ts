import { visible } from "../../action/hidden.js";
import { readable } from "../../action/value.js";
import type { Field } from "../../action/view.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { limitsOf } from "../../policy/limits.js";
import type { Remember } from "../../policy/remember.js";
import type { Seat } from "./send.js";
import { indented } from "./sheet.js";
import { cells } from "./text.js";
import { ask, print, widthOf } from "./tty.js";

/** For which later calls a person means their approval; none where it is empty. */
export interface Later {
  readonly remember?: Remember;
}

/** Asks for which later calls an approval is meant, where any may be. Undefined when the person takes it back. */
export async function later({ tty, signal }: Seat, { remember, view }: RequestMessage): Promise<Later | undefined> {
  if (!remember) return {};
  const critical = remember.scope === "same call" ? [] : view.fields.filter(isCompared);
  const offered: Record<string, Later> = {
    "": {},
    s: { remember: { ...remember, scope: "same call" } },
    ...(critical.length > 0 && { c: { remember } }),
  };
  print(tty, question(remember, critical, widthOf(tty)));
  for (;;) {
    const line = await ask(tty, `  Enter, s${offered["c"] ? ", c" : ""} or q > `, signal);
    const key = line?.trim().toLowerCase() ?? "q";
    if (key === "q") return undefined;
    if (Object.hasOwn(offered, key)) return offered[key];
  }
}

/** What was removed is equal to nothing. */
const isCompared = (field: Field): boolean => field.critical && field.text !== "(removed)";

/** Every line of a value carries a bar, so none can pass for a choice. */
function question(remember: Remember, critical: readonly Field[], width: number): string[] {
  const say = (text: string) => indented(text, width);
  const named = critical.flatMap((field) => [...cells(`${visible(field.path)}  ${readable(field)}`, width - 7)]);
  const alike = [
    ...say("c  calls of this action with the same"),
    ...named.map((line) => `     | ${line}`),
    ...say("   whatever their other arguments are"),
  ];
  return [
    "",
    ...say("May later calls run without asking? Enter: no, only this call."),
    ...say("s  the very same call, with the same arguments"),
    ...(named.length > 0 ? alike : []),
    ...say(`Only for the same people, agent and datasets, ${limitsOf(remember)} after this is approved.`),
    ...say("It counts only where all who must approve say so too."),
    ...say("q  go back"),
    "",
  ];
}

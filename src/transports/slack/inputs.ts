import type { ContextBlock, InputBlock } from "@slack/types";
import type { Act } from "../../action/act.js";
import { argumentName, type Edited, fieldsOf } from "../../action/edit.js";
import { isRemoved, isSecret, parsed } from "../../action/value.js";
import type { View } from "../../action/view.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { labelOf } from "../chat/rows.js";
import { context, MOST, ticking, typing } from "./blocks.js";
import { cut } from "./text.js";

/** What approving takes: `typed`, or `meant` with the value `yes`, or nothing. */
export function actInput(act: Act): InputBlock[] {
  if (act.kind === "tick") return [ticking({ id: "meant", label: act.text, must: "required" }, "Yes, I mean it")];
  if (act.kind !== "type" && act.kind !== "word") return [];
  const [what, hint] =
    act.kind === "word"
      ? ["the 2nd check word", "Read it above. Capitals do not matter."]
      : [`the value of ${labelOf(act.path)}${andWord(act)}`, `Read it from ${labelOf(act.path)} above.`];
  return [typing({ id: "typed", label: `To approve, type ${what}`, hint, must: "required" }, { max_length: 200 })];
}

const andWord = ({ and }: Extract<Act, { kind: "type" }>): string => (and ? ", a space and the 2nd check word" : "");

export const reasonInput = ({ reason }: RequestMessage): InputBlock =>
  typing({ id: "reason", label: "Reason, goes in the log", must: reason }, { multiline: true, max_length: 2000 });

const LINE = 60;
/** What clients may send back as something else: emoji as their names, and a text without the space around it. */
const CHANGES = /\p{Extended_Pictographic}|\p{Regional_Indicator}|^\s|\s$/u;

/** An input for each argument, or that it is locked; undefined where not all of them come back from here as they went. */
export function argumentInputs(view: View): (InputBlock | ContextBlock)[] | undefined {
  const known = view.fields.every((field) => isRemoved(field) || isSecret(field) || parsed(field.text) !== undefined);
  if (!view.complete || !known) return undefined;
  const edited = fieldsOf(view);
  const open = edited.filter(({ as }) => as !== "locked");
  const isUnique = new Set(open.map(({ path }) => argumentName(path))).size === open.length;
  return open.length > 0 && isUnique && open.every(comesBack) ? edited.map(argumentInput) : undefined;
}

/** What a card shows in full is short enough for an input; its name may not be. */
const comesBack = ({ path, text }: Edited): boolean => argumentName(path).length <= MOST.id && !CHANGES.test(text);

function argumentInput({ path, text, as, critical, why }: Edited): InputBlock | ContextBlock {
  const name = labelOf(path);
  if (as === "locked") return context([cut(`${name}: ${why ?? "It cannot be changed here."}`, MOST.field)]);
  const marks = [...(critical ? ["critical"] : []), ...(as === "json" ? ["written as JSON"] : [])];
  const label = marks.length > 0 ? `${name} (${marks.join(", ")})` : name;
  const multiline = as === "json" || text.length > LINE || text.includes("\n");
  return typing(
    { id: argumentName(path), label, ...(as === "json" && { hint: "Empty leaves it out." }), must: "optional" },
    { ...(text !== "" && { initial_value: text }), multiline, max_length: MOST.typed },
  );
}

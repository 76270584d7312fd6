import type { Act } from "../../action/act.js";
import { argumentName, type Edited, fieldsOf } from "../../action/edit.js";
import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { JsonObject } from "../../canonical.js";
import { type Action, execute, showCard } from "./actions.js";
import { clipped, type Element, fits, line } from "./element.js";

// Labels, titles of toggles and error messages may be read as Markdown: nothing but words of ours, and names as plain as these.
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9]{0,39}$/;

const LONGEST_TYPED = 64;
const LONGEST_REASON = 500;
const MOST_ARGUMENTS = 20;
const MOST_PATH = 300;
const MOST_VALUE = 2000;
const MOST_ID = 255;

/** The names of what is filled in; those of arguments are `arg:` and their path. Two forms of one card share no name. */
export const NAMES = { typed: "typed", meant: "meant", reason: "reason", why: "reason:modify" } as const;
/** What a tick says. */
const YES = "yes";

/** The form that approves: its act, then a reason. */
export const approveForm = (message: RequestMessage, act: Act): Action =>
  showCard("Approve…", [...actInputs(act), reason(NAMES.reason, message)], execute("approve", "Approve", message));

function actInputs(act: Act): readonly Element[] {
  if (act.kind === "tick")
    return [
      line([act.text, { weight: "Bolder" }]),
      {
        type: "Input.Toggle",
        id: NAMES.meant,
        title: "I mean it",
        label: "Tick this to approve",
        valueOn: YES,
        valueOff: "no",
        value: "no",
        isRequired: true,
        errorMessage: "Tick this to approve.",
      },
    ];
  if (act.kind === "word")
    return [typed("To approve, type the 2nd check word", "Read it from the check words of this card")];
  if (act.kind !== "type") return [];
  const word = act.and ? ", a space and the 2nd check word" : "";
  if (PLAIN_NAME.test(act.path))
    return [typed(`To approve, type the ${act.path}${word}`, `Read it from ${act.path} in the box`)];
  const named = line(
    ["To approve, type the value of "],
    [clipped(visible(act.path), MOST_PATH), { fontType: "Monospace" }],
  );
  return [named, typed(`To approve, type the value named above${word}`, "Read it from the box")];
}

const typed = (label: string, placeholder: string): Element => ({
  type: "Input.Text",
  id: NAMES.typed,
  label,
  placeholder,
  maxLength: LONGEST_TYPED,
  isRequired: true,
  errorMessage: "Type it as it stands in the box.",
});

const reason = (id: string, message: RequestMessage): Element => ({
  type: "Input.Text",
  id,
  label: message.reason === "required" ? "Reason, goes in the log" : "Reason (optional, goes in the log)",
  isMultiline: true,
  maxLength: LONGEST_REASON,
  ...(message.reason === "required" && { isRequired: true, errorMessage: "This rule asks for a reason." }),
});

/**
 * The form that modifies, with one field for each argument; undefined where it cannot hold every one of them.
 * @param filled what a person wrote already, with what is wrong with it
 */
export function modifyForm(message: RequestMessage, filled?: readonly Edited[]): Action | undefined {
  if (!isEditable(message)) return undefined;
  const inputs = (filled ?? fieldsOf(message.view)).flatMap((field, at) => argument(field, at + 1));
  const body = [...inputs, reason(NAMES.why, message)];
  return showCard("Modify…", body, execute("modify", `Send revision ${message.revision + 1}`, message));
}

/** Whether arguments can be modified on a card: all of them are known and short, and at least one is open. */
export function isEditable({ view, modifiable }: RequestMessage): boolean {
  if (!modifiable || !view.complete) return false;
  const fields = fieldsOf(view);
  return (
    fields.length <= MOST_ARGUMENTS &&
    fields.some(({ as }) => as !== "locked") &&
    fields.every(
      ({ path, was }) =>
        argumentName(path).length <= MOST_ID && fits(visible(path), MOST_PATH) && was.length <= MOST_VALUE,
    )
  );
}

function argument({ path, text, as, error }: Edited, at: number): readonly Element[] {
  const plain = PLAIN_NAME.test(path);
  const name = visible(path);
  if (as === "locked")
    return [line([name, { fontType: "Monospace" }], [" stays as it is: it is secret.", { isSubtle: true }])];
  const above = plain ? [] : [line([name, { fontType: "Monospace" }])];
  const wrong = error === undefined ? [] : [line([clipped(visible(error), MOST_PATH), { color: "Attention" }])];
  const kind = as === "json" ? " (JSON)" : "";
  return [
    ...above,
    ...wrong,
    textInput(path, text, plain ? `${path}${kind}` : `Argument ${at}, named above${kind}`, as),
  ];
}

const textInput = (path: string, text: string, label: string, as: Edited["as"]): JsonObject => ({
  type: "Input.Text",
  id: argumentName(path),
  label,
  value: text,
  maxLength: 2 * MOST_VALUE,
  ...((as === "json" || text.length > 60 || text.includes("\n")) && { isMultiline: true }),
});

import type { RequestMessage } from "../../approval/request-message.js";
import type { JsonObject } from "../../canonical.js";
import { type Change, changes, objectOf, overlaid, secretsIn } from "./draft.js";
import { edited, editorOf } from "./editor.js";
import type { Seat } from "./seat.js";
import { cells, clip, inert } from "./text.js";
import { ask, print, say, widthOf } from "./tty.js";

const MOST = 12;

/** Where a person's changes stand: the arguments as they would be, and what they wrote when that could not be read. */
interface Draft {
  readonly args: JsonObject;
  readonly text?: string;
  readonly wrong?: string;
}

/**
 * Has a person change the arguments, shows the difference, and asks whether to send it. Undefined when they go back.
 * `args`: what they start from, the arguments themselves or what they proposed before.
 */
export async function modified(seat: Seat, message: RequestMessage, args: JsonObject): Promise<JsonObject | undefined> {
  let draft: Draft | undefined = { args };
  for (;;) {
    draft = await propose(seat, message, draft);
    if (draft?.wrong !== undefined) {
      say(seat.tty, `${inert(draft.wrong)} Nothing was sent.`);
      continue;
    }
    if (draft === undefined) return undefined;
    const answer = await confirmed(seat, message, draft.args);
    if (answer !== "edit") return answer === "send" ? draft.args : undefined;
  }
}

async function propose(seat: Seat, { view }: RequestMessage, draft: Draft): Promise<Draft | undefined> {
  const { tty, signal } = seat;
  const editor = editorOf(tty);
  say(
    tty,
    'Type what changes as JSON, like {"argument": value}; the rest stays. Over several lines, an empty line ends it.',
  );
  say(
    tty,
    editor
      ? `e opens all of it in ${inert(editor)}. Enter alone goes back.`
      : "Set $EDITOR to change all of it in an editor. Enter alone goes back.",
  );
  const typed = (await ask(tty, "  modify > ", signal, enough))?.trim();
  if (!typed) return undefined;
  const next = typed === "e" && editor ? await inEditor(seat, editor, draft) : laidOver(draft, typed);
  const secrets = secretsIn(view, next.args);
  return secrets.length > 0
    ? { args: draft.args, wrong: `Secret arguments are kept as they are: leave out ${secrets.join(", ")}.` }
    : next;
}

const enough = (text: string): boolean =>
  !text.trimStart().startsWith("{") || text.endsWith("\n") || typeof objectOf(text) !== "string";

function laidOver({ args }: Draft, typed: string): Draft {
  const named = objectOf(typed);
  return typeof named === "string" ? { args, wrong: named } : { args: overlaid(args, named) };
}

async function inEditor(
  { signal }: Seat,
  editor: string,
  { args, text = `${JSON.stringify(args, null, 2)}\n` }: Draft,
): Promise<Draft> {
  try {
    const written = await edited(editor, text, signal);
    const whole = objectOf(written);
    return typeof whole === "string" ? { args, text: written, wrong: whole } : { args: whole };
  } catch (error) {
    return { args, text, wrong: error instanceof Error ? `${error.message}.` : "The editor failed." };
  }
}

async function confirmed(
  { tty, signal }: Seat,
  { view, revision }: RequestMessage,
  args: JsonObject,
): Promise<"send" | "edit" | "back"> {
  const difference = changes(view, args);
  if (difference.length === 0) {
    say(tty, "Nothing is different. Nothing was sent.");
    return "edit";
  }
  print(tty, ["", ...difference.flatMap((change) => shown(change, widthOf(tty))), ""]);
  for (;;) {
    const answer = await ask(
      tty,
      `  Send this as revision ${revision + 1}? y sends it, e changes it again, n goes back > `,
      signal,
    );
    const choice = answer?.trim().toLowerCase();
    if (choice === "y") return "send";
    if (choice === "e") return "edit";
    if (choice === "n" || choice === undefined) return "back";
  }
}

function shown({ path, from, to }: Change, width: number): string[] {
  const side = (mark: string, text: string): string[] => {
    const line = inert(`${path}  ${text}`);
    const { lines, rest } = clip(line, cells(line, width - 4), MOST);
    return [
      ...lines.map((part, at) => `  ${at === 0 ? mark : " "} ${part}`),
      ...(rest > 0 ? [`    … (${rest} more characters)`] : []),
    ];
  };
  return [
    ...(from === undefined ? side("-", "(none)") : side("-", from)),
    ...(to === undefined ? side("+", "(removed)") : side("+", to)),
  ];
}

import { visible } from "../../action/hidden.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { JsonObject } from "../../canonical.js";
import { argumentsOf, type Change, changes, objectOf, overlaid, secretsIn } from "./draft.js";
import { edited, editorOf } from "./editor.js";
import { type After, type Seat, send, stay } from "./send.js";
import { cells, clip } from "./text.js";
import { ask, print, say, widthOf } from "./tty.js";

const MOST = 12;

/** Where a person's changes stand: the arguments as they would be, and what they wrote when that could not be read. */
interface Draft {
  readonly args: JsonObject;
  readonly text?: string;
  readonly wrong?: string;
}

/** Has a person change the arguments, shows the difference, and sends it when they say so. */
export async function modify(seat: Seat, message: RequestMessage): Promise<After> {
  if (!message.modifiable) return stay(seat, "This call cannot be modified.");
  const args = argumentsOf(message.view);
  if (!args) return stay(seat, "Not all of its arguments are here, so it cannot be modified here.");
  let draft: Draft | undefined = { args };
  for (;;) {
    draft = await propose(seat, message, draft);
    const next = draft && (await confirmed(seat, message, draft));
    if (!draft || next === "back") return stay(seat, "Not modified. It can still be approved or denied as it is.");
    if (next !== "send") continue;
    const { after, outcome } = await send(seat, message, { decision: "modify", args: draft.args });
    if (outcome?.result !== "invalid") return after;
  }
}

async function propose(seat: Seat, { view }: RequestMessage, draft: Draft): Promise<Draft | undefined> {
  const { tty, signal } = seat;
  const editor = editorOf(tty);
  say(
    tty,
    'Type what changes as JSON, like {"argument": value}; the rest stays. Over several lines, an empty line ends it.',
  );
  const all = editor ? `e opens all of it in ${visible(editor)}` : "Set $EDITOR to change all of it in an editor";
  say(tty, `${all}. Enter alone goes back.`);
  const typed = (await ask(tty, "  modify > ", signal, untilClosed()))?.trim();
  if (!typed) return undefined;
  const next = typed === "e" && editor ? await inEditor(seat, editor, draft) : laidOver(draft, typed);
  const secrets = secretsIn(view, next.args);
  return secrets.length > 0
    ? { args: draft.args, wrong: `Secret arguments are kept as they are: leave out ${secrets.join(", ")}.` }
    : next;
}

/** Of an object that is typed over several lines the last is the one that ends it, or an empty one. It is read once, where it closes. */
function untilClosed(): (line: string) => boolean {
  const typed: string[] = [];
  let [open, closed] = [0, false];
  return (line) => {
    typed.push(line);
    if (line === "" || !typed[0]?.trimStart().startsWith("{")) return true;
    if (closed) return false;
    const signs = line.replace(/"(?:[^"\\]|\\.)*"?/g, ""); // no text of JSON goes on in the next line
    for (const sign of signs) open += "{[".includes(sign) ? 1 : "}]".includes(sign) ? -1 : 0;
    closed = open <= 0;
    return closed && typeof objectOf(typed.join("\n")) !== "string";
  };
}

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
  { args, wrong }: Draft,
): Promise<"send" | "edit" | "back"> {
  const difference = changes(view, args);
  const idle = wrong ?? (difference.length === 0 ? "Nothing is different." : undefined);
  if (idle !== undefined) {
    say(tty, `${visible(idle)} Nothing was sent.`);
    return "edit";
  }
  print(tty, ["", ...difference.flatMap((change) => shown(change, widthOf(tty))), ""]);
  const question = `  Send this as revision ${revision + 1}? y sends it, e changes it again, n goes back > `;
  for (;;) {
    const choice = (await ask(tty, question, signal))?.trim().toLowerCase();
    if (choice === "y") return "send";
    if (choice === "e") return "edit";
    if (choice === "n" || choice === undefined) return "back";
  }
}

function shown({ path, from = "(none)", to = "(removed)" }: Change, width: number): string[] {
  const side = (mark: string, text: string): string[] => {
    const line = visible(`${path}  ${text}`);
    const { lines, rest } = clip(line, cells(line, width - 4), MOST);
    return [
      ...lines.map((part, at) => `  ${at === 0 ? mark : " "} ${part}`),
      ...(rest > 0 ? [`    … (${rest} more characters)`] : []),
    ];
  };
  return [...side("-", from), ...side("+", to)];
}

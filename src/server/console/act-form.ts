import type { Act } from "../../action/act.js";
import { isRemoved } from "../../action/value.js";
import type { Field } from "../../action/view.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { Shown } from "../../desk/look.js";
import { limitsOf } from "../../policy/limits.js";
import { marked } from "./chips.js";
import { fieldError, reasonField } from "./fields.js";
import { type Html, html, type Part } from "./html.js";
import { icon } from "./icons.js";
import { tokenField } from "./layout.js";
import type { Frame, Given, RequestPage } from "./model.js";
import { proofNeeded } from "./proof.js";
import { sentence } from "./sentence.js";
import { shortValue } from "./value.js";
import { count } from "./words.js";

/** What this decision is about: the desk refuses it for any other revision. */
export const bound = ({ token }: Frame, { revision, digest }: RequestMessage): Html =>
  html`${tokenField(token)}<input type="hidden" name="revision" value="${revision}"><input type="hidden" name="digest" value="${digest}">`;

export const pathOf = ({ base }: Frame, { requestId }: RequestMessage, to: string): string =>
  `${base}/requests/${encodeURIComponent(requestId)}/${to}`;

/** The act of approving, the reason, and both answers. Deny needs nothing of it. */
export function actForm(frame: Frame, page: RequestPage): Html {
  const { message, you } = page.shown;
  const { given } = page;
  const act = you.said === "approve" ? SAID : page.act;
  return html`<form method="post" action="${pathOf(frame, message, "decide")}">${bound(frame, message)}
${byEnter(act)}
${actField(act, given)}
${act === SAID || act.kind === "withheld" ? "" : rememberField(message, given)}
${reasonField({ required: message.reason, hint: "goes in the log", ...(given?.reason !== undefined && { text: given.reason }), error: given?.errors["reason"] })}
${answers(page)}
${message.modifiable ? html`<a class="btn btn-quiet btn-wide" href="${pathOf(frame, message, "modify")}">Modify instead</a>` : ""}
<p class="after">${afterwards(page)}</p>
</form>`;
}

/** Who has approved is asked for nothing more. */
const SAID: Act = { kind: "press" };

/**
 * What Enter in a field does: browsers press the first button. After typing the value it approves, as in a terminal;
 * where nothing is typed it does nothing, because this form is in no dialog (HTML, form submission algorithm). It never
 * denies.
 */
const byEnter = (act: Act): Html =>
  act.kind === "type" || act.kind === "word"
    ? html`<button class="vh" name="decision" value="approve" tabindex="-1" aria-hidden="true">Approve</button>`
    : html`<button class="vh" formmethod="dialog" formnovalidate tabindex="-1" aria-hidden="true">Nothing</button>`;

function actField(act: Act, given: Given | undefined): Part {
  if (act.kind === "press") return "";
  if (act.kind === "withheld")
    return html`<div class="held" role="note">${icon("lock")}<p><strong>Approve is withheld.</strong> ${sentence(act.why)}</p></div>`;
  return act.kind === "tick" ? tick(act.text, given?.errors["meant"]) : typed(act, given?.errors["typed"]);
}

const tick = (text: string, error: string | undefined): Html =>
  html`<div class="field"><label class="check"><input type="checkbox" name="meant" value="yes" required${described(error, "meant-e")}><span>${marked(text)}</span></label>${fieldError("meant-e", error)}</div>`;

function typed(act: Extract<Act, { kind: "type" | "word" }>, error: string | undefined): Html {
  const [what, where] =
    act.kind === "word"
      ? [html`the 2nd check word`, html`Read it from the foot of the box. Capitals do not matter.`]
      : [
          html`the value of <code>${act.path}</code>${act.and ? ", a space and the 2nd check word" : ""}`,
          html`Read it from <code>${act.path}</code> in the box${act.and ? ", and the word from its foot" : ""}.`,
        ];
  return html`<div class="field"><label for="typed">To approve, type ${what}</label><input class="input input-mono" id="typed" name="typed" required autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="200" aria-describedby="typed-h${error ? " typed-e" : ""}"${error ? html` aria-invalid="true"` : ""}><p class="hint" id="typed-h">${where}</p>${fieldError("typed-e", error)}</div>`;
}

const described = (error: string | undefined, id: string): Part =>
  error ? html` aria-invalid="true" aria-describedby="${id}"` : "";

/** Never ticked by us: for which later calls this approval may answer, with all its limits. */
function rememberField({ remember, view, action }: RequestMessage, given: Given | undefined): Part {
  if (!remember) return "";
  const compared = remember.scope === "same call" ? [] : view.fields.filter((one) => one.critical && !isRemoved(one));
  const scope =
    compared.length === 0
      ? html`the very same call, with the same arguments`
      : html`calls of <code>${action}</code> with the same ${compared.map(same)}, whatever their other arguments are`;
  return html`<fieldset class="later"><legend class="label">Later calls <span class="muted">(optional)</span></legend><label class="check"><input type="checkbox" name="remember" value="yes"${given?.remember ? html` checked` : ""} aria-describedby="later-h"><span>Also let ${scope} run without asking, ${limitsOf(remember)}</span></label><p class="hint" id="later-h">Counted from the approval, and only for the same people, agent and data. It holds only if all who must approve say so too, and you can take it back.</p></fieldset>`;
}

const same = (field: Field, at: number): Html =>
  html`${at > 0 ? ", " : ""}<code>${marked(field.path)}</code> (${shortValue(field.text)})`;

function answers({ shown: { message, you }, act }: RequestPage): Html {
  const deny = html`<button class="btn btn-deny" name="decision" value="deny" formnovalidate>Deny</button>`;
  if (act.kind === "withheld" || you.open === "later" || you.said === "approve")
    return html`<div class="pair">${deny}</div>`;
  const more = stepUp({ message, you }) ? "…" : "";
  return html`<div class="pair">${deny}<button class="btn btn-solid" name="decision" value="approve">Approve${more}</button></div>`;
}

const stepUp = ({ you }: Pick<Shown, "message" | "you">): string | undefined => you.proof && proofNeeded(you.proof);

function afterwards({ shown, act }: RequestPage): string {
  const { message, you } = shown;
  const deny = `Deny needs ${message.reason === "required" ? "only the reason" : "nothing typed"} and ends the request at once.`;
  if (act.kind === "withheld") return deny;
  if (you.said === "approve") return "Your approval is recorded. Until it runs you can still deny.";
  if (you.open === "later") return `Approve comes when the earlier stages are met. ${deny}`;
  const asks = stepUp(shown);
  const rest = Math.max(0, message.needed - message.agreed - 1);
  const then =
    rest === 0
      ? "Your approval is enough: the call runs at once."
      : `After you, ${count(rest, "more person", "more people")} must agree; nothing runs before that.`;
  return [...(asks ? [`Approve asks for ${asks} next.`] : []), then, deny].join(" ");
}

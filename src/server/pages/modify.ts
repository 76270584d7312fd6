import { argumentsIn, fieldsOf, filled, withIssues } from "../../action/edit.js";
import { checkWords } from "../../action/words.js";
import type { ReviewOutcome } from "../../approval/review.js";
import type { Shown } from "../../desk/look.js";
import { confirmPage } from "../console/confirm-page.js";
import type { ModifyPage } from "../console/model.js";
import { modifyPage } from "../console/modify-page.js";
import type { Visit } from "../visit.js";
import { answered } from "./decide.js";
import { formOf, reasonIn } from "./form.js";
import { kept } from "./kept.js";
import { notTaken } from "./request.js";
import { notFound, paged, pathTo, refusedForm, see } from "./respond.js";

const editing = (visit: Visit, page: ModifyPage, status = 200): Promise<Response> =>
  paged(visit, page.shown.message.requestId, (frame) => modifyPage(frame, page), { ...page.shown, status });

export async function showModify(visit: Visit, requestId: string): Promise<Response> {
  const shown = await visit.desk.show(requestId, visit.who);
  if (!shown) return notFound(visit);
  if (!canModify(shown)) return see(visit, pathTo(requestId));
  return editing(visit, { shown, fields: fieldsOf(shown.message.view), reason: "", errors: [] });
}

const canModify = ({ message, you }: Shown): boolean =>
  message.modifiable && message.view.complete && you.may === "decide";

/** A posted draft: checked and shown as it would be, sent, or edited further. */
export async function takeModify(visit: Visit, requestId: string): Promise<Response> {
  const form = await formOf(visit, requestId);
  if (typeof form === "string") return refusedForm(visit, form);
  const shown = await visit.desk.show(requestId, visit.who);
  if (!shown) return notFound(visit);
  const about = { revision: Number(form.get("revision")), digest: form.get("digest") ?? "" };
  if (about.digest !== shown.message.digest || !canModify(shown))
    return notTaken(visit, requestId, shown.message.state === "pending" ? STALE : LATE);
  const reason = reasonIn(form);
  const fields = filled(fieldsOf(shown.message.view), form);
  if (form.get("step") === "edit") return editing(visit, { shown, fields, reason, errors: [] });
  const edited = argumentsIn(fields);
  if ("wrong" in edited) return editing(visit, { shown, fields: edited.wrong, reason, errors: [] }, 422);
  const decision = { decision: "modify", args: edited.args, ...(reason && { reason }), ...about } as const;
  if (form.get("step") === "send")
    return shown.you.proof ? kept(visit, requestId, decision) : answered(visit, requestId, decision);
  return checked(visit, { shown, fields, reason, errors: [] }, decision);
}

const STALE = {
  result: "stale",
  why: "Your answer was not recorded: the call changed while you wrote. Below is the call as it is now.",
} as const;
const LATE = { result: "too_late", why: "Not recorded. This request is already over." } as const;

/** What would become of it, or what is wrong with it, at its field. A proof that is missing is asked for when it is sent. */
async function checked(
  visit: Visit,
  page: ModifyPage,
  decision: Omit<Parameters<Visit["desk"]["preview"]>[1], "by">,
): Promise<Response> {
  const { message } = page.shown;
  const outcome = await visit.desk.preview(message.requestId, { ...decision, by: visit.who });
  const draft = outcome.result === "revised" ? outcome.message : undefined;
  if (!draft) return editing(visit, { ...page, ...troubles(page, outcome) }, 422);
  const confirm = { ...page, draft, words: checkWords(draft.digest) };
  return paged(visit, message.requestId, (frame) => confirmPage(frame, confirm), page.shown);
}

function troubles({ fields }: ModifyPage, { issues, why }: ReviewOutcome): Pick<ModifyPage, "fields" | "errors"> {
  return issues ? withIssues(fields, issues) : { fields, errors: [why] };
}

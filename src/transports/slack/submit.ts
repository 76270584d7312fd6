import { undone } from "../../action/act.js";
import { argumentName, argumentsIn, type Edited, fieldsOf, filled, withIssues } from "../../action/edit.js";
import type { RequestMessage } from "../../approval/request-message.js";
import type { Decision, ReviewOutcome } from "../../approval/review.js";
import type { Clock } from "../../clock.js";
import { orElse } from "../../wire/or-else.js";
import { offerOn } from "./card.js";
import { CALLBACKS, type Meta, metaIn, sayingModal } from "./modal.js";
import type { Submission } from "./payload.js";
import { CHANGED, isNews, isOver, isTaken, NOT_FOUND } from "./press.js";
import { reviewOf } from "./review.js";
import type { Desked } from "./room.js";
import { updated } from "./tell.js";

/** What a form is answered with (docs.slack.dev, Modals, response actions). */
export type FormAnswer =
  | { readonly response_action: "clear" }
  | { readonly response_action: "errors"; readonly errors: Readonly<Record<string, string>> }
  | { readonly response_action: "update"; readonly view: object };

/** One form sent. It may have been open for an hour: everything is looked up and checked anew. */
export async function submitted(desked: Desked, form: Submission): Promise<FormAnswer> {
  const meta = metaIn(form.metadata);
  const verb =
    form.callback === CALLBACKS.approve ? "approve" : form.callback === CALLBACKS.modify ? "modify" : undefined;
  if (!meta || !verb) return saying("Not recorded. This form belongs to no request.");
  const message = await desked.inbox.message(meta.requestId).catch(() => undefined);
  if (!message) return saying(NOT_FOUND);
  if (!isOver(message, meta))
    return verb === "approve" ? approving(desked, form, meta, message) : modifying(desked, form, meta, message);
  if (verb === "approve") return decided(desked, form, meta, { decision: "approve" }); // the desk says why not, and notes it
  await soon(desked.clock, updated(desked, meta, meta.revision, message));
  return saying(CHANGED);
}

const saying = (text: string): FormAnswer => ({ response_action: "update", view: sayingModal("Not recorded", text) });
const wrong = (errors: Readonly<Record<string, string>>): FormAnswer => ({ response_action: "errors", errors });

async function approving(desked: Desked, form: Submission, meta: Meta, message: RequestMessage): Promise<FormAnswer> {
  const { approve, act, why } = offerOn(message, "app");
  if (approve === "elsewhere")
    return saying(`Not recorded. It cannot be approved here: ${why ?? "open the full review"}.`);
  const missing = undone(act, message, form.values);
  if (missing) return wrong(missing);
  return decided(desked, form, meta, { decision: "approve", ...reasonIn(form) });
}

async function modifying(desked: Desked, form: Submission, meta: Meta, message: RequestMessage): Promise<FormAnswer> {
  const fields = filled(fieldsOf(message.view), form.values);
  const edited = argumentsIn(fields);
  if ("wrong" in edited) return wrong(errorsIn(edited.wrong));
  return decided(desked, form, meta, { decision: "modify", args: edited.args, ...reasonIn(form) }, fields);
}

const reasonIn = ({ values }: Submission): { reason?: string } => {
  const reason = values.get("reason")?.trim();
  return reason ? { reason } : {};
};

const errorsIn = (fields: readonly Edited[]): Record<string, string> =>
  Object.fromEntries(fields.flatMap(({ path, error }) => (error === undefined ? [] : [[argumentName(path), error]])));

async function decided(
  desked: Desked,
  form: Submission,
  meta: Meta,
  decision: Decision,
  fields: readonly Edited[] = [],
): Promise<FormAnswer> {
  const outcome = await reviewOf(desked, form.actor, meta, decision, { view_id: form.viewId });
  if ("refused" in outcome) return saying(outcome.refused);
  const { message } = outcome;
  if (message && isNews(outcome, message, meta))
    await soon(desked.clock, updated(desked, meta, meta.revision, message));
  if (isTaken(outcome)) return { response_action: "clear" };
  return troubles(outcome, fields);
}

const A_SECOND = 1000;
/** A form waits three seconds for its answer; what is not waited for at all does not run on every platform. */
const soon = (clock: Clock, work: Promise<void>): Promise<void> => orElse({ clock, ms: A_SECOND }, work, undefined);

/** What is wrong, at its field where it has one. */
function troubles({ result, why, issues, message, proof }: ReviewOutcome, fields: readonly Edited[]): FormAnswer {
  if (result === "reason_required") return wrong({ reason: why });
  if (!issues || fields.length === 0)
    return saying(proof && message?.url ? `${why} Open the full review: ${message.url}` : why);
  const { fields: marked, errors } = withIssues(fields, issues);
  return wrong({ ...errorsIn(marked), ...(errors.length > 0 && { reason: errors.join(" ") }) });
}

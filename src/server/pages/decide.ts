import { actOf, undone } from "../../action/act.js";
import type { Decision, Review } from "../../approval/review.js";
import type { Shown } from "../../desk/look.js";
import type { Given } from "../console/model.js";
import type { Visit } from "../visit.js";
import { formOf, reasonIn } from "./form.js";
import { type Decided, kept } from "./kept.js";
import { notTaken, requestView, STALE } from "./request.js";
import { notFound, noticeOf, pathTo, refusedForm, see } from "./respond.js";

/** A posted approve or deny. Deny needs nothing of the form; approve needs its act, and its proof. */
export async function decide(visit: Visit, requestId: string): Promise<Response> {
  const form = await formOf(visit, requestId);
  if (typeof form === "string") return refusedForm(visit, form);
  const shown = await visit.desk.show(requestId, visit.who);
  if (!shown) return notFound(visit);
  const given = givenOf(form);
  const about = { revision: Number(form.get("revision")), digest: form.get("digest") ?? "" };
  const decision = decisionOf(form, shown);
  if (!decision) return notTaken(visit, requestId, { result: "invalid", why: "Not recorded. Approve or deny." });
  if (decision.decision === "deny") return answered(visit, requestId, { ...decision, ...about }, given);
  const { message, you } = shown;
  if (message.state === "pending" && (about.revision !== message.revision || about.digest !== message.digest))
    return notTaken(visit, requestId, STALE);
  const errors = message.state === "pending" ? missing(form, shown) : undefined;
  if (errors) return incomplete(visit, shown, { ...given, errors });
  return you.proof
    ? kept(visit, requestId, { ...decision, ...about })
    : answered(visit, requestId, { ...decision, ...about }, given);
}

function givenOf(form: URLSearchParams): Given {
  const reason = form.get("reason") ?? "";
  return { ...(reason && { reason }), ...(form.get("remember") === "yes" && { remember: "yes" }), errors: {} };
}

function decisionOf(form: URLSearchParams, { message }: Shown): Exclude<Decision, { decision: "modify" }> | undefined {
  const reason = reasonIn(form);
  const said = reason ? { reason } : {};
  if (form.get("decision") === "deny") return { decision: "deny", ...said };
  if (form.get("decision") !== "approve") return undefined;
  const remember = form.get("remember") === "yes" ? message.remember : undefined;
  return { decision: "approve", ...said, ...(remember && { remember }) };
}

function missing(form: URLSearchParams, { message }: Shown): Given["errors"] | undefined {
  const reason = message.reason === "required" && !reasonIn(form);
  const errors = {
    ...undone(actOf(message), message, form),
    ...(reason && { reason: "This rule asks for a reason. Nothing was recorded." }),
  };
  return Object.keys(errors).length > 0 ? errors : undefined;
}

const incomplete = (visit: Visit, shown: Shown, given: Given): Promise<Response> =>
  requestView(visit, shown, {
    status: 422,
    given,
    notice: { kind: "danger", title: "Not recorded.", text: Object.values(given.errors)[0] ?? "" },
  });

/** Asks the desk, and leads to what became of the request. */
export async function answered(
  visit: Visit,
  requestId: string,
  review: Decided & Pick<Review, "after">,
  given?: Given,
): Promise<Response> {
  const outcome = await visit.desk.review(requestId, { ...review, by: visit.who });
  const { result } = outcome;
  if (result === "needs_step_up") return kept(visit, requestId, review);
  const taken = result === "recorded" || result === "resolved" || result === "revised" || result === "duplicate";
  return taken
    ? see(visit, pathTo(requestId, `?said=${result}`))
    : notTaken(visit, requestId, { ...outcome, why: noticeOf(outcome).text }, given);
}

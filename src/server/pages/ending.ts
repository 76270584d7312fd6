import type { ReviewOutcome } from "../../approval/review.js";
import type { Given } from "../console/model.js";
import type { Visit } from "../visit.js";
import { formOf, reasonIn } from "./form.js";
import { notTaken, requestView } from "./request.js";
import { notFound, pathTo, refusedForm, see } from "./respond.js";

/** A posted form that ends something and needs its reason. */
async function ending(
  visit: Visit,
  requestId: string,
  act: (form: URLSearchParams, reason: string) => Promise<ReviewOutcome>,
): Promise<Response> {
  const form = await formOf(visit, requestId);
  if (typeof form === "string") return refusedForm(visit, form);
  const reason = reasonIn(form);
  if (reason === "") return unreasoned(visit, requestId);
  const outcome = await act(form, reason);
  const given: Given = { reason, errors: {} };
  return outcome.result === "resolved"
    ? see(visit, pathTo(requestId, "?said=resolved"))
    : notTaken(visit, requestId, outcome, given);
}

async function unreasoned(visit: Visit, requestId: string): Promise<Response> {
  const shown = await visit.desk.show(requestId, visit.who);
  if (!shown) return notFound(visit);
  const text = "Say why: it goes into the log. Nothing was recorded.";
  const notice = { kind: "danger", title: "Not recorded.", text } as const;
  return requestView(visit, shown, { status: 422, notice, given: { errors: { reason: text } } });
}

/** The requester, or one who may decide, takes the request back. */
export const cancel = (visit: Visit, requestId: string): Promise<Response> =>
  ending(visit, requestId, (_, reason) => visit.desk.cancel(requestId, { by: visit.who, reason }));

/** Somebody says what became of a run whose result was lost. */
export const reconcile = (visit: Visit, requestId: string): Promise<Response> =>
  ending(visit, requestId, (form, reason) => {
    const outcome = form.get("outcome") === "succeeded" ? "succeeded" : "failed";
    return form.has("outcome")
      ? visit.desk.reconcile(requestId, { by: visit.who, outcome, reason })
      : Promise.resolve({ result: "invalid", why: "Not recorded. Say whether it succeeded or failed." });
  });

/** Sends a message again that did not arrive. */
export async function redeliver(visit: Visit, requestId: string): Promise<Response> {
  const form = await formOf(visit, requestId);
  if (typeof form === "string") return refusedForm(visit, form);
  if (!(await visit.desk.show(requestId, visit.who))) return notFound(visit);
  await visit.desk.redeliver(requestId, form.get("transport") ?? "");
  return see(visit, pathTo(requestId, "?said=sent"));
}

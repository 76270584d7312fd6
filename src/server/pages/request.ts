import { actOf } from "../../action/act.js";
import { checkWords } from "../../action/words.js";
import type { ReviewOutcome } from "../../approval/review.js";
import type { Shown } from "../../desk/look.js";
import { outcomeStatus } from "../../wire/outcome-status.js";
import type { Given, Notice } from "../console/model.js";
import { requestPage } from "../console/request-page.js";
import type { Visit } from "../visit.js";
import { notFound, noticeOf, paged } from "./respond.js";

interface Extra {
  readonly status?: number;
  readonly notice?: Notice;
  readonly given?: Given;
}

/** The page of a request, with what became of the last answer where there was one. */
export function requestView(
  visit: Visit,
  shown: Shown,
  { status = 200, notice, given }: Extra = {},
): Promise<Response> {
  const { message, now, you } = shown;
  return visit.desk.earlier(message.requestId, visit.who).then((earlier) => {
    const page = {
      shown,
      earlier,
      act: actOf(message),
      words: checkWords(message.digest),
      ...(notice && { notice }),
      ...(given && { given }),
    };
    return paged(visit, message.requestId, (frame) => requestPage(frame, page), { status, now, you });
  });
}

/** What a page that was sent to says at its top. Anything else in the address says nothing. */
const SAID: Readonly<Record<string, Notice>> = {
  recorded: noticeOf({ result: "recorded", why: "More people must agree before it runs." }),
  resolved: noticeOf({ result: "resolved", why: "The request is decided." }),
  revised: noticeOf({ result: "revised", why: "It must be approved as it now is." }),
  duplicate: noticeOf({ result: "duplicate", why: "Nothing changed." }),
  sent: { kind: "ok", title: "Sent again.", text: "The timeline says whether it arrived." },
};

export async function showRequest(visit: Visit, requestId: string): Promise<Response> {
  const shown = await visit.desk.show(requestId, visit.who);
  if (!shown) return notFound(visit);
  const said = new URL(visit.request.url).searchParams.get("said") ?? "";
  const notice = Object.hasOwn(SAID, said) ? SAID[said] : undefined;
  return requestView(visit, shown, notice ? { notice } : {});
}

/** What is said of an answer to a revision that is not on the table any more. */
export const STALE = {
  result: "stale",
  why: "Your answer was not recorded: the call changed while you read. Below is the call as it is now.",
} as const;

/** The request as it is after an answer that was not taken, and why. */
export async function notTaken(
  visit: Visit,
  requestId: string,
  outcome: Pick<ReviewOutcome, "result" | "why" | "message">,
  given?: Given,
): Promise<Response> {
  const shown = await visit.desk.show(requestId, visit.who);
  if (!shown) return notFound(visit);
  const again = outcome.result === "stale" ? undefined : given;
  return requestView(visit, shown, {
    status: outcomeStatus(outcome),
    notice: noticeOf(outcome),
    ...(again && { given: again }),
  });
}

import type { ReviewOutcome } from "../../approval/review.js";
import type { Person } from "../../people/person.js";
import { type MessagePage, messagePage } from "../console/message-page.js";
import type { Frame, Notice } from "../console/model.js";
import { pathOf } from "../sign-in/where.js";
import type { Visit } from "../visit.js";
import type { Refused } from "./form.js";
import { type Token, tokenFor } from "./form.js";

const HTML = { "content-type": "text/html; charset=utf-8" };

/** A page of the console for who visits. `about`: the request that its forms are about. */
export async function paged(
  visit: Visit,
  about: string,
  render: (frame: Frame) => string,
  { status = 200, ...known }: Known & { readonly status?: number } = {},
): Promise<Response> {
  const token = tokenFor(visit, about);
  const html = render(await frameOf(visit, token, known));
  return withCookie(new Response(html, { status, headers: HTML }), token.line);
}

/** What the desk has said already: when it was, and who visits. */
interface Known {
  readonly now?: Date;
  readonly you?: Pick<Person, "id" | "name">;
}

async function frameOf({ desk, place, who }: Visit, token: Token, { now = new Date(), you }: Known): Promise<Frame> {
  const person = you ?? (await desk.person(who));
  const name = typeof person === "string" ? (who.evidence["name"] ?? who.subject) : (person.name ?? person.id);
  return { base: pathOf(place), who: name, now: now.getTime(), token: token.text };
}

export function withCookie(answer: Response, line: string | undefined): Response {
  if (line !== undefined) answer.headers.append("set-cookie", line);
  return answer;
}

export const told = (visit: Visit, page: MessagePage): Promise<Response> =>
  paged(visit, "", (frame) => messagePage(frame, page), { status: page.status });

/** An unknown id and no right to it are told alike. */
export const notFound = (visit: Visit): Promise<Response> =>
  told(visit, {
    status: 404,
    title: "Not found",
    text: "There is no request at this address that you may see. It may be of another desk, or not yours to decide.",
  });

const REFUSED: Record<Refused, MessagePage> = {
  type: {
    status: 415,
    title: "Not a form of this page",
    text: "A decision is sent by the form of its page. Nothing was recorded.",
  },
  token: {
    status: 403,
    title: "This page was too old",
    text: "Its form was not made for you in this browser, or long ago. Nothing was recorded. Open the request again and decide there.",
  },
};
export const refusedForm = (visit: Visit, why: Refused): Promise<Response> => told(visit, REFUSED[why]);

/** Leads on by GET, so that going back sends nothing twice. */
export const see = (visit: Visit, path: string, line?: string): Response =>
  withCookie(new Response(null, { status: 303, headers: { location: `${pathOf(visit.place)}${path}` } }), line);

export const pathTo = (requestId: string, more = ""): string => `/requests/${encodeURIComponent(requestId)}${more}`;

const TITLES: Partial<Record<ReviewOutcome["result"], Pick<Notice, "kind" | "title">>> = {
  recorded: { kind: "ok", title: "Your answer is recorded." },
  resolved: { kind: "ok", title: "Your answer is recorded." },
  revised: { kind: "ok", title: "A new revision is recorded." },
  duplicate: { kind: "ok", title: "You have already said so." },
  stale: { kind: "warn", title: "The call changed while you read." },
  too_late: { kind: "warn", title: "You were too late." },
};

/** What became of an answer, for the top of its page. */
export function noticeOf({ result, why }: Pick<ReviewOutcome, "result" | "why">): Notice {
  return { ...(TITLES[result] ?? { kind: "danger", title: "Not recorded." }), text: why };
}

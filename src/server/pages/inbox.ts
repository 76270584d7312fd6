import { EFFECTS, type Effect } from "../../action/action.js";
import type { RequestMessage } from "../../approval/request-message.js";
import { inboxPage } from "../console/inbox-page.js";
import type { InboxPage } from "../console/model.js";
import { isOfCursor } from "../cursor.js";
import { pathOf } from "../sign-in/where.js";
import type { Visit } from "../visit.js";
import { paged, see, told } from "./respond.js";

const LIMIT = 50;
const QUEUES = ["mine", "open", "decided"] as const;

export async function showInbox(visit: Visit): Promise<Response> {
  const person = await visit.desk.person(visit.who);
  if (typeof person === "string") return told(visit, NOBODY);
  const { searchParams } = new URL(visit.request.url);
  const queue = QUEUES.find((one) => one === searchParams.get("queue")) ?? "mine";
  const filter = filterOf(searchParams);
  const cursor = searchParams.get("cursor") ?? "";
  const from = cursor === "" ? {} : { cursor };
  const page = await visit.desk.requests(visit.who, { queue, limit: LIMIT, ...from }).catch((error: unknown) => {
    if (isOfCursor(error)) return undefined;
    throw error;
  });
  if (!page) return see(visit, `/?queue=${queue}`); // from the first page on
  const items = page.items.filter((item) => fits(item, filter));
  const next = page.cursor === undefined ? {} : { next: nextOf(pathOf(visit.place), queue, filter, page.cursor) };
  return paged(visit, "", (frame) => inboxPage(frame, { queue, items, filter, ...next }), {
    now: page.now,
    you: person,
  });
}

const NOBODY = {
  status: 403,
  title: "We could not tell who you are",
  text: "The directory does not have exactly one active person for this sign-in, so nothing is shown. Ask an administrator.",
};

function filterOf(given: URLSearchParams): InboxPage["filter"] {
  const effect = EFFECTS.find((one) => one === given.get("effect")) ?? "";
  return { text: (given.get("text") ?? "").slice(0, 200), effect };
}

/** The filter looks at what the page would show. */
function fits({ view, action, session = "" }: RequestMessage, { text, effect }: { text: string; effect: Effect | "" }) {
  if (effect !== "" && view.effect !== effect) return false;
  const words = [view.title, action, session, ...view.actors.map(({ name }) => name)].join("\n").toLowerCase();
  return words.includes(text.trim().toLowerCase());
}

const nextOf = (base: string, queue: string, { text, effect }: InboxPage["filter"], cursor: string): string =>
  `${base}/?${new URLSearchParams({ queue, ...(text && { text }), ...(effect && { effect }), cursor })}`;

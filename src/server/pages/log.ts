import { type ReadEvent, readLine } from "../../audit/event.js";
import type { SignedEvent } from "../../audit/sink.js";
import { leafHash } from "../../audit/tree.js";
import { digest, type Json } from "../../canonical.js";
import type { Shown } from "../../desk/look.js";
import { eventSays } from "../console/event-says.js";
import { logPage } from "../console/log-page.js";
import type { Logged, LogPage } from "../console/model.js";
import { nameIn } from "../console/people.js";
import type { Visit } from "../visit.js";
import { notFound, paged } from "./respond.js";

/** The log of one request, as far as this process wrote it, with what can be checked here. */
export async function showLog(visit: Visit, requestId: string): Promise<Response> {
  const shown = await visit.desk.show(requestId, visit.who);
  if (!shown) return notFound(visit);
  return paged(visit, requestId, (frame) => logPage(frame, logOf(shown)), shown);
}

interface Line {
  readonly event: SignedEvent;
  readonly read: ReadEvent | undefined;
}

function logOf(shown: Shown): LogPage {
  const lines = shown.history.map((event): Line => ({ event, read: readLine(event.line) }));
  return {
    shown,
    events: lines.map((line) => loggedOf(shown, line)),
    checks: lines.length === 0 ? [] : [chainOf(lines), sealsOf(shown), viewOf(shown, lines), WHOLE],
  };
}

function loggedOf(shown: Shown, { event, read }: Line): Logged {
  const { says, at } = eventSays(event, (id) => nameIn(shown, id));
  const seal = read?.type === "review.recorded" ? sealFor(shown, read) : undefined;
  return {
    id: event.id,
    type: read?.type ?? event.type,
    time: at?.toISOString() ?? "",
    says,
    line: event.line,
    signature: !read || seal === "broken" ? "wrong" : seal === "holds" ? "signed" : "chained",
  };
}

/** The seal of the review that an event tells of, where it is one of the revision on the table. */
const sealFor = ({ reviews, message }: Shown, { data }: ReadEvent) =>
  data["revision"] === message.revision
    ? reviews.find((one) => one.person === data["person"] && one.decision === data["decision"])?.seal
    : undefined;

type Check = LogPage["checks"][number];

/** Lines of one writer that follow one another name each other's hashes. */
function chainOf(lines: readonly Line[]): Check {
  const unread = lines.filter(({ read }) => !read).length;
  if (unread > 0) return { holds: "no", says: `${unread} of ${lines.length} lines cannot be read as events.` };
  const links = lines.flatMap(({ read }) => {
    const before = lines.find((one) => one.read?.source === read?.source && one.read?.seq === (read?.seq ?? 0) - 1);
    return before ? [leafHash(before.event.line) === read?.prev] : [];
  });
  const broken = links.filter((holds) => !holds).length;
  return broken > 0
    ? { holds: "no", says: `${broken} of ${links.length} lines do not continue the one before them.` }
    : {
        holds: "yes",
        says: `${lines.length} lines are whole; ${links.length} of them continue the one before, by its hash.`,
      };
}

function sealsOf({ reviews, message }: Shown): Check {
  const broken = reviews.filter(({ seal }) => seal === "broken").length;
  if (reviews.length === 0)
    return { holds: "unknown", says: `Nobody has answered revision ${message.revision}: there is no seal to check.` };
  return broken > 0
    ? { holds: "no", says: `${broken} of ${reviews.length} reviews have no seal of a key that this desk believes.` }
    : { holds: "yes", says: `${reviews.length} of ${reviews.length} reviews carry a desk’s seal over this revision.` };
}

const VIEWS: ReadonlySet<string> = new Set(["approval.requested", "call.modified"]);

/** What this desk shows is what was recorded when people were asked. */
function viewOf({ message }: Shown, lines: readonly Line[]): Check {
  const newest = lines.findLast(
    ({ read }) => read && VIEWS.has(read.type) && read.data["revision"] === message.revision,
  );
  const recorded = newest?.read?.data["view_digest"];
  if (typeof recorded !== "string")
    return { holds: "unknown", says: "Another process recorded what was shown: this one cannot compare it." };
  return recorded === digest(message.view as unknown as Json)
    ? { holds: "yes", says: "What the request page shows is what was recorded when people were asked." }
    : { holds: "no", says: "What the request page shows is not what was recorded when people were asked." };
}

const WHOLE: Check = {
  holds: "unknown",
  says: "Whether the whole log is complete and signed is not checked here: verify its files, with any tool.",
};

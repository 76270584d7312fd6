import { shortDigest } from "../../canonical.js";
import type { Shown } from "../../desk/look.js";
import { within } from "../live.js";
import type { Visit } from "../visit.js";
import { notFound } from "./problem.js";

/** However hints are lost: no change is seen later than this. */
const LOOK_MS = 2_000;

/** Names what a client has seen (RFC 9110 §8.8.3): state, revision, and who agreed. */
const etagOf = ({ message, agreement, deliveries, you }: Shown): string =>
  `"${shortDigest([message.digest, message.state, agreement.map(({ agreed }) => agreed), deliveries.length, you.said])}"`;

/**
 * A request as it is, or as it is once it differs from what the client has seen, at most `wait` seconds later. It reads
 * the store each time: in which process something changed does not matter.
 */
export async function shownTo(visit: Visit, id: string, wait: number): Promise<Response> {
  const seen = visit.request.headers.get("if-none-match");
  const first = await visit.desk.show(id, visit.who);
  if (!first) return notFound();
  const known = seen ?? etagOf(first);
  const shown = wait > 0 && first.message.state === "pending" ? await changed(visit, id, known, wait, first) : first;
  const etag = etagOf(shown);
  if (etag === seen) return new Response(null, { status: 304, headers: { etag } });
  return Response.json(shown, { headers: { etag } });
}

async function changed(visit: Visit, id: string, known: string, wait: number, first: Shown): Promise<Shown> {
  const { desk, who, request } = visit;
  const until = Date.now() + wait * 1000;
  let hinted: "yes" | "no" = "no";
  let wake = () => {};
  const leave = await desk.watch((ids) => {
    if (ids !== "resync" && !ids.includes(id)) return;
    hinted = "yes";
    wake();
  });
  request.signal.addEventListener("abort", () => wake());
  try {
    let shown = first;
    while (etagOf(shown) === known && Date.now() < until && !request.signal.aborted) {
      if (hinted === "no") await within(Math.min(LOOK_MS, until - Date.now()), (done) => (wake = done));
      hinted = "no";
      shown = (await desk.show(id, who)) ?? shown;
    }
    return shown;
  } finally {
    await leave();
  }
}

import type { Person } from "../people/person.js";
import { requirementOf } from "./lifecycle.js";
import { isFinal, type Request } from "./request.js";
import type { RequestMessage } from "./request-message.js";
import type { ReviewPayload } from "./review.js";
import type { State } from "./state.js";
import { tally } from "./tally.js";

const ENDED: Partial<Record<State, string>> = {
  approved: "Approved. It runs next.",
  denied: "Denied. It was not executed.",
  expired: "Nobody decided in time. It was not executed.",
  cancelled: "Cancelled. It was not executed.",
  executing: "Approved. It is running.",
  succeeded: "Approved and executed.",
  failed: "Approved and executed; it failed.",
  unknown: "It started and its result was lost: a person must settle it.",
};

/** What a transport is given of a request as it is now. */
export function messageOf(
  request: Request,
  url?: string,
  kind: RequestMessage["kind"] = kindOf(request),
): RequestMessage {
  const { id, asked, state, openedAt, progress } = request;
  const requirement = requirementOf(asked);
  return {
    kind,
    requestId: id,
    revision: asked.revision,
    digest: asked.digest,
    state,
    view: asked.view,
    to: requirement.approvers,
    ...(url !== undefined && { url: `${url.replace(/\/+$/, "")}/requests/${encodeURIComponent(id)}` }),
    expiresAt: new Date(openedAt + requirement.within),
    modifiable: state === "pending" && requirement.modify !== "forbid",
    why: ENDED[state] ?? waiting(request),
    by: approvers(progress.reviews.map(({ payload }) => payload)),
  };
}

const kindOf = ({ state }: Request): RequestMessage["kind"] =>
  isFinal(state) || state !== "pending" ? "resolution" : "request";

function waiting({ asked, progress }: Request): string {
  const counted = tally(
    requirementOf(asked),
    progress.reviews.map(({ payload }) => payload),
  );
  const left = counted.state === "open" ? counted.missing : 0;
  return `${left} more ${left === 1 ? "person" : "people"} must approve. Asked by: ${asked.rules.join(", ")}.`;
}

/** Those whose newest review agrees, as far as their reviews say who they are. */
export function approvers(reviews: readonly ReviewPayload[]): readonly Person[] {
  const newest = [...new Map(reviews.map((review) => [review.person, review])).values()];
  return newest
    .filter((review) => review.approves)
    .map(({ person, issuer, subject }) => ({
      id: person,
      kind: "human",
      active: true,
      identities: [{ issuer, subject }],
      groups: "unknown",
      roles: "unknown",
    }));
}

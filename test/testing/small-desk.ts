import type { RequestMessage } from "../../src/approval/request-message.js";
import type { Answer, Review } from "../../src/approval/review.js";
import type { Inbox, Transport } from "../../src/approval/transport.js";
import { isProven } from "../../src/people/identity.js";
import { memoryApprover } from "../../src/testing/memory-approver.js";
import { sampleMessage } from "../../src/testing/sample-message.js";

interface Request {
  message: RequestMessage;
  yes: Set<string>;
  end: (text: string) => void;
}

/** A desk of a few rules: approve `needed` times, any deny ends it, "owner" is excluded, a modification is a new revision. */
export function smallDesk(transport: Transport, needed = 1) {
  const requests = new Map<string, Request>();
  const reviews: Review[] = [];
  const resolve = async (request: Request, state: "approved" | "denied", text: string): Promise<Answer> => {
    request.message = { ...request.message, kind: "resolution", state };
    request.end(text);
    return "resolved";
  };
  async function revise(request: Request): Promise<Answer> {
    const revision = request.message.revision + 1;
    request.message = { ...request.message, revision, digest: `digest-${revision}` };
    request.yes.clear();
    await transport.deliver(request.message);
    return "revised";
  }
  async function answer(request: Request | undefined, review: Review): Promise<Answer> {
    if (!request || !isProven(review.by)) return "not_eligible";
    const { subject } = review.by;
    if (request.message.state !== "pending") return "too_late";
    if (review.revision !== request.message.revision || review.digest !== request.message.digest) return "stale";
    if (subject === "owner") return "excluded";
    if (review.decision === "modify") return revise(request);
    if (review.decision === "deny") return resolve(request, "denied", review.reason ?? "denied");
    request.yes.add(subject);
    return request.yes.size < needed ? "recorded" : resolve(request, "approved", "approved");
  }
  const inbox: Inbox = {
    message: async (id) => requests.get(id)?.message,
    async review(id, review) {
      reviews.push(review);
      return { result: await answer(requests.get(id), review), why: "small desk" };
    },
  };
  return {
    inbox,
    reviews,
    /** Opens a request and waits until it is resolved; the answer is how it ended. */
    ask: (id: string) =>
      new Promise<string>((end) => {
        const request: Request = { message: sampleMessage(id), yes: new Set(), end };
        requests.set(request.message.requestId, request);
        void transport.deliver(request.message);
      }),
    /** Ends a request without anybody's answer, as a deadline does. */
    async expire(id: string) {
      const request = requests.get(`request-${id}`) as Request;
      request.message = { ...request.message, kind: "resolution", state: "expired" };
      await transport.update?.({ id: "d", at: "confirmed" }, request.message);
      request.end("expired");
    },
  };
}

export const PEOPLE = { ana: { groups: ["finance"], roles: ["lead"] }, bo: { groups: ["finance"] } };

/** An approver of these people, at a desk where so many must agree. */
export async function world(needed = 1) {
  const people = memoryApprover(PEOPLE);
  const desk = smallDesk(people, needed);
  const leave = await people.connect?.(desk.inbox);
  return { people, desk, leave };
}

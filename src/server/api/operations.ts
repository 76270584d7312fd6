import type { Remember } from "../../policy/remember.js";
import type { Visit } from "../visit.js";
import { listed } from "./asked.js";
import { type Asked, bodyOf, type Operation } from "./operation.js";
import { answerOf, notFound } from "./problem.js";
import { shownTo } from "./waiting.js";

const paging = ({ query: { limit, cursor } }: Asked) => ({
  ...(typeof limit === "number" && { limit }),
  ...(typeof cursor === "string" && { cursor }),
});

/** Everything that the API does. */
export const operations: readonly Operation[] = [
  {
    id: "listRequests",
    summary: "Requests that you may decide (mine), that wait (open), or that are over (decided); newest first.",
    method: "get",
    path: "/v1/requests",
    query: ["queue", "limit", "cursor"],
    answer: "Page",
    async act({ desk, who }, asked) {
      const { queue } = asked.query as { queue?: "mine" | "open" | "decided" };
      return listed(() => desk.requests(who, { ...paging(asked), ...(queue && { queue }) }));
    },
  },
  {
    id: "showRequest",
    summary: "One request; with `wait`, once it differs from what you have seen (If-None-Match, or now).",
    method: "get",
    path: "/v1/requests/{id}",
    query: ["wait"],
    answer: "Shown",
    act: (visit, { id, query: { wait = 0 } }) => shownTo(visit, id, Number(wait)),
  },
  {
    id: "review",
    summary: "Your decision on the revision and digest that you were shown.",
    method: "post",
    path: "/v1/requests/{id}/reviews",
    body: "Review",
    answer: "Outcome",
    async act({ desk, who: by }, asked) {
      const { remember, ...said } = bodyOf(asked, "Review") as ReturnType<typeof bodyOf<"Review">> & {
        remember?: Remember;
      };
      return answerOf(await desk.review(asked.id, { ...said, ...(remember && { remember }), by } as never));
    },
  },
  {
    id: "preview",
    summary: "What a modification would make of the request. Nothing is recorded.",
    method: "post",
    path: "/v1/requests/{id}/preview",
    body: "Preview",
    answer: "Outcome",
    act: async ({ desk, who: by }, asked) =>
      answerOf(await desk.preview(asked.id, { ...bodyOf(asked, "Preview"), by } as never)),
  },
  {
    id: "cancel",
    summary: "Ends a request that nobody has claimed: for its own people and those who may decide it.",
    method: "post",
    path: "/v1/requests/{id}/cancel",
    body: "Cancel",
    answer: "Outcome",
    act: async ({ desk, who: by }, asked) => answerOf(await desk.cancel(asked.id, { ...bodyOf(asked, "Cancel"), by })),
  },
  {
    id: "reconcile",
    summary: "Says what became of a run whose outcome is unknown.",
    method: "post",
    path: "/v1/requests/{id}/reconcile",
    body: "Reconcile",
    answer: "Outcome",
    act: async ({ desk, who: by }, asked) =>
      answerOf(await desk.reconcile(asked.id, { ...bodyOf(asked, "Reconcile"), by })),
  },
  {
    id: "redeliver",
    summary: "Sends the message again by one transport.",
    method: "post",
    path: "/v1/requests/{id}/deliveries",
    body: "Redeliver",
    answer: "Delivery",
    act: redelivered,
  },
  {
    id: "listGrants",
    summary: "Standing rights that you may see; newest first.",
    method: "get",
    path: "/v1/grants",
    query: ["limit", "cursor"],
    answer: "Grants",
    act: ({ desk, who }, asked) => listed(() => desk.grants(who, paging(asked))),
  },
  {
    id: "revokeGrant",
    summary: "Ends a standing right.",
    method: "post",
    path: "/v1/grants/{id}/revoke",
    body: "Revoke",
    answer: "Outcome",
    act: async ({ desk, who: by }, asked) => answerOf(await desk.revoke(asked.id, { ...bodyOf(asked, "Revoke"), by })),
  },
];

async function redelivered({ desk, who }: Visit, asked: Asked): Promise<Response> {
  if (!(await desk.show(asked.id, who))) return notFound();
  return Response.json(await desk.redeliver(asked.id, bodyOf(asked, "Redeliver").transport));
}

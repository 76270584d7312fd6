import { excludedNow, requirementOf } from "../approval/lifecycle.js";
import { messageOf } from "../approval/message.js";
import { type Delivered, isHere, type Request, requestOf } from "../approval/request.js";
import type { RequestMessage } from "../approval/request-message.js";
import { standingOf } from "../approval/standing.js";
import type { State } from "../approval/state.js";
import { listedOnce } from "../people/directory.js";
import { type Identity, isProven } from "../people/identity.js";
import type { Person } from "../people/person.js";
import type { DeskParts } from "./parts.js";
import { reviewerOf } from "./reviewer.js";

/** One page of a list. With `cursor`, there is more. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}
/** `mine`: waiting for this person. `open`: all that wait. `decided`: all that are over. */
export interface Queue {
  queue?: "mine" | "open" | "decided";
  /** 1 to 200; 50 unless said. */
  limit?: number;
  cursor?: string;
}
export interface Shown {
  readonly message: RequestMessage;
  readonly deliveries: readonly Delivered[];
}

const OPEN: readonly State[] = ["pending"];
const DECIDED: readonly State[] = [
  "approved",
  "denied",
  "expired",
  "cancelled",
  "executing",
  "succeeded",
  "failed",
  "unknown",
];

/** Whether a person may see a request at all: one of its own people, or one who may decide it. */
export async function sees(
  { directory, deployment }: Pick<DeskParts, "directory" | "deployment">,
  person: Person,
  request: Request,
  who: Identity,
  now: number,
): Promise<"decides" | "own" | false> {
  if (!isHere(request, deployment)) return false;
  if (excludedNow(request).has(person.id)) return "own";
  const requirement = requirementOf(request.asked);
  const { vetoes } = await standingOf(directory, person, who.proof, { request, now }, requirement);
  return vetoes.length > 0 ? "decides" : false;
}

export async function show(parts: DeskParts, requestId: string, who: Identity): Promise<Shown | undefined> {
  const person = isProven(who) ? await reviewerOf(parts.directory, who) : "invalid";
  const loaded = await parts.records.load(requestId);
  if (typeof person === "string" || !loaded) return undefined;
  if (!(await sees(parts, person, loaded.request, who, loaded.now))) return undefined;
  return { message: messageOf(loaded.request, parts.url), deliveries: loaded.request.progress.deliveries };
}

/** One page of the requests that this person may see, newest first. */
export async function requests(parts: DeskParts, who: Identity, filter: Queue = {}): Promise<Page<RequestMessage>> {
  const person = isProven(who) ? await reviewerOf(parts.directory, who) : "invalid";
  if (typeof person === "string") return { items: [] };
  const { queue = "mine", limit = 50, cursor } = filter;
  const page = await parts.store.list({
    tenant: parts.deployment.tenant,
    kind: "call",
    states: queue === "decided" ? DECIDED : OPEN,
    limit: Math.min(200, Math.max(1, limit)),
    ...(cursor !== undefined && { cursor }),
  });
  const directory = listedOnce(parts.directory);
  const seen = await Promise.all(
    page.rows.map(async (row) => {
      const request = requestOf(row);
      const right = await sees({ directory, deployment: parts.deployment }, person, request, who, page.now);
      return right === "decides" || (right === "own" && queue !== "mine") ? [messageOf(request, parts.url)] : [];
    }),
  );
  return { items: seen.flat(), ...(page.cursor !== undefined && { cursor: page.cursor }) };
}
